import { Fault } from '#protocol/bytes/fault.ts';
import { CaseLog } from '#protocol/case/case-log.ts';
import { storedCertificate } from '#protocol/case/certificate.ts';
import { textId } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { type SignedRecord, storedRecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { type CaseFile, knownHistories } from './case-file.ts';

interface Open {
  readonly epoch: number;
  readonly log: CaseLog;
}

const opened = new WeakMap<Party, Map<string, Open>>();
/** Entries of opened logs that are kept in memory, together: about three kilobytes each. */
const mostEntries = 20_000;

const openOf = (party: Party): Map<string, Open> => {
  const all = opened.get(party) ?? new Map<string, Open>();
  opened.set(party, all);
  return all;
};

/** Lets go of the logs that were used longest ago, until there is room for one more. */
export function makeRoom(all: Map<string, { readonly log: { readonly size: number } }>, size: number): void {
  let entries = [...all.values()].reduce((sum, { log }) => sum + log.size, size);
  for (const [id, { log }] of all) {
    if (entries <= mostEntries) return;
    all.delete(id);
    entries -= log.size;
  }
}

/** A case's log as it is open now. */
export interface OpenCase {
  readonly id: string;
  readonly log: CaseLog;
}

/** What the store holds of a case's log, from a position on. */
export const entriesFrom = (party: Party, id: string, from: number, before: number = Number.MAX_SAFE_INTEGER) =>
  party.db
    .all<{ bytes: Uint8Array }>(
      'SELECT bytes FROM case_entry WHERE case_id = ? AND position >= ? AND position < ? ORDER BY position',
      id,
      from,
      before,
    )
    .map(({ bytes }) => bytes);

const epochOf = (party: Party, id: string): number => party.db.count('SELECT epoch FROM case_file WHERE id = ?', id);

/** A log of other entries of the case, verified like ours. */
export function logOf(party: Party, file: CaseFile, entries: readonly Uint8Array[]): CaseLog {
  const known = { id: file.id, terms: file.terms, histories: knownHistories(party) };
  const log = new CaseLog(known, file.procedure.procedure);
  for (const bytes of entries) log.append(bytes);
  return log;
}

const highestCertificate = (party: Party, id: string) =>
  party.db.get<{ note: Uint8Array; size: number }>('SELECT note, size FROM case_certificate WHERE case_id = ?', id);

/**
 * The log from the store. Signatures below the highest certificate were verified before they were
 * stored and are not verified again: that the entries lead to its root shows that they are the same. Spec: CEX-8.
 */
function restore(party: Party, file: CaseFile): CaseLog {
  const log = logOf(party, file, []);
  const certificate = highestCertificate(party, file.id);
  for (const bytes of entriesFrom(party, file.id, 0))
    log.append(bytes, log.size < (certificate?.size ?? 0) ? storedRecord(bytes) : undefined);
  if (certificate !== undefined) log.accept(parseNote(certificate.note));
  return log;
}

/** The record of bytes that were verified before they were stored. */
export function storedRecord(bytes: Uint8Array): SignedRecord {
  const note = parseNote(bytes);
  return { id: textId(note.text), head: storedRecordHead(note.text), note };
}

/** A certificate was verified before it was stored. */
function acceptStored(party: Party, { id, terms }: CaseFile, log: CaseLog, note: Uint8Array): void {
  const certificate = storedCertificate({ id, terms, histories: knownHistories(party) }, parseNote(note));
  if (certificate !== undefined) log.acceptVerified(certificate);
}

/**
 * The verified log of a case as it stands in the store, its highest certificate accepted. It is kept
 * in memory while it is in use and goes on from there.
 */
export function caseLog(party: Party, file: CaseFile): CaseLog {
  const all = openOf(party);
  const kept = all.get(file.id);
  const epoch = epochOf(party, file.id);
  const count = party.db.count('SELECT max(position) + 1 FROM case_entry WHERE case_id = ?', file.id);
  const goesOn = kept !== undefined && kept.epoch === epoch && kept.log.size <= count;
  all.delete(file.id);
  if (!goesOn) makeRoom(all, count);
  const log = goesOn ? kept.log : restore(party, file);
  if (log.size < count) for (const bytes of entriesFrom(party, file.id, log.size)) log.append(bytes);
  const row = highestCertificate(party, file.id);
  if (row !== undefined && row.size > log.finality.accepted) acceptStored(party, file, log, row.note);
  all.set(file.id, { epoch, log });
  return log;
}

/** After a transaction that failed, what memory holds may be ahead of the store. */
const forgetLog = (party: Party, id: string): void => void openOf(party).delete(id);

/** All or nothing, and memory as the store. */
export function caseTransaction<T>(party: Party, id: string, work: () => T): T {
  try {
    return party.transaction(work);
  } catch (error) {
    forgetLog(party, id);
    throw error;
  }
}

/**
 * Appends one entry that the log accepts. `verified`: its record, where it was verified before. Call inside a
 * case transaction, and `endWaiting` after the last.
 */
export function appendEntry(party: Party, { id, log }: OpenCase, bytes: Uint8Array, verified?: SignedRecord): void {
  const position = log.size;
  log.append(bytes, verified);
  const record = log.recordAt(position)?.id ?? '';
  party.db.run(
    'INSERT INTO case_entry (case_id, position, record, bytes) VALUES (?, ?, ?, ?)',
    id,
    position,
    record,
    bytes,
  );
}

/** Acts that stand in the log from a position on wait no more. */
export function endWaiting(party: Party, id: string, from: number): void {
  party.db.run(
    `DELETE FROM case_act WHERE case_id = ? AND record IN
       (SELECT record FROM case_entry WHERE case_id = ? AND position >= ?)`,
    id,
    id,
    from,
  );
}

/** Takes the end off a log; acts in it wait again, unchanged. Call inside a case transaction. Spec: CAS-12, CEX-8. */
export function cutLog(party: Party, file: CaseFile, size: number): void {
  const log = caseLog(party, file);
  if (size < log.finality.settled) throw new Fault('case-settled', 'What is settled is never cut off.');
  const staying = new Set(Array.from({ length: size }, (_, position) => log.recordAt(position)?.id));
  for (let position = size; position < log.size; position++) {
    const record = log.recordAt(position);
    // A depositary may have ordered the same record twice.
    if (staying.has(record?.id)) continue;
    const bytes = entriesFrom(party, file.id, position, position + 1)[0];
    if (record === undefined || bytes === undefined || !['act', 'room'].includes(record.head.kind)) continue;
    party.db.run(
      'INSERT OR IGNORE INTO case_act (case_id, record, author, n, at, bytes) VALUES (?, ?, ?, ?, ?, ?)',
      file.id,
      record.id,
      record.head.author,
      Number(record.head.data['n'] ?? 0),
      party.now,
      bytes,
    );
  }
  party.db.run('DELETE FROM case_entry WHERE case_id = ? AND position >= ?', file.id, size);
  // A certificate beyond the base is one of a depositary that was convicted.
  party.db.run('DELETE FROM case_certificate WHERE case_id = ? AND size > ?', file.id, size);
  party.db.run('UPDATE case_file SET epoch = epoch + 1 WHERE id = ?', file.id);
  forgetLog(party, file.id);
}
