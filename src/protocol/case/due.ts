import type { Instance } from './case-state.ts';
import type { ActRule, Wait } from './procedure.ts';

const secondsPerHour = 3600;

/**
 * When a wait of a running state ends, Unix seconds; undefined while the field that says so is not
 * given. A time from a field is held between floor and ceiling. The ceiling counts from when the time
 * was given: a state that is entered again moves no end that was agreed. Spec: PRO-3.
 */
export function dueOf(wait: Wait, instance: Instance): number | undefined {
  if (typeof wait.within === 'number') return instance.since + wait.within * secondsPerHour;
  const given = instance.values[wait.within];
  if (typeof given?.value !== 'number') return undefined;
  const floor = instance.since + (wait.floor ?? 0) * secondsPerHour;
  const ceiling = wait.ceiling === undefined ? Number.MAX_SAFE_INTEGER : given.time + wait.ceiling * secondsPerHour;
  return Math.max(Math.min(given.value, ceiling), floor, given.time);
}

/** Before when an act has no effect, Unix seconds; undefined when it may be done at once. Spec: SAY-5. */
export const earliestOf = ({ after }: ActRule, { since }: Instance): number | undefined =>
  after === undefined ? undefined : since + after * secondsPerHour;
