import { pointer } from './stix-object.ts';
import { compareTimestamps, isTimestamp } from './timestamp.ts';
import type { Rule } from './value-check.ts';

/** At least one of these properties. */
export const anyOf =
  (...keys: readonly string[]): Rule =>
  (members, path, faults) => {
    if (!keys.some((key) => Object.hasOwn(members, key))) faults.add('stix-missing-one-of', path);
  };

/** `key` comes only together with all of `others`. */
export const needs =
  (key: string, ...others: readonly string[]): Rule =>
  (members, path, faults) => {
    if (!Object.hasOwn(members, key)) return;
    for (const other of others) if (!Object.hasOwn(members, other)) faults.add('stix-missing', pointer(path, other));
  };

/** `key` is required where `flag` has this value. */
export const requiredWhen =
  (flag: string, value: boolean, key: string): Rule =>
  (members, path, faults) => {
    if (members[flag] === value && !Object.hasOwn(members, key)) faults.add('stix-missing', pointer(path, key));
  };

/** `key` is refused where `flag` has this value. */
export const refusedWhen =
  (flag: string, value: boolean, key: string): Rule =>
  (members, path, faults) => {
    if (members[flag] === value && Object.hasOwn(members, key)) faults.add('stix-not-allowed', pointer(path, key));
  };

/** Not both; the fault is at the second. */
export const notBoth =
  (first: string, second: string): Rule =>
  (members, path, faults) => {
    if (Object.hasOwn(members, first) && Object.hasOwn(members, second))
      faults.add('stix-not-allowed', pointer(path, second));
  };

const ordered =
  (allowEqual: boolean) =>
  (earlier: string, later: string): Rule =>
  (members, path, faults) => {
    const [from, to] = [members[earlier], members[later]];
    if (typeof from !== 'string' || typeof to !== 'string' || !isTimestamp(from) || !isTimestamp(to)) return;
    const order = compareTimestamps(from, to);
    if (order > 0 || (order === 0 && !allowEqual)) faults.add('stix-time-order', pointer(path, later));
  };

/** The time `later` is at or after `earlier`. */
export const notBefore = ordered(true);

/** The time `later` is after `earlier`. */
export const after = ordered(false);
