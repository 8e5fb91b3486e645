/** Finds words by the rules of Unicode, and those of Chinese by a dictionary, whatever the language of the page. */
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** A text in words and what stands between them. */
export const wordsOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
