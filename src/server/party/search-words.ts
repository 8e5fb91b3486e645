const mostWords = 16;
const longestQuery = 500;
const separators = /[^\p{L}\p{N}\p{M}]+/gu;
const spoken = /[\p{L}\p{N}]/u;

/**
 * What a reader typed as an FTS5 query in which nothing but quoted words can stand: every chunk
 * between spaces becomes a phrase whose last word may go on. Undefined when no word is left.
 */
export function searchWords(typed: string): string | undefined {
  const chunks = typed.slice(0, longestQuery).toWellFormed().normalize('NFC').split(/\s+/u);
  const phrases = chunks.map((chunk) => chunk.replace(separators, ' ').trim()).filter((chunk) => spoken.test(chunk));
  return phrases.length === 0
    ? undefined
    : phrases
        .slice(0, mostWords)
        .map((phrase) => `"${phrase}"*`)
        .join(' ');
}
