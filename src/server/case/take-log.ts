import { Fault } from '#protocol/bytes/fault.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { openHead } from '#protocol/case/certificate.ts';
import { readUnpacked, type Unpacked } from '#protocol/case/unpack-entries.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { frontierRoot, growFrontier, leafHash } from '#protocol/log/merkle.ts';
import type { ReadRecord, SignedRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { noteCarried } from './carried-act.ts';
import { nameBody } from './case-body.ts';
import { type CaseFile, knownCase } from './case-file.ts';
import { keepHead, newestHead } from './case-heads.ts';
import { frontierOf } from './case-packing.ts';
import { appendEntry, caseLog, caseTransaction, cutLog, endWaiting, entriesFrom, logOf } from './case-store.ts';
import { contradictionOf, keepProof } from './contradiction.ts';
import { convictEarlier } from './convict-earlier.ts';
import { openApart } from './open-apart.ts';
import { leaveEarlierTerms } from './succession-of-depositary.ts';

/** Entries that a member gave, and the signed head to which they lead. */
export interface GivenEntries {
  readonly from: number;
  readonly entries: readonly Uint8Array[];
  /** Records of entries whose signatures were verified already, by their place among these. */
  readonly opened: readonly (SignedRecord | undefined)[];
  readonly until: SignedNote;
}

/** An act or a room as it was read; others hold more signatures than their author's and are judged whole. */
function readEntry(unpacked: Unpacked): ReadRecord | undefined {
  const read = readUnpacked(unpacked);
  return ['act', 'room'].includes(read.head.kind) ? read : undefined;
}

/** Entries that were given, with the signatures verified ahead that can be. Faults: those of notes and records. */
export async function openEntries(
  party: Party,
  file: CaseFile,
  entries: readonly Unpacked[],
): Promise<Pick<GivenEntries, 'entries' | 'opened'>> {
  const opened = await openApart(knownCase(party, file), entries, readEntry);
  return { entries: entries.map(({ bytes }) => bytes), opened };
}

function append(party: Party, file: CaseFile, { entries, opened }: GivenEntries): CaseLog {
  const log = caseLog(party, file);
  const from = log.size;
  entries.forEach((bytes, index) => {
    appendEntry(party, { id: file.id, log }, bytes, opened[index]);
    nameBody(party, file.id, log.recordAt(log.size - 1)?.head);
    noteCarried(party, file, log.recordAt(log.size - 1)?.head);
  });
  endWaiting(party, file.id, from);
  return log;
}

/** Whether the log that was given contradicts ours in the same term; then the proof is kept. Spec: CAS-11, CEX-8. */
function convict(party: Party, file: CaseFile, given: GivenEntries, theirs: readonly Uint8Array[]): void {
  const known = knownCase(party, file);
  const { term } = openHead(known, given.until);
  const ours = newestHead(party, file.id, term);
  if (ours === undefined) return;
  const both = [ours.note, given.until];
  const other = logOf(party, file, theirs);
  const proof =
    contradictionOf(known, both, { rootAt: (size) => other.rootAt(size), entries: theirs }) ??
    contradictionOf(known, both, {
      rootAt: (size) => caseLog(party, file).rootAt(size),
      entries: entriesFrom(party, file.id, 0),
    });
  if (proof !== undefined) party.transaction(() => keepProof(party, known, proof));
}

/** Whether entries, before any of them is taken, lead to the head that its depositary signed. Fault: `case-head-differs`. */
export function checkLeads(
  party: Party,
  file: CaseFile,
  { from, until }: Pick<GivenEntries, 'from' | 'until'>,
  entries: readonly Unpacked[],
): void {
  const head = openHead(knownCase(party, file), until);
  const { size, hashes } = growFrontier(
    frontierOf(party, file, from),
    entries.map(({ bytes }) => leafHash(bytes)),
  );
  if (size !== head.size || !sameBytes(frontierRoot({ size, hashes }), head.root))
    throw new Fault('case-head-differs', 'The entries do not lead to the head that came with them.');
}

function checkUntil(log: CaseLog, until: { size: number; root: Uint8Array; term: number }): void {
  if (log.size !== until.size || !sameBytes(log.head.root, until.root) || log.term !== until.term)
    throw new Fault('case-head-differs', 'The entries do not lead to the head that came with them.');
}

/**
 * Takes entries that a member gave, whole or not at all: those that go on from ours, or a log of a
 * later term from its base on. Faults: `case-…`. Spec: CEX-8, CAS-12.
 */
export function takeEntries(party: Party, file: CaseFile, given: GivenEntries): void {
  const known = knownCase(party, file);
  const head = openHead(known, given.until);
  const log = caseLog(party, file);
  const ours = log.rootAt(head.size);
  // Somebody else gave them meanwhile.
  if (ours !== undefined && sameBytes(ours, head.root))
    return caseTransaction(party, file.id, () => keepHead(party, known, head, given.until));
  if (given.from > log.size) throw new Fault('case-gap', 'The entries begin beyond the end of our log.');
  if (given.from < log.size) {
    const theirs = [...entriesFrom(party, file.id, 0, given.from), ...given.entries];
    const other = logOf(party, file, theirs);
    checkUntil(other, head);
    if (head.term <= log.term) return convict(party, file, given, theirs);
    caseTransaction(party, file.id, () => convictEarlier(party, file, other, theirs));
  }
  caseTransaction(party, file.id, () => {
    if (given.from < log.size) cutLog(party, file, given.from);
    const grown = append(party, file, given);
    checkUntil(grown, head);
    keepHead(party, known, head, given.until);
    // Taking a later term is leaving the earlier ones, as stating it would be. Spec: CEX-12.
    leaveEarlierTerms(party, file.id, grown.term);
  });
}
