import { wordsOf } from './content.ts';
import type { Party } from './party.ts';

/** Items whose words are taken at once where they are kept; of more, the job takes the rest. */
const wordsAtOnce = 200;
/** Items of one transaction of the job: some hundredths of a second. */
const perTransaction = 2_000;

/** The position up to which records can be found by their words; −1 when none can. */
export const wordsReach = (party: Party): number => Number(party.meta.get('words') ?? -1);

/** How many records cannot be found by their words yet. */
export const withoutWords = (party: Party): number => party.items.lastSeq() - wordsReach(party);

/**
 * Takes the words of the next items into the search index, at most so many. Bulk is searchable in
 * arrears: where the index stands is kept with it, so nothing is lost or taken twice.
 * Gives how many records still wait.
 */
export function indexWords(party: Party, most: number): number {
  party.transaction(() => {
    const reach = wordsReach(party);
    const end = Math.min(reach + most, party.items.lastSeq());
    const rows = party.db.each<{ seq: number; text: string }>(
      'SELECT seq, text FROM item WHERE seq > ? AND seq <= ? AND text IS NOT NULL',
      reach,
      end,
    );
    for (const { seq, text } of rows)
      party.db.run('INSERT INTO item_words (rowid, words) VALUES (?, ?)', seq, wordsOf(text));
    if (end > reach) party.meta.set('words', String(end));
  });
  return withoutWords(party);
}

/** Takes the words of everything that waits, one bounded transaction after the other. */
export function indexAllWords(party: Party): void {
  while (indexWords(party, perTransaction) > 0);
}

/** Takes the words of what was just kept, when that is little. */
export function indexFewWords(party: Party): void {
  if (withoutWords(party) <= wordsAtOnce) indexWords(party, wordsAtOnce);
}
