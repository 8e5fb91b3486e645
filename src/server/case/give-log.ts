import { hex } from '#protocol/bytes/encodings.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { emptyRoot } from '#protocol/log/merkle.ts';
import type { Party } from '../party/party.ts';
import type { CaseFile } from './case-file.ts';
import { headAt, headSizes, signedSize } from './case-heads.ts';
import { packLog } from './case-packing.ts';
import { entriesFrom } from './case-store.ts';
import { type CaseHolding, type CaseSyncAnswer, caseLimits } from './case-wire.ts';
import { introductionOf } from './open-case.ts';

const nothing = new Uint8Array();

/** From where the asker needs our entries; undefined when it needs none. Spec: CEX-7. */
function neededFrom(log: CaseLog, { size, root, term, settled }: CaseHolding): number | undefined {
  if (term > log.term) return undefined;
  const ours = size === 0 ? emptyRoot() : log.rootAt(size);
  const isSame = ours !== undefined && hex(ours) === root;
  if (isSame) return size < log.size ? size : undefined;
  if (term === log.term && size > log.size) return undefined;
  return Math.min(Math.max(settled, 1), log.size);
}

interface Range {
  readonly from: number;
  /** One beyond the last position. */
  readonly before: number;
}

interface Given {
  readonly from: number;
  readonly entries: readonly Uint8Array[];
  readonly until?: SignedNote;
}

/** Entries from a position on, as many as fit and lead to a head that we hold. */
function entriesFor(party: Party, file: CaseFile, log: CaseLog, { from, before }: Range): Given {
  const sums = new Map<number, number>();
  const all = entriesFrom(party, file.id, from, before);
  let bytes = 0;
  all.forEach((entry, index) => {
    bytes += entry.length;
    sums.set(from + index + 1, bytes);
  });
  const sizes = headSizes(party, file.id, from, before).filter((size) => (sums.get(size) ?? 0) <= caseLimits.given);
  for (const size of sizes.toReversed()) {
    const until = headOfLog(party, file, log, size);
    if (until !== undefined) return { from, entries: all.slice(0, size - from), until };
  }
  return { from: 0, entries: [] };
}

/** The head of our log at a size, of the term in which the log was then. */
function headOfLog(party: Party, file: CaseFile, log: CaseLog, size: number): SignedNote | undefined {
  const root = log.rootAt(size);
  for (let term = log.term; term >= 0 && term > log.term - 64; term--) {
    const head = headAt(party, file.id, term, size);
    if (head !== undefined && root !== undefined && hex(root) === head.root) return head.note;
  }
  return undefined;
}

/** Introductions of authors of entries that the first record does not name. */
function newAuthors(party: Party, file: CaseFile, log: CaseLog, { from, entries }: Given): string[] {
  const first = new Set(['', ...file.terms.members.map((member) => member.party)]);
  const authors = entries.map((_, index) => log.recordAt(from + index)?.head.author ?? '');
  return [...new Set(authors).difference(first)].map((author) => introductionOf(party, author));
}

/** What an answer gives of our log. */
type Giving = Pick<CaseSyncAnswer, 'from' | 'entries' | 'until' | 'introductions'>;

const gaveLast = new WeakMap<Party, { readonly name: string; readonly giving: Giving }>();

const givesNothing: Giving = { from: 0, entries: nothing, introductions: [] };

/** Our log from a position on, packed. All cosigners ask for the same, so what was given last is kept. Spec: CEX-40. */
export function givingFor(party: Party, file: CaseFile, log: CaseLog, holding: CaseHolding): Giving {
  const from = neededFrom(log, holding);
  const before = signedSize(party, file, log);
  if (from === undefined || from >= before) return givesNothing;
  const name = `${file.id} ${from} ${log.term} ${hex(log.rootAt(before) ?? emptyRoot())}`;
  const last = gaveLast.get(party);
  if (last?.name === name) return last.giving;
  const given = entriesFor(party, file, log, { from, before });
  if (given.entries.length === 0) return givesNothing;
  const entries = packLog(party, file, given.from, given.entries);
  const giving = { ...given, entries, introductions: newAuthors(party, file, log, given) };
  gaveLast.set(party, { name, giving });
  return giving;
}
