import { contactsDue, type Urgency } from '#desks/infrastructure/urgency.ts';
import type { DutyContact } from '../party/card-contact.ts';
import { contactsOf } from '../party/duty-contacts.ts';
import { explainRelease } from '../party/explain-release.ts';
import type { Party } from '../party/party.ts';
import { type HeldNotice, newestNotices, versionsOf } from './held-notice.ts';
import { matrixOf } from './notice-matrix.ts';
import { steadyNow } from './steady-time.ts';
import { theRest } from './the-rest.ts';

/** A mail that is to go, or went. */
export interface QueuedMail {
  readonly n: number;
  readonly item: number;
  readonly party: string;
  readonly rank: number;
  readonly occasion: string;
  readonly address: string;
  readonly lang: DutyContact['lang'];
  readonly tries: number;
}

const looked = 50;

/** In a hurry, whoever answers at night comes first. */
const inOrder = (contacts: readonly DutyContact[], urgency: Urgency): DutyContact[] =>
  urgency === 'immediate'
    ? contacts.toSorted((a, b) => Number(a.hours === 'office') - Number(b.hours === 'office'))
    : [...contacts];

const isOpenTo = (party: Party, seq: number, to: string): boolean =>
  explainRelease(party, seq, to).verdict === 'allowed';

function queueMail(party: Party, held: HeldNotice, to: string, mail: { rank: number; occasion: string }): void {
  const contact = inOrder(contactsOf(party, to), held.notice.urgency)[mail.rank];
  if (contact === undefined) return;
  party.db.run(
    `INSERT INTO notice_mail (item, party, rank, occasion, address, lang, queued, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting') ON CONFLICT DO NOTHING`,
    held.seq,
    to,
    mail.rank,
    mail.occasion,
    contact.mail,
    contact.lang,
    steadyNow(party),
  );
}

/** Our notices whose time is not over, in a state. */
const valid = (party: Party, state: HeldNotice['notice']['state']): HeldNotice[] =>
  newestNotices(party, 'own', looked).filter(
    ({ notice }) => notice.state === state && steadyNow(party) <= notice.until,
  );

/** Whoever was written to about a notice is told once, at the same address, that it no longer holds. Spec: NTC-16. */
function queueCancellations(party: Party): void {
  for (const held of valid(party, 'cancelled'))
    party.db.run(
      `INSERT INTO notice_mail (item, party, rank, occasion, address, lang, queued, state)
       SELECT DISTINCT ?, party, rank, 'cancelled', address, lang, ?, 'waiting' FROM notice_mail
       WHERE item IN (SELECT value FROM json_each(?)) AND state = 'sent' ON CONFLICT DO NOTHING`,
      held.seq,
      steadyNow(party),
      JSON.stringify(versionsOf(party, held.id).flatMap(({ seq }) => (seq === held.seq ? [] : [seq]))),
    );
}

/** The contacts of each party that should have been written to by now; asking again adds nothing. Spec: NTC-11. */
export function queueDueMail(party: Party): void {
  queueCancellations(party);
  for (const held of valid(party, 'current'))
    for (const to of theRest(matrixOf(party, held), held)) {
      if (contactsOf(party, to).length === 0 || !isOpenTo(party, held.seq, to)) continue;
      const first = party.db.get<{ at: number | null }>(
        "SELECT min(queued) AS at FROM notice_mail WHERE item = ? AND party = ? AND occasion = 'notice'",
        held.seq,
        to,
      )?.at;
      const due = contactsDue(held.notice.urgency, first ?? undefined, steadyNow(party));
      for (let rank = 0; rank < Math.min(due, contactsOf(party, to).length); rank++)
        queueMail(party, held, to, { rank, occasion: 'notice' });
    }
}

/** A reminder by mail to the first contact of each of these parties; call inside a transaction. Spec: NTC-10, NTC-12. */
export function queueReminderMail(party: Party, held: HeldNotice, to: readonly string[], at: number): void {
  for (const one of to) queueMail(party, held, one, { rank: 0, occasion: `reminder ${at}` });
}

/** Seconds before the next attempt. */
const pauseAfter = (tries: number): number => Math.min(60 * 2 ** tries, 3600);

/** What is to be sent now, oldest first. A clock that was set back silences nothing. Spec: NTC-13. */
export function mailToSend(party: Party, most: number): QueuedMail[] {
  const rows = party.db.all<QueuedMail & { last: number }>(
    "SELECT *, last_try AS last FROM notice_mail WHERE state = 'waiting' ORDER BY last_try, n LIMIT 200",
  );
  const now = steadyNow(party);
  return rows.filter(({ tries, last }) => tries === 0 || Math.abs(now - last) >= pauseAfter(tries)).slice(0, most);
}

/** Notes how an attempt ended. */
export function noteMail(
  party: Party,
  mail: QueuedMail,
  state: 'waiting' | 'sent' | 'failed' | 'dropped',
  fault?: string,
): void {
  party.db.run(
    'UPDATE notice_mail SET state = ?, fault = ?, tries = tries + 1, last_try = ? WHERE n = ?',
    state,
    fault ?? null,
    steadyNow(party),
    mail.n,
  );
}

/** How the mail about a notice is doing. */
export function mailOf(party: Party, seq: number): { state: string; party: string; fault: string | null }[] {
  return party.db.all('SELECT state, party, fault FROM notice_mail WHERE item = ? ORDER BY n', seq);
}
