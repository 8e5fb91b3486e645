import type { Party } from './party.ts';

/** Pages of the word index that one step may rewrite. */
const pagesAtOnce = 500;

/**
 * Takes what was erased out of the store's pages, a bounded part at each call: the words of erased
 * items stay in the segments of the index until these are merged, and older pages in the journal
 * until it is cut. Whether more is to do stands in the store, so a restart goes on. Spec: ERA-3.
 */
export function sweepErased(party: Party): void {
  const state = party.meta.get('erasure-sweep');
  if (state === undefined || state === 'done') return;
  const before = party.db.count('SELECT total_changes()');
  // A negative number begins with all segments, as "optimize" does; a positive one goes on with it.
  const pages = state === 'due' ? -pagesAtOnce : pagesAtOnce;
  party.transaction(() => {
    party.db.run("INSERT INTO item_words (item_words, rank) VALUES ('merge', ?)", pages);
    // Fewer than two changes say that nothing was left to merge.
    const isMerged = state === 'merging' && party.db.count('SELECT total_changes()') - before < 2;
    party.meta.set('erasure-sweep', isMerged ? 'done' : 'merging');
  });
  if (party.meta.get('erasure-sweep') === 'done') party.db.raw.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}
