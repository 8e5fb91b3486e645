/** Every remark on a list of indicators, with its sentence. Closed. Spec: LST-1. */
const sentences = {
  'list-size': 'The text is larger than allowed.',
  'list-text': 'The bytes are not UTF-8 text.',
  'list-lines': 'There are more lines than allowed.',
  'list-cell': 'A value is longer than any indicator.',
  'list-quote': 'A quoted cell does not end, or goes on after its quote.',
  'list-columns': 'No column is known to hold the indicators.',
  'list-type': 'The value is of no kind that is known, or not of the kind that the line says.',
  'list-date': 'A time was expected: YYYY-MM-DD, or RFC 3339.',
  'list-confidence': 'A whole number from 0 to 100 was expected.',
  'list-order': 'The indicator ends before it begins.',
  'list-column-read': 'The column is read as this property.',
  'list-column-left': 'The column is not read.',
  'list-defanged': 'Values written so that nobody follows them by mistake were read as what they stand for.',
  'list-skipped': 'Lines that are blank or comments were passed over.',
  'list-repeated': 'The indicator was given before.',
} as const;

export type ListCode = keyof typeof sentences;

/** One remark; `path` is `/line/column`, both from 1, as an editor counts them. */
export interface ListRemark {
  readonly code: ListCode;
  readonly message: string;
  readonly path: string;
}

export const listRemark = (code: ListCode, path = '', more = ''): ListRemark => ({
  code,
  message: more === '' ? sentences[code] : `${sentences[code].slice(0, -1)}: ${more}.`,
  path,
});
