import { isList, isMembers, type JsonMembers, type JsonValue } from './stix-object.ts';

// Steps never match the same place twice, so the expression is linear. Spec: STX-3.
const form = /^[a-z0-9_-]{1,250}(?:\.(?:\[\d{1,9}\]|[A-Za-z0-9_-]{1,250}))*$/;
const mostLength = 5000;

/** A step of a selector: the name of a member, or the place in a list. */
export type Step = string | number;

/** The steps of a selector (STIX 2.1 section 7.2.3.1), or undefined when it does not have the form. Spec: STX-18. */
export function stepsOfSelector(selector: string): readonly Step[] | undefined {
  if (selector.length > mostLength || !form.test(selector)) return undefined;
  return selector.split('.').map((step) => (step.startsWith('[') ? Number(step.slice(1, -1)) : step));
}

/** The value that steps lead to, or undefined when they lead nowhere. */
export function valueAt(object: JsonMembers, steps: readonly Step[]): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const step of steps) {
    if (typeof step === 'number') value = isList(value) ? value[step] : undefined;
    else value = isMembers(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}
