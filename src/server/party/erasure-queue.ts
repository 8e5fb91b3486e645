import type { Party } from './party.ts';

const day = 86_400;

/** Received records whose agreed time ends within a day, or has ended. Spec: AGR-7. */
export interface ErasureQueue {
  readonly seqs: readonly number[];
  /** The first of their ends, Unix seconds; absent when there are none. */
  readonly due?: number;
}

/** When a received record must be gone, Unix seconds; undefined when no clause limits it. `added` in microseconds. */
export function eraseBy(party: Party, item: { readonly class: number; readonly added: number }): number | undefined {
  const { holding } = party.items.factsOf(item.class);
  if (holding === 'own' || holding.duties.retentionDays === undefined) return undefined;
  return Math.floor(item.added / 1_000_000) + holding.duties.retentionDays * day;
}

/** Classes with a limit, and for how many seconds each may be kept. */
const limited = (party: Party): { id: number; keptFor: number }[] =>
  party.db.all<{ id: number }>('SELECT id FROM class WHERE own = 0').flatMap(({ id }) => {
    const keptFor = eraseBy(party, { class: id, added: 0 });
    return keptFor === undefined ? [] : [{ id, keptFor }];
  });

/**
 * At most `limit` items whose time had ended at `now`, the longest overdue of each class first; what
 * the law keeps is among them once, until its ground was stated. Spec: DUT-1.
 */
export function dueNow(party: Party, now: number, limit: number): number[] {
  const found: number[] = [];
  for (const { id, keptFor } of limited(party)) {
    const rows = party.db.all<{ seq: number }>(
      `SELECT seq FROM item LEFT JOIN hold ON hold.item = item.seq WHERE class = ? AND added <= ? AND text IS NOT NULL
       AND coalesce(hold.stated, 0) = 0 ORDER BY turn LIMIT ?`,
      id,
      (now - keptFor) * 1_000_000,
      limit - found.length,
    );
    found.push(...rows.map(({ seq }) => seq));
    if (found.length >= limit) break;
  }
  return found;
}

/** What is to be erased by this time tomorrow. */
export function dueForErasure(party: Party): ErasureQueue {
  const found = limited(party).flatMap(({ id, keptFor }) => {
    const latest = (party.now + day - keptFor) * 1_000_000;
    return party.db
      .all<{ seq: number; added: number }>(
        'SELECT seq, added FROM item WHERE class = ? AND added <= ? AND text IS NOT NULL',
        id,
        latest,
      )
      .map(({ seq, added }) => ({ seq, due: Math.floor(added / 1_000_000) + keptFor }));
  });
  const seqs = found.map(({ seq }) => seq);
  return found.length === 0
    ? { seqs }
    : { seqs, due: found.reduce((least, { due }) => Math.min(least, due), Number.POSITIVE_INFINITY) };
}
