import { folded, type IndicatorKind, kindNamed } from './indicator-value.ts';

/** What a column may say. */
const meanings = {
  value: ['value', 'indicator', 'indicatorvalue', 'ioc', 'iocvalue', 'observable', 'artifact'],
  type: ['type', 'indicatortype', 'ioctype', 'kind', 'category'],
  from: ['validfrom', 'firstseen', 'firstseenutc', 'from', 'date', 'dateadded'],
  until: ['validuntil', 'until', 'expires', 'expiration', 'validto'],
  labels: ['labels', 'label', 'tags', 'tag'],
  confidence: ['confidence', 'confidencelevel'],
  description: ['description', 'comment', 'note', 'notes', 'reason'],
} as const;
export type Meaning = keyof typeof meanings;

/** What the columns of a table are read as. */
export interface Columns {
  readonly at: Partial<Readonly<Record<Meaning, number>>>;
  /** The kind of every value, when the heading says it, as `sha256`. */
  readonly kind?: IndicatorKind;
  /** Columns that are not read, by position. */
  readonly left: readonly number[];
}

const meaningOf = new Map<string, Meaning>(
  Object.entries(meanings).flatMap(([meaning, words]) => words.map((word) => [word, meaning as Meaning] as const)),
);

/**
 * What the columns under these headings are; undefined when none holds the values. The first column
 * of a meaning counts. Without a column of values, the first that is headed by a kind is it. Spec: LST-4.
 */
export function readHeadings(headings: readonly string[]): Columns | undefined {
  const at: Partial<Record<Meaning, number>> = {};
  headings.forEach((heading, index) => {
    const meaning = meaningOf.get(folded(heading));
    if (meaning !== undefined) at[meaning] ??= index;
  });
  let kind: IndicatorKind | undefined;
  if (at.value === undefined) {
    const index = headings.findIndex((heading) => kindNamed(heading) !== undefined);
    if (index < 0) return undefined;
    at.value = index;
    kind = kindNamed(headings[index] ?? '');
  }
  const read = new Set(Object.values(at));
  const left = headings.flatMap((_, index) => (read.has(index) ? [] : [index]));
  return { at, left, ...(kind === undefined ? {} : { kind }) };
}
