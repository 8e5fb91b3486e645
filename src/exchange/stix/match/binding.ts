import type { Pattern, Qualifier } from '../pattern/pattern.ts';
import type { MatchBudget } from './match-budget.ts';

/** One observation as the parts of a pattern see it. Times in milliseconds; `count` is how often it was made. */
export interface Seen {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** The observations of the pattern, in order of the text, that it shows. */
  readonly shows: ReadonlySet<number>;
}

/** The latest beginning and the earliest end of several observations: what qualifiers judge. */
interface Span {
  readonly latestFirst: number;
  readonly earliestLast: number;
}

/** Observations chosen for a part of a pattern, and how often each is used. */
export interface Binding extends Span {
  readonly uses: ReadonlyMap<number, number>;
}

/** The pattern with its observations numbered in the order of the text. */
export type NumberedPattern =
  | { readonly kind: 'observation'; readonly number: number }
  | { readonly kind: 'and' | 'or' | 'followed-by'; readonly terms: readonly NumberedPattern[] }
  | { readonly kind: 'qualified'; readonly of: NumberedPattern; readonly by: Qualifier };

/** Numbers the observations of a pattern, from 0. */
export function numbered(pattern: Pattern): NumberedPattern {
  let next = 0;
  const number = (part: Pattern): NumberedPattern => {
    if (part.kind === 'observation') return { kind: 'observation', number: next++ };
    if (part.kind === 'qualified') return { kind: 'qualified', of: number(part.of), by: part.by };
    return { kind: part.kind, terms: part.terms.map(number) };
  };
  return number(pattern);
}

/** What every part of a binding must keep; one that breaks it cannot be mended by adding to it. */
type Bound = (span: Span) => boolean;

interface Search {
  readonly seen: readonly Seen[];
  readonly budget: MatchBudget;
}

const none: Binding = {
  uses: new Map(),
  latestFirst: Number.NEGATIVE_INFINITY,
  earliestLast: Number.POSITIVE_INFINITY,
};

const spanOf = (a: Span, b: Span): Span => ({
  latestFirst: Math.max(a.latestFirst, b.latestFirst),
  earliestLast: Math.min(a.earliestLast, b.earliestLast),
});

function joined(a: Binding, b: Binding, times = 1): Binding {
  const uses = new Map(a.uses);
  for (const [at, used] of b.uses) uses.set(at, (uses.get(at) ?? 0) + used * times);
  return { uses, ...spanOf(a, b) };
}

/** How often `b` can be added to `a` before an observation would be used more often than it was made. */
function mostTimes(a: Binding, b: Binding, { seen }: Search): number {
  let most = Number.POSITIVE_INFINITY;
  for (const [at, used] of b.uses) {
    const left = (seen[at]?.count ?? 0) - (a.uses.get(at) ?? 0);
    most = Math.min(most, Math.floor(left / used));
  }
  return most;
}

/** Times as STIX says: WITHIN is about the best choice, START is included, STOP is not. Spec: MAT-8. */
function boundOf(by: Exclude<Qualifier, { kind: 'repeats' }>): Bound {
  if (by.kind === 'within') return ({ latestFirst, earliestLast }) => latestFirst - earliestLast <= by.seconds * 1000;
  const [start, stop] = [Date.parse(`${by.start}Z`), Date.parse(`${by.stop}Z`)];
  return ({ latestFirst, earliestLast }) => start < stop && latestFirst < stop && earliestLast >= start;
}

function* observed(number: number, search: Search, bound: Bound): Generator<Binding> {
  for (const [at, { first, last, shows }] of search.seen.entries()) {
    if (!shows.has(number)) continue;
    search.budget.binding();
    const binding: Binding = { uses: new Map([[at, 1]]), latestFirst: first, earliestLast: last };
    if (bound(binding)) yield binding;
  }
}

function* together(
  terms: readonly NumberedPattern[],
  search: Search,
  bound: Bound,
  isOrdered: boolean,
): Generator<Binding> {
  const [term, ...rest] = terms.toReversed();
  if (term === undefined) {
    yield none;
    return;
  }
  for (const before of together(rest.toReversed(), search, bound, isOrdered))
    for (const next of bindings(term, search, bound)) {
      search.budget.binding();
      if (isOrdered && before.latestFirst > next.earliestLast) continue;
      if (bound(spanOf(before, next)) && mostTimes(before, next, search) >= 1) yield joined(before, next);
    }
}

interface Choice {
  readonly from: number;
  readonly times: number;
  readonly chosen: Binding;
}

/** Whether so many of what is left can still be added; if not, no choice among it need be tried. */
function suffices(found: readonly Binding[], { from, times, chosen }: Choice, search: Search, bound: Bound): boolean {
  let left = times;
  for (let at = from; at < found.length && left > 0; at++) {
    search.budget.step();
    const next = found[at] ?? none;
    if (bound(spanOf(chosen, next))) left -= mostTimes(chosen, next, search);
  }
  return left <= 0;
}

function* chosen(found: readonly Binding[], choice: Choice, search: Search, bound: Bound): Generator<Binding> {
  if (choice.times === 0) yield choice.chosen;
  const next = found[choice.from];
  if (choice.times === 0 || next === undefined || !suffices(found, choice, search, bound)) return;
  for (let times = Math.min(choice.times, mostTimes(choice.chosen, next, search)); times >= 0; times--) {
    search.budget.binding();
    if (times > 0 && !bound(spanOf(choice.chosen, next))) continue;
    const both = times === 0 ? choice.chosen : joined(choice.chosen, next, times);
    yield* chosen(found, { from: choice.from + 1, times: choice.times - times, chosen: both }, search, bound);
  }
}

function* bindings(pattern: NumberedPattern, search: Search, bound: Bound): Generator<Binding> {
  switch (pattern.kind) {
    case 'observation':
      yield* observed(pattern.number, search, bound);
      return;
    case 'or':
      for (const term of pattern.terms) yield* bindings(term, search, bound);
      return;
    case 'and':
    case 'followed-by':
      yield* together(pattern.terms, search, bound, pattern.kind === 'followed-by');
      return;
    case 'qualified': {
      const { of, by } = pattern;
      if (by.kind === 'repeats') {
        const found = [...bindings(of, search, bound)];
        yield* chosen(found, { from: 0, times: by.times, chosen: none }, search, bound);
        return;
      }
      const also = boundOf(by);
      yield* bindings(of, search, (binding) => also(binding) && bound(binding));
    }
  }
}

/** The least number of times that anything must have been observed. */
function leastObserved(pattern: NumberedPattern): number {
  if (pattern.kind === 'observation') return 1;
  if (pattern.kind === 'qualified')
    return leastObserved(pattern.of) * (pattern.by.kind === 'repeats' ? pattern.by.times : 1);
  const terms = pattern.terms.map(leastObserved);
  return pattern.kind === 'or' ? Math.min(...terms) : terms.reduce((sum, term) => sum + term, 0);
}

/**
 * The first way to fit observations to a pattern, in order of time when `seen` is; undefined when there is none.
 * No observation serves two parts unless it was made more than once. Spec: MAT-8, MAT-9.
 */
export function firstBinding(
  pattern: NumberedPattern,
  seen: readonly Seen[],
  budget: MatchBudget,
): Binding | undefined {
  if (seen.reduce((sum, { count }) => sum + count, 0) < leastObserved(pattern)) return undefined;
  const { value, done } = bindings(pattern, { seen, budget }, () => true).next();
  return done === true ? undefined : value;
}
