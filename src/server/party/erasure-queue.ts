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

/** What is to be erased by this time tomorrow. */
export function dueForErasure(party: Party): ErasureQueue {
  const limited = party.db
    .all<{ id: number }>('SELECT id FROM class WHERE own = 0')
    .filter(({ id }) => eraseBy(party, { class: id, added: 0 }) !== undefined);
  const found = limited.flatMap(({ id }) => {
    const keptFor = eraseBy(party, { class: id, added: 0 }) ?? 0;
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
