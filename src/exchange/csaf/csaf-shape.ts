import { isMembers, type JsonValue } from '../stix/stix-object.ts';
import type { CsafFaultCode, CsafFaults } from './csaf-fault.ts';

/** What the schema asks of a value; each fault is named with its path. Linear in the size of the value. Spec: CSF-3. */
export type Shape = (value: JsonValue, path: string, faults: CsafFaults) => void;

/** A text with at least one character, of a form if there is one. */
export function text(fits: (text: string) => boolean = () => true, code: CsafFaultCode = 'csaf-form'): Shape {
  return (value, path, faults) => {
    if (typeof value !== 'string') faults.add('csaf-type', path);
    else if (value === '') faults.add('csaf-empty', path);
    else if (!fits(value)) faults.add(code, path);
  };
}

export const anyText: Shape = text();

export function oneOf(...allowed: readonly string[]): Shape {
  return (value, path, faults) => {
    if (typeof value !== 'string') faults.add('csaf-type', path);
    else if (!allowed.includes(value)) faults.add('csaf-unknown-value', path);
  };
}

/** A list of at least `least` members, each once if they have to be told apart. */
export function list(of: Shape, { least = 1, isSet = false } = {}): Shape {
  return (value, path, faults) => {
    if (!Array.isArray(value)) return faults.add('csaf-type', path);
    const members: readonly JsonValue[] = value;
    if (members.length < least) faults.add('csaf-empty', path);
    if (isSet && new Set(members.map((member) => JSON.stringify(member))).size < members.length)
      faults.add('csaf-repeated', path);
    members.forEach((member, at) => of(member, `${path}/${at}`, faults));
  };
}

interface MemberCount {
  readonly least?: number;
  readonly most?: number;
}

/** An object with known properties; those whose name ends in `!` are required. Other properties are let be, as the schema does. */
export function members(known: Readonly<Record<string, Shape>>, { least = 0, most = 1000 }: MemberCount = {}): Shape {
  const shapes = new Map(Object.entries(known).map(([key, shape]) => [key.replace(/!$/, ''), shape]));
  const required = Object.keys(known).flatMap((key) => (key.endsWith('!') ? key.slice(0, -1) : []));
  return (value, path, faults) => {
    if (!isMembers(value)) return faults.add('csaf-type', path);
    for (const key of required) if (!Object.hasOwn(value, key)) faults.add('csaf-missing', `${path}/${key}`);
    const keys = Object.keys(value);
    if (keys.length < least) faults.add('csaf-empty', path);
    if (keys.length > most) faults.add('csaf-too-many', path);
    for (const key of keys) shapes.get(key)?.(value[key] ?? null, `${path}/${key}`, faults);
  };
}
