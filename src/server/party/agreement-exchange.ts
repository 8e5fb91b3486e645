import { readAgreement } from '#protocol/agreement/agreement.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { textId } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { receiveAgreement, receiveWithdrawal } from './agreement-book.ts';
import { queue } from './outbox.ts';
import type { Party } from './party.ts';

/** Most bytes of an exchange of agreements. */
const exchangeBytes = 8_000_000;
const mostNotes = 2000;

/** Every agreement in which this party and a partner are named, with the withdrawals from them, as JSON. Spec: LNK-7, REL-13. */
export function agreementsWith(party: Party, partner: string): string {
  const all = party.db.all<{ id: string; bytes: Uint8Array }>('SELECT id, bytes FROM agreement ORDER BY seen, id');
  const shared = all.filter(({ bytes }) => readAgreement(parseNote(bytes)).terms.parties.includes(partner));
  const withdrawals = party.db.all<{ bytes: Uint8Array }>(
    `SELECT note.bytes AS bytes FROM withdrawal JOIN note ON note.id = withdrawal.note
     WHERE agreement IN (SELECT value FROM json_each(?)) ORDER BY withdrawal.at, withdrawal.party`,
    JSON.stringify(shared.map(({ id }) => id)),
  );
  return JSON.stringify({
    agreements: shared.map(({ bytes }) => fromUtf8(bytes)),
    withdrawals: withdrawals.map(({ bytes }) => fromUtf8(bytes)),
  });
}

/** Tells a partner of every withdrawal from what is between us: it may have lost even its own. Spec: LNK-7. */
export function tellWithdrawals(party: Party, partner: string): void {
  const { withdrawals } = JSON.parse(agreementsWith(party, partner)) as { withdrawals: string[] };
  party.transaction(() => {
    for (const text of withdrawals) {
      const body = utf8(text);
      queue(party, {
        party: partner,
        path: '/link/withdrawal',
        body,
        topic: `withdrawal ${textId(parseNote(body).text)}`,
      });
    }
  });
}

/** Takes each note alone; one that is refused does not hold up the others. */
function takeEach(
  party: Party,
  from: string,
  notes: readonly unknown[],
  take: (note: ReturnType<typeof parseNote>) => void,
): void {
  for (const text of notes)
    try {
      take(parseNote(utf8(typeof text === 'string' ? text : '')));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      party.refusal(from, error);
    }
}

/** Takes in what a partner knows of the agreements between us; every signature is checked as ever. Spec: LNK-7. */
export function takeAgreements(party: Party, from: string, body: Uint8Array): void {
  if (body.length > exchangeBytes) throw new Fault('exchange-size', 'The partner sent too many agreements.');
  const fields = new Fields(parseForeignJson(fromUtf8(body)));
  const [texts, withdrawals] = [fields.list('agreements', mostNotes), fields.list('withdrawals', mostNotes)];
  fields.end();
  takeEach(party, from, texts, (note) => receiveAgreement(party, note));
  takeEach(party, from, withdrawals, (note) => receiveWithdrawal(party, parseRecordHead(note.text).author, note));
}
