import { Fault } from '#protocol/bytes/fault.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { packEntries } from '#protocol/case/pack-entries.ts';
import type { PackingContext } from '#protocol/case/packing-columns.ts';
import { type Unpacked, unpackEntries } from '#protocol/case/unpack-entries.ts';
import { emptyFrontier, type Frontier, growFrontier, leafHash } from '#protocol/log/merkle.ts';
import type { Party } from '../party/party.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog, entriesFrom } from './case-store.ts';
import { caseLimits } from './case-wire.ts';

/** Entries before the first packed one from which both sides learn. Spec: CEX-40. */
const learnedFrom = 32;

const plainContext = ({ id, label, terms }: CaseFile): PackingContext => ({
  id,
  label,
  parties: terms.members.map(({ party }) => party),
  before: [],
  rootAt: () => undefined,
});

const logContext = (party: Party, file: CaseFile, log: CaseLog, from: number): PackingContext => ({
  ...plainContext(file),
  before: entriesFrom(party, file.id, Math.max(0, from - learnedFrom), from),
  rootAt: (size) => log.rootAt(size),
});

/** Acts that stand in no log yet. Spec: CEX-40. */
export const packActs = (file: CaseFile, acts: readonly { readonly bytes: Uint8Array }[]): Uint8Array =>
  packEntries(
    plainContext(file),
    acts.map(({ bytes }) => ({ bytes })),
  );

/** The acts that a member told. Spec: CEX-41. */
export const unpackActs = (file: CaseFile, packed: Uint8Array): Unpacked[] =>
  packed.length === 0
    ? []
    : unpackEntries(plainContext(file), packed, { entries: caseLimits.acts, bytes: caseLimits.entries });

/** Entries of our log from a position on. Spec: CEX-40. */
export function packLog(party: Party, file: CaseFile, from: number, entries: readonly Uint8Array[]): Uint8Array {
  const log = caseLog(party, file);
  const read = entries.map((bytes, index) => ({ bytes, record: log.recordAt(from + index) }));
  return packEntries(logContext(party, file, log, from), read);
}

/** The entries that a member gave from a position on, which our log reaches. Faults: `case-gap` and those of packings. Spec: CEX-41. */
export function unpackLog(party: Party, file: CaseFile, from: number, packed: Uint8Array): Unpacked[] {
  const log = caseLog(party, file);
  if (from > log.size) throw new Fault('case-gap', 'The entries begin beyond the end of our log.');
  // Roots beyond the place from which theirs goes on are those of another end.
  const context = {
    ...logContext(party, file, log, from),
    rootAt: (size: number) => (size <= from ? log.rootAt(size) : undefined),
  };
  const start = frontierOf(party, file, from);
  return unpackEntries(context, packed, { start, entries: caseLimits.count, bytes: caseLimits.entries });
}

/** The right edge of our log at a size that it reaches. */
export function frontierOf(party: Party, file: CaseFile, size: number): Frontier {
  const log = caseLog(party, file);
  return size === log.size
    ? log.frontier
    : growFrontier(emptyFrontier, entriesFrom(party, file.id, 0, size).map(leafHash));
}
