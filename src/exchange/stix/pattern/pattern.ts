/** A constant. Texts are as written; times are an instant without `Z` and without trailing zeros of the fraction. */
export type Constant =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'time'; readonly value: string };

/** One step below an object: a property or key, a position, or every position. */
export type PathStep = string | number | typeof everyPosition;
export const everyPosition: unique symbol = Symbol('[*]');

/** `type:first.second[*]`. */
export interface ObjectPath {
  readonly type: string;
  readonly steps: readonly PathStep[];
}

export type OrderOperator = '<' | '<=' | '>' | '>=';
export type TextOperator = 'LIKE' | 'MATCHES' | 'ISSUBSET' | 'ISSUPERSET';

/** One test of one path. `negated` is the NOT before its operator, `at` where the test begins in the text. */
export type Test = { readonly path: ObjectPath; readonly negated: boolean; readonly at: number } & (
  | { readonly operator: '=' | '!=' | OrderOperator; readonly constant: Constant }
  | { readonly operator: 'IN'; readonly constants: readonly Constant[] }
  | { readonly operator: TextOperator; readonly text: string }
  | { readonly operator: 'EXISTS' }
);

/** What one observation must show. */
export type Comparison =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Comparison[] };

/** Seconds are greater than zero; `start` is included, `stop` is not. */
export type Qualifier =
  | { readonly kind: 'within'; readonly seconds: number }
  | { readonly kind: 'repeats'; readonly times: number }
  | { readonly kind: 'between'; readonly start: string; readonly stop: string };

/** What several observations must show together. */
export type Pattern =
  | { readonly kind: 'observation'; readonly shows: Comparison }
  | { readonly kind: 'and' | 'or' | 'followed-by'; readonly terms: readonly Pattern[] }
  | { readonly kind: 'qualified'; readonly of: Pattern; readonly by: Qualifier };

export interface PatternLimits {
  /** UTF-16 units of the text. */
  readonly size: number;
  /** Parentheses within each other. */
  readonly depth: number;
  /** Words, signs and constants. */
  readonly parts: number;
}

export const patternLimits: PatternLimits = { size: 65_536, depth: 64, parts: 16_384 };
