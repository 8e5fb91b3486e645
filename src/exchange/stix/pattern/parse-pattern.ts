import type { Comparison, Pattern, PatternLimits, Qualifier } from './pattern.ts';
import { patternLimits } from './pattern.ts';
import { type PatternFault, patternFault } from './pattern-fault.ts';
import { readTest } from './read-test.ts';
import { tokensOf } from './token.ts';
import { PatternStop, TokenReader } from './token-reader.ts';

/** A pattern, or all faults that were found, in the order of the text. */
export type ParsedPattern =
  | { readonly pattern: Pattern; readonly faults?: never }
  | { readonly faults: readonly PatternFault[]; readonly pattern?: never };

/** One or more parts joined by one word; a single part stays as it is. */
function joined<Part, Joined>(
  reader: TokenReader,
  word: string,
  read: () => Part,
  join: (terms: readonly Part[]) => Joined,
): Part | Joined {
  const first = read();
  if (!reader.isAt(word)) return first;
  const terms = [first];
  while (reader.takes(word)) terms.push(read());
  return join(terms);
}

function readComparisonTerm(reader: TokenReader): Comparison {
  if (reader.takes('(')) return reader.within(() => readComparison(reader));
  return { kind: 'test', test: readTest(reader) };
}

/** OR binds weaker than AND. */
function readComparison(reader: TokenReader): Comparison {
  const conjunction = (): Comparison =>
    joined(
      reader,
      'AND',
      () => readComparisonTerm(reader),
      (terms): Comparison => ({ kind: 'and', terms }),
    );
  return joined(reader, 'OR', conjunction, (terms): Comparison => ({ kind: 'or', terms }));
}

const unread: Comparison = { kind: 'or', terms: [] };

/** What stands in square brackets. A fault in it does not hide those of other observations. */
function readObservation(reader: TokenReader): Pattern {
  const { mark } = reader;
  try {
    const shows = readComparison(reader);
    reader.expect(']', 'pattern-closing');
    return { kind: 'observation', shows };
  } catch (thrown) {
    if (!(thrown instanceof PatternStop)) throw thrown;
    reader.recover(mark);
    return { kind: 'observation', shows: unread };
  }
}

function readTime(reader: TokenReader): string {
  if (reader.token.kind !== 'time') return reader.stop('pattern-qualifier');
  const constant = reader.constant();
  return constant.type === 'time' ? constant.value : reader.stop('pattern-qualifier');
}

/** A number greater than zero; whole where things are counted. */
function readCount(reader: TokenReader, unit: string, whole: boolean): number {
  const { at, kind, text } = reader.token;
  if (kind !== 'number' || text.startsWith('-') || (whole && text.includes('.'))) reader.stop('pattern-qualifier');
  const constant = reader.constant();
  reader.expect(unit, 'pattern-qualifier');
  const value = constant.type === 'number' ? constant.value : 0;
  if (value <= 0) reader.fault('pattern-qualifier-range', at);
  return value;
}

function readQualifier(reader: TokenReader): Qualifier | undefined {
  if (reader.takes('WITHIN')) return { kind: 'within', seconds: readCount(reader, 'SECONDS', false) };
  if (reader.takes('REPEATS')) return { kind: 'repeats', times: readCount(reader, 'TIMES', true) };
  if (!reader.takes('START')) return undefined;
  const start = readTime(reader);
  reader.expect('STOP', 'pattern-qualifier');
  return { kind: 'between', start, stop: readTime(reader) };
}

/** An observation or a group, with its qualifiers; an observation has each at most once. Spec: MAT-4. */
function readQualified(reader: TokenReader): Pattern {
  const isGroup = reader.takes('(');
  if (!isGroup) reader.expect('[', 'pattern-bracket');
  let pattern = isGroup ? reader.within(() => readPattern(reader)) : readObservation(reader);
  const seen = new Set<string>();
  for (;;) {
    const { at } = reader.token;
    const by = readQualifier(reader);
    if (by === undefined) return pattern;
    if (seen.has(by.kind) && !isGroup) reader.fault('pattern-qualifier-repeated', at);
    seen.add(by.kind);
    pattern = { kind: 'qualified', of: pattern, by };
  }
}

/** FOLLOWEDBY binds weakest, then OR, then AND. */
function readPattern(reader: TokenReader): Pattern {
  const conjunction = (): Pattern =>
    joined(
      reader,
      'AND',
      () => readQualified(reader),
      (terms): Pattern => ({ kind: 'and', terms }),
    );
  const choice = (): Pattern => joined(reader, 'OR', conjunction, (terms): Pattern => ({ kind: 'or', terms }));
  return joined(reader, 'FOLLOWEDBY', choice, (terms): Pattern => ({ kind: 'followed-by', terms }));
}

/**
 * Reads a pattern of STIX 2.1, in time linear in its length. What is wrong in one observation does not hide
 * what is wrong in another. Spec: MAT-1, MAT-2, MAT-3.
 */
export function parsePattern(text: string, limits: PatternLimits = patternLimits): ParsedPattern {
  if (text.length > limits.size) return { faults: [patternFault('pattern-size', limits.size)] };
  const tokens = tokensOf(text, limits.parts);
  if ('code' in tokens) return { faults: [tokens] };
  const reader = new TokenReader(tokens, limits.depth);
  try {
    const pattern = readPattern(reader);
    if (reader.token.kind !== 'end') reader.fault('pattern-rest');
    if (reader.faults.length === 0) return { pattern };
  } catch (thrown) {
    if (!(thrown instanceof PatternStop)) throw thrown;
  }
  return { faults: reader.faults };
}
