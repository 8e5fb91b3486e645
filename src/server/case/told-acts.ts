import { Fault } from '#protocol/bytes/fault.ts';
import { readAct } from '#protocol/case/act.ts';
import { type CaseLog, openByAuthor } from '#protocol/case/case-log.ts';
import { readRoomEntry } from '#protocol/case/room.ts';
import { readUnpacked, type Unpacked } from '#protocol/case/unpack-entries.ts';
import { sameLabel } from '#protocol/record/label.ts';
import type { ReadRecord, RecordHead, SignedRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { membersOf } from './case-channel.ts';
import { type CaseFile, knownCase } from './case-file.ts';
import { signedSize } from './case-heads.ts';
import { unpackActs } from './case-packing.ts';
import { caseLog } from './case-store.ts';
import { maySign } from './heard-council.ts';
import { openApart } from './open-apart.ts';
import { appendAct, isDepositary, lessSpace, noSpace, spaceBelowHead } from './order-acts.ts';
import { takeEach } from './take-each.ts';
import { type KeptAct, keepWaiting, waitingAmong, waitingByAuthor } from './waiting-acts.ts';

/** An act or a room that somebody told, as it was read. Its place among members is not judged yet. */
export interface ToldAct extends ReadRecord {
  readonly bytes: Uint8Array;
  readonly n: number;
  /** Where its signature was verified already. */
  readonly record?: SignedRecord | undefined;
}

/** The case and the number of an act or a room. Fault: `case-entry`. */
function placeOf({ kind, data }: RecordHead): { readonly case: string; readonly n: number } {
  if (kind === 'act') return readAct(data);
  if (kind === 'room') return { case: readRoomEntry(data).case, n: 0 };
  throw new Fault('case-entry', 'An act or a room of a case was expected.');
}

/** Reads an act or a room. Faults: `case-entry` and those of notes and records. */
export function readTold(file: CaseFile, unpacked: Unpacked): ToldAct {
  const { bytes } = unpacked;
  const read = readUnpacked(unpacked);
  const { case: id, n } = placeOf(read.head);
  if (id !== file.id) throw new Fault('case-entry', 'An act or a room of this case was expected.');
  return { ...read, bytes, n };
}

/** Acts of one author that are not under a head yet. Spec: CEX-9. */
const mostOfAuthor = 64;

/** Those that are neither in the log nor wait. */
function newAmong(party: Party, file: CaseFile, told: readonly ToldAct[]): ToldAct[] {
  const log = caseLog(party, file);
  const beyond = told.filter(({ id }) => !log.has(id));
  const waiting = waitingAmong(
    party,
    file.id,
    beyond.map(({ id }) => id),
  );
  return beyond.filter(({ id }) => !waiting.has(id));
}

/**
 * The same acts, those that are new with their records where many can be verified at once. One text may come with
 * several signatures, good and bad: what was verified belongs to its own bytes and to no others. Of an author no more
 * are verified here than may wait (CEX-9).
 */
async function openNew(party: Party, file: CaseFile, told: readonly ToldAct[]): Promise<readonly ToldAct[]> {
  const counts = openCounts(party, file, caseLog(party, file), waitingByAuthor(party, file.id));
  const mayWait = new Set(
    newAmong(party, file, told).filter(({ head: { author } }) => {
      counts.set(author, (counts.get(author) ?? 0) + 1);
      return (counts.get(author) ?? 0) <= mostOfAuthor;
    }),
  );
  const records = await openApart(knownCase(party, file), told, (one) => (mayWait.has(one) ? one : undefined));
  return told.map((one, place) => ({ ...one, record: records[place] }));
}

/** Reads the acts that a member told, packed; what is malformed is refused. Spec: CEX-8. */
export async function hearActs(
  party: Party,
  file: CaseFile,
  from: string,
  packed: Uint8Array,
): Promise<readonly ToldAct[]> {
  if (packed.length === 0) return [];
  const told: ToldAct[] = [];
  party.transaction(() =>
    takeEach(party, from, [packed], (one) =>
      takeEach(party, from, unpackActs(file, one), (act) => void told.push(readTold(file, act))),
    ),
  );
  return openNew(party, file, told);
}

/**
 * Where acts go that were told: whoever orders them appends them at once, as many as one head may cover, and signs
 * that head in its round. Behind acts that wait already they wait too, or an author's would change places. Spec: CEX-11.
 */
function keeper(party: Party, file: CaseFile, log: CaseLog, isAnyWaiting: boolean): (act: KeptAct) => void {
  const orders = !isAnyWaiting && isDepositary(party, file, log) && maySign(party, file);
  let space = orders ? spaceBelowHead(party, file, log) : noSpace;
  return (act) => {
    space = lessSpace(space, act);
    if (space === noSpace) keepWaiting(party, file.id, act);
    else appendAct(party, file, log, act);
  };
}

/** How many acts of each author wait, or stand where no head covers them yet. Spec: CEX-9. */
function openCounts(party: Party, file: CaseFile, log: CaseLog, waiting: ReadonlyMap<string, number>) {
  const counts = new Map(waiting);
  for (const { head } of log.records(signedSize(party, file, log)))
    counts.set(head.author, (counts.get(head.author) ?? 0) + 1);
  return counts;
}

/**
 * Takes acts and rooms that a member told, one by one and in form only. What they are judged by is looked up
 * once. Call inside a case transaction. Faults: `case-…`. Spec: CAS-4, CEX-8, CEX-9.
 */
export function actTaker(party: Party, file: CaseFile): (told: ToldAct) => void {
  const known = knownCase(party, file);
  const members = new Set(membersOf(party, file));
  const log = caseLog(party, file);
  const waiting = waitingByAuthor(party, file.id);
  const keep = keeper(party, file, log, waiting.size > 0);
  const counts = openCounts(party, file, log, waiting);
  const taken = new Set<string>();
  return ({ id, note, bytes, head, n, record }) => {
    if (taken.has(id)) return;
    const { author } = head;
    if (!sameLabel(head.label, file.label)) throw new Fault('case-label', 'An entry carries the label of its case.');
    if (!members.has(author)) throw new Fault('case-author', 'Only members act in a case.');
    const count = counts.get(author) ?? 0;
    if (count >= mostOfAuthor) throw new Fault('case-flood', 'Too many acts of one author wait.');
    keep({ record: record ?? openByAuthor(known, note), n, bytes });
    counts.set(author, count + 1);
    taken.add(id);
  };
}

/** Takes acts that were heard, each alone. Call inside a case transaction. */
export function takeActs(party: Party, file: CaseFile, from: string, told: readonly ToldAct[]): void {
  if (told.length === 0) return;
  // Somebody else may have told them while signatures were verified.
  takeEach(party, from, newAmong(party, file, told), actTaker(party, file));
}
