import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from '../party/party.ts';
import { knownCaseFile } from './case-file.ts';

/*
 * What this party notes for itself about a case. Nothing that answers, tells or copies a case may
 * import this file: a test looks. Spec: ROM-12.
 */

export interface CaseNote {
  readonly n: number;
  readonly account: string;
  /** Unix seconds. */
  readonly at: number;
  readonly text: string;
}

const most = { notes: 1_000, letters: 20_000 } as const;

/** Keeps a note. Faults: `case-note`, `case-unknown`. Spec: ROM-12. */
export function addNote(party: Party, id: string, text: string, account: string): number {
  knownCaseFile(party, id);
  const written = text.trim();
  if (written === '' || written.length > most.letters) throw new Fault('case-note', 'A note has 1 to 20,000 letters.');
  if (notesOn(party, id).length >= most.notes) throw new Fault('case-note', 'There are too many notes on this case.');
  const sql = 'INSERT INTO case_note (case_id, account, at, text) VALUES (?, ?, ?, ?)';
  return party.db.run(sql, id, account, party.now, written).lastId;
}

/** The notes on a case, the oldest first. */
export const notesOn = (party: Party, id: string): CaseNote[] =>
  party.db.all<CaseNote>('SELECT n, account, at, text FROM case_note WHERE case_id = ? ORDER BY n', id);

/** Forgets a note. */
export const dropNote = (party: Party, id: string, n: number): void =>
  void party.db.run('DELETE FROM case_note WHERE case_id = ? AND n = ?', id, n);
