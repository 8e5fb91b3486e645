import { isIdOf, typeOfId } from './identifier.ts';
import type { FaultList, StixFaultCode } from './stix-fault.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, pointer } from './stix-object.ts';
import { isTimestamp } from './timestamp.ts';

/** Adds every fault of one value to the list. Time is linear in the size of the value. Spec: STX-3. */
export type Check = (value: JsonValue, path: string, faults: FaultList) => void;

/** A rule between several properties of one object. */
export type Rule = (members: JsonMembers, path: string, faults: FaultList) => void;

/** The properties of one kind of object, as data. */
export interface Shape {
  readonly required: readonly string[];
  readonly properties: ReadonlyMap<string, Check>;
  readonly rules: readonly Rule[];
}

/** A shape from plain data. */
export const shape = (
  required: readonly string[],
  properties: Readonly<Record<string, Check>>,
  rules: readonly Rule[] = [],
): Shape => ({ required, properties: new Map(Object.entries(properties)), rules });

/** Checks required properties, then rules. Properties that are there are checked by the caller. */
export function checkRequired(members: JsonMembers, of: Shape, path: string, faults: FaultList): void {
  for (const key of of.required) if (!Object.hasOwn(members, key)) faults.add('stix-missing', pointer(path, key));
  for (const rule of of.rules) rule(members, path, faults);
}

/** An object of a shape; members that the shape does not name are kept and not looked into. */
export const record =
  (of: Shape): Check =>
  (value, path, faults) => {
    if (!isMembers(value)) return faults.add('stix-object-expected', path);
    for (const key of Object.keys(value)) of.properties.get(key)?.(value[key] ?? null, pointer(path, key), faults);
    checkRequired(value, of, path, faults);
  };

export const text: Check = (value, path, faults) => {
  if (typeof value !== 'string') faults.add('stix-text-expected', path);
};

/** A text or an integer. */
export const textOrInteger: Check = (value, path, faults) => {
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) faults.add('stix-text-expected', path);
};

/** A text of a form; the expression must be linear. */
export const textOfForm =
  (form: RegExp, code: StixFaultCode = 'stix-text-form'): Check =>
  (value, path, faults) => {
    if (typeof value !== 'string') faults.add('stix-text-expected', path);
    else if (!form.test(value)) faults.add(code, path);
  };

/** One of a closed set of values. */
export const oneOf = (...allowed: readonly JsonValue[]): Check => {
  const set = new Set(allowed);
  return (value, path, faults) => {
    if (!set.has(value)) faults.add('stix-unknown-value', path);
  };
};

export const flag: Check = (value, path, faults) => {
  if (typeof value !== 'boolean') faults.add('stix-boolean-expected', path);
};

const inRange =
  (least: number, most: number, code: StixFaultCode, fits: (value: number) => boolean): Check =>
  (value, path, faults) => {
    if (typeof value !== 'number' || !fits(value)) faults.add(code, path);
    else if (value < least || value > most) faults.add('stix-range', path);
  };

export const integer = (least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Check =>
  inRange(least, most, 'stix-integer-expected', Number.isSafeInteger);

export const decimal = (least = -Number.MAX_VALUE, most = Number.MAX_VALUE): Check =>
  inRange(least, most, 'stix-number-expected', Number.isFinite);

export const time: Check = (value, path, faults) => {
  if (typeof value !== 'string' || !isTimestamp(value)) faults.add('stix-timestamp', path);
};

/** A list that is not empty (STIX 2.1 section 2.9). */
export const list =
  (member: Check): Check =>
  (value, path, faults) => {
    if (!isList(value)) return faults.add('stix-list-expected', path);
    if (value.length === 0) return faults.add('stix-list-empty', path);
    value.forEach((item, at) => member(item, pointer(path, at), faults));
  };

/** An object of any members. */
export const members: Check = (value, path, faults) => {
  if (!isMembers(value)) faults.add('stix-object-expected', path);
};

/** A value of a dictionary: anything but what STIX does not have, null and the empty list. */
const dictionaryValue: Check = (value, path, faults) => {
  if (value === null) faults.add('stix-null', path);
  else if (isList(value) && value.length === 0) faults.add('stix-list-empty', path);
};

/** A dictionary with at least one key, each of the form that STIX 2.1 section 2.3 asks for or of `form`. */
export const dictionary =
  (member: Check = dictionaryValue, form: RegExp = /^[A-Za-z0-9_-]{1,250}$/): Check =>
  (value, path, faults) => {
    if (!isMembers(value)) return faults.add('stix-object-expected', path);
    const keys = Object.keys(value);
    if (keys.length === 0) faults.add('stix-object-empty', path);
    for (const key of keys) {
      const at = pointer(path, key);
      if (!form.test(key)) faults.add('stix-dictionary-key', at);
      member(value[key] ?? null, at, faults);
    }
  };

/** An id of another object, of any type or of those given. Spec: STX-5. */
export const ref =
  (...types: readonly string[]): Check =>
  (value, path, faults) => {
    if (typeof value !== 'string') return faults.add('stix-text-expected', path);
    if (types.some((type) => isIdOf(value, type))) return;
    if (typeOfId(value) === undefined) faults.add('stix-id', path);
    else if (types.length > 0) faults.add('stix-ref-type', path);
  };

/** An id of another object that is of none of these types. */
export const refExcept =
  (...types: readonly string[]): Check =>
  (value, path, faults) => {
    if (typeof value !== 'string') return faults.add('stix-text-expected', path);
    const type = typeOfId(value);
    if (type === undefined) faults.add('stix-id', path);
    else if (types.includes(type)) faults.add('stix-ref-type', path);
  };

export const texts = list(text);
