import { readAnswer } from '#protocol/agreement/correction.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { openFreshRecord } from './fresh-record.ts';
import type { Party } from './party.ts';
import { knownPeer } from './peer-book.ts';
import { settleCorrection } from './received-corrections.ts';

/** Takes in what a recipient did about a correction of ours, and answers further up when that completes it. Spec: COR-6, COR-7. */
export function takeCorrectionAnswer(party: Party, from: string, note: SignedNote): void {
  const { id, head } = openFreshRecord(note, knownPeer(party, from).history);
  if (head.kind !== 'correction-answer') throw new Fault('answer-kind', 'An answer to a correction was expected.');
  const terms = readAnswer(head.data);
  const sent = party.db.get<{ n: number; cause: string | null }>(
    "SELECT n, cause FROM correction WHERE id = ? AND direction = 'sent' AND party = ?",
    terms.correction,
    from,
  );
  if (sent === undefined) throw new Fault('answer-correction', 'The answer is to no correction of ours to its author.');
  const known = party.db.count(
    'SELECT coalesce(max(number), 0) FROM correction_answer AS answer WHERE correction = ?',
    sent.n,
  );
  if (terms.number <= known) return;
  party.transaction(() => {
    party.keep(note, { kind: 'correction-answer', author: from, open: false });
    party.db.run(
      `INSERT INTO correction_answer (correction, record, number, outcome, ground, complete, at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET record = excluded.record, number = excluded.number, outcome = excluded.outcome,
         ground = excluded.ground, complete = excluded.complete, at = excluded.at`,
      sent.n,
      id,
      terms.number,
      terms.outcome,
      terms.ground ?? null,
      Number(terms.complete),
      party.now,
    );
    if (sent.cause !== null) settleCorrection(party, sent.cause);
  });
}
