/** Any JSON value. Foreign objects may hold null and decimals, unlike records. Spec: STX-1. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonMembers;
export interface JsonMembers {
  readonly [key: string]: JsonValue;
}

/** One STIX 2.1 object that passed validation, custom properties included. Spec: STX-1. */
export interface StixObject extends JsonMembers {
  readonly type: string;
  readonly id: string;
}

/** Whether a value is a JSON object. */
export const isMembers = (value: JsonValue | undefined): value is JsonMembers =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is a JSON list. */
export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** Whether a value has the two members that every STIX object has; says nothing about their form. */
export const isStixObject = (value: JsonValue): value is StixObject =>
  isMembers(value) && typeof value['type'] === 'string' && typeof value['id'] === 'string';

/** The texts of a list; anything else in it is left out, anything but a list is empty. */
export const textsOf = (value: JsonValue | undefined): readonly string[] =>
  isList(value) ? value.filter((member): member is string => typeof member === 'string') : [];

/** A text member, or undefined when it is absent or something else. */
export function textOf(members: JsonMembers, key: string): string | undefined {
  const value = Object.hasOwn(members, key) ? members[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Whether two JSON values are equal; the order of members does not count. Spec: STX-13. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at] ?? null));
  if (!isMembers(a) || !isMembers(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] ?? null, b[key] ?? null))
  );
}

const longestStep = 250;

/** The JSON pointer (RFC 6901) of a member of `path`; a key longer than any name in STIX is cut with an ellipsis. */
export function pointer(path: string, key: string | number): string {
  if (typeof key === 'number' || (key.length <= longestStep && !/[~/\ud800-\udfff]/.test(key))) return `${path}/${key}`;
  const step = key.length > longestStep ? `${key.slice(0, longestStep)}…` : key;
  return `${path}/${step.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
