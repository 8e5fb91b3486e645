import { parsePattern } from '../pattern/parse-pattern.ts';
import type { Pattern } from '../pattern/pattern.ts';
import type { JsonMembers } from '../stix-object.ts';
import { compilePattern, matchPattern } from './compiled-pattern.ts';
import { type Observation, observationsOf } from './observation.ts';

/** A pattern that must be readable. */
export function patternOf(text: string): Pattern {
  const { pattern, faults } = parsePattern(text);
  if (pattern === undefined) throw new Error(`${text}: ${faults.map(({ code }) => code).join()}`);
  return pattern;
}

/** One object seen at a second of an invented minute. */
export const seenAt = (second: number, object: JsonMembers, more: JsonMembers = {}): Observation => {
  const at = `2026-03-01T00:00:${String(second).padStart(2, '0')}Z`;
  const [observation] = observationsOf({ at, ...object, ...more }, 0);
  if (observation === undefined) throw new Error('Nothing was observed.');
  return observation;
};

/** Whether a pattern matches, without an index. */
export function isMatch(text: string, ...observations: readonly Observation[]): boolean {
  const { compiled, faults } = compilePattern(patternOf(text));
  if (compiled === undefined) throw new Error(faults.map(({ code }) => code).join());
  return matchPattern(compiled, observations) !== undefined;
}
