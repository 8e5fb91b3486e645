import type { Comparison, Pattern } from '../pattern/pattern.ts';
import { type PatternFault, patternFault } from '../pattern/pattern-fault.ts';
import { type Binding, firstBinding, type NumberedPattern, numbered, type Seen } from './binding.ts';
import { comparisonTest, type ObjectTest } from './comparison-test.ts';
import { MatchBudget } from './match-budget.ts';
import type { Observation } from './observation.ts';

/** What an observation of a pattern asks for, and how that is tested. */
export interface CompiledObservation {
  readonly shows: Comparison;
  readonly test: ObjectTest;
}

/** A pattern that can be matched. */
export interface CompiledPattern {
  readonly tree: NumberedPattern;
  /** In the order of the text: the numbers in `tree`. */
  readonly observations: readonly CompiledObservation[];
}

export type Compilation =
  | { readonly compiled: CompiledPattern; readonly faults?: never }
  | { readonly faults: readonly PatternFault[]; readonly compiled?: never };

const mostObservations = 64;

function comparisonsOf(pattern: Pattern): readonly Comparison[] {
  if (pattern.kind === 'observation') return [pattern.shows];
  if (pattern.kind === 'qualified') return comparisonsOf(pattern.of);
  return pattern.terms.flatMap(comparisonsOf);
}

/** Prepares a pattern; expressions and networks that cannot be matched are faults. Spec: MAT-7, MAT-9. */
export function compilePattern(pattern: Pattern): Compilation {
  const comparisons = comparisonsOf(pattern);
  if (comparisons.length > mostObservations) return { faults: [patternFault('pattern-observations', 0)] };
  const observations: CompiledObservation[] = [];
  const faults: PatternFault[] = [];
  for (const shows of comparisons) {
    const test = comparisonTest(shows);
    if (typeof test === 'function') observations.push({ shows, test });
    else faults.push(...test);
  }
  return faults.length > 0 ? { faults } : { compiled: { tree: numbered(pattern), observations } };
}

/** Which observations of the pattern one observation shows. */
function shownBy(compiled: CompiledPattern, observation: Observation, budget: MatchBudget): ReadonlySet<number> {
  const scene = { objects: observation.objects, budget };
  const shown = new Set<number>();
  for (const [number, { test }] of compiled.observations.entries())
    if (observation.roots.some((root) => test(root, scene))) shown.add(number);
  return shown;
}

/**
 * The first way in which observations match a pattern, as positions in the list and how often each counts;
 * undefined when they do not. Faults: MatchFaultCode. Spec: MAT-5, MAT-8, MAT-9.
 */
export function matchPattern(
  compiled: CompiledPattern,
  observations: readonly Observation[],
  budget = new MatchBudget(),
): Binding | undefined {
  const seen: Seen[] = observations.map((observation) => ({
    first: observation.first,
    last: observation.last,
    count: observation.count,
    shows: shownBy(compiled, observation, budget),
  }));
  return firstBinding(compiled.tree, seen, budget);
}
