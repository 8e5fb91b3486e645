import type { CorrectionKind } from '#protocol/agreement/correction.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { labelAtMost, strictestUnmarked } from '#protocol/record/label.ts';
import { placesOf } from './batch-book.ts';
import { originLeaf } from './item-proof.ts';
import type { Party } from './party.ts';
import type { Prepared } from './prepare-entry.ts';
import { isRevoked } from './revocation.ts';
import { tellHolders } from './sent-corrections.ts';

/** What marks a record without taking its body. */
export type RecallKind = Exclude<CorrectionKind, 'erased'>;

/** Whether what is so marked may still leave. Spec: COR-4. */
const staysHere = (what: RecallKind): boolean => what !== 'replaced';

/**
 * Marks items as no longer current, and logs it; those that may not leave any more fall into a
 * recalled class. Call inside a transaction. At most 1,000 items. Spec: COR-4, COR-10.
 */
export function recallItems(party: Party, seqs: readonly number[], what: RecallKind, correction?: string): void {
  if (seqs.length === 0) return;
  const items = seqs.map((seq) => hex(originLeaf(party, seq)));
  const data = { items, what, ...(correction === undefined ? {} : { correction }) };
  const { id } = party.record({ kind: 'recall', label: strictestUnmarked, data });
  for (const seq of seqs) {
    party.db.run(
      'INSERT INTO recall (item, what, record, cause, at) VALUES (?, ?, ?, ?, ?)',
      seq,
      what,
      id,
      correction ?? null,
      party.now,
    );
    const item = party.items.bySeq(seq);
    if (item === undefined || !staysHere(what)) continue;
    const facts = party.items.factsOf(item.class);
    if (facts.recalled !== true) party.items.reclassify(seq, { ...facts, recalled: true });
  }
  if (staysHere(what)) party.gate++;
}

interface Pair {
  readonly older: number;
  readonly newer: number;
  readonly olderClass: number;
  readonly newerClass: number;
}

// Of any two own versions the older one is corrected, whichever came in first.
const pairs = `WITH one AS (SELECT * FROM item WHERE seq IN (SELECT value FROM json_each(?)) AND version <> '')
  SELECT older.seq AS older, newer.seq AS newer, older.class AS olderClass, newer.class AS newerClass
  FROM one JOIN item_name ON item_name.key = object_key(one.object)
  JOIN item AS other ON other.seq = item_name.seq AND other.object = one.object AND other.version <> one.version
  JOIN class ON class.id = other.class
  JOIN item AS older ON older.seq = iif(other.version < one.version, other.seq, one.seq)
  JOIN item AS newer ON newer.seq = iif(other.version < one.version, one.seq, other.seq)
  WHERE other.version <> '' AND other.text IS NOT NULL AND class.own = 1`;

function kindOf(party: Party, { newer, olderClass, newerClass }: Pair): RecallKind {
  const text = party.items.bySeq(newer)?.text;
  if (text != null && isRevoked(text)) return 'revoked';
  const [before, after] = [party.items.factsOf(olderClass).label, party.items.factsOf(newerClass).label];
  return labelAtMost(after, before) ? 'replaced' : 'restricted';
}

/** Whether this says something new: a replaced version that left nobody needs no mark. */
function isNews(party: Party, seq: number, what: RecallKind): boolean {
  if (party.db.get('SELECT 1 FROM recall WHERE item = ? AND what = ?', seq, what) !== undefined) return false;
  if (staysHere(what)) return true;
  return placesOf(party, seq).some(
    ({ batch }) => party.db.get("SELECT 1 FROM batch WHERE n = ? AND direction = 'left'", batch) !== undefined,
  );
}

const recallAtOnce = 1_000;

/** The positions of those of which another version is our own, before them or beside them. */
function withOthers(prepared: readonly Prepared[], seqs: readonly number[]): number[] {
  const times = new Map<string, number>();
  for (const { about } of prepared) times.set(about.object, (times.get(about.object) ?? 0) + 1);
  return seqs.filter((_, index) => {
    const one = prepared[index];
    return one !== undefined && (!one.isOnly || (times.get(one.about.object) ?? 0) > 1);
  });
}

/** Corrects the older of each two versions of our own objects of which one is among these. Call inside a transaction. Spec: COR-10. */
export function recallOlder(party: Party, prepared: readonly Prepared[], seqs: readonly number[]): void {
  const kept = withOthers(prepared, seqs);
  if (kept.length === 0) return;
  const found = party.db
    .all<Pair>(pairs, JSON.stringify(kept))
    .map((pair) => ({ seq: pair.older, what: kindOf(party, pair) }))
    .filter(({ seq, what }) => isNews(party, seq, what));
  for (const [what, group] of Map.groupBy(found, (one) => one.what)) {
    const seqs = [...new Set(group.map(({ seq }) => seq))];
    for (let start = 0; start < seqs.length; start += recallAtOnce) {
      const some = seqs.slice(start, start + recallAtOnce);
      recallItems(party, some, what);
      tellHolders(party, some, what);
    }
  }
}
