import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import type { SignedRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { storedRecord } from './case-store.ts';
import { caseLimits } from './case-wire.ts';

/** An act or a room that is not in the log. */
export interface WaitingAct {
  readonly record: string;
  /** Since when it waits here. */
  readonly at: number;
  readonly author: string;
  readonly bytes: Uint8Array;
}

/** A verified record as it is kept: its bytes, and its number among those of its author. */
export interface KeptAct {
  readonly record: SignedRecord;
  /** Rooms have 0: they come before the acts of their author that may need them. */
  readonly n: number;
  readonly bytes: Uint8Array;
}

const verifiedOf = new WeakMap<Party, Map<string, SignedRecord>>();

/** Records that were verified a moment ago, by id, so that a batch is not read twice. */
function verifiedActs(party: Party): Map<string, SignedRecord> {
  const known = verifiedOf.get(party) ?? new Map<string, SignedRecord>();
  verifiedOf.set(party, known);
  return known;
}

/** Keeps an act or a room of ours or of a member until it is in the log. */
export function keepWaiting(party: Party, id: string, { record, n, bytes }: KeptAct): void {
  const { changes } = party.db.run(
    'INSERT OR IGNORE INTO case_act (case_id, record, author, n, at, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    record.id,
    record.head.author,
    n,
    party.now,
    bytes,
  );
  // The same text may wait already under another signature.
  if (changes === 0) return;
  const verified = verifiedActs(party);
  if (verified.size >= caseLimits.acts) verified.clear();
  verified.set(record.id, record);
}

/** The record of an act that waits; it was verified when it came. */
export function waitingRecord(party: Party, { record, bytes }: WaitingAct): SignedRecord {
  const verified = verifiedActs(party);
  const found = verified.get(record) ?? storedRecord(bytes);
  verified.delete(record);
  return found;
}

/** Those of some records that wait. */
export function waitingAmong(party: Party, id: string, records: readonly string[]): Set<string> {
  const rows = party.db.all<{ record: string }>(
    'SELECT record FROM case_act WHERE case_id = ? AND record IN (SELECT value FROM json_each(?))',
    id,
    JSON.stringify(records),
  );
  return new Set(rows.map(({ record }) => record));
}

/** How many acts of each author wait. */
export function waitingByAuthor(party: Party, id: string): Map<string, number> {
  const sql = 'SELECT author, count(*) AS count FROM case_act WHERE case_id = ? GROUP BY author';
  const rows = party.db.all<{ author: string; count: number }>(sql, id);
  return new Map(rows.map(({ author, count }) => [author, count]));
}

/** Acts that are not in the log: one of each author in turn, each author's in the order of their numbers. Spec: CEX-9. */
export const waitingActs = (party: Party, id: string): WaitingAct[] =>
  party.db.all<WaitingAct>(
    `SELECT record, at, author, bytes FROM
       (SELECT *, row_number() OVER (PARTITION BY author ORDER BY n, record) AS turn FROM case_act WHERE case_id = ?)
     ORDER BY turn, author LIMIT ? + 0`,
    id,
    caseLimits.acts,
  );

/** Notes of the acts that wait. */
export const waitingNotes = (party: Party, id: string): SignedNote[] =>
  waitingActs(party, id).map(({ bytes }) => parseNote(bytes));
