import { observableId } from '../observable-id.ts';
import { idOfName } from '../stix/identifier.ts';
import type { JsonMembers, JsonValue, StixObject } from '../stix/stix-object.ts';

/** One comparison of a pattern. */
export interface Term {
  readonly path: string;
  readonly value: string | number;
}

/** What a value says natively in STIX: the observables, the first of them the main one, and how to match them. */
export interface ObservedFact {
  /** Empty when there is no observable that could be complete. */
  readonly observables: readonly StixObject[];
  readonly terms: readonly Term[];
}

/** An observable with the id that everybody gives it; `process`-like ones without are named by their content. Spec: STX-17. */
export function observable(type: string, members: JsonMembers): StixObject {
  const id = observableId(type, members) ?? idOfName(type, JSON.stringify(members));
  return { type, spec_version: '2.1', id, ...members };
}

const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** The STIX pattern that matches all terms at once. */
export const patternOf = (terms: readonly Term[]): string =>
  `[${terms.map(({ path, value }) => `${path} = ${typeof value === 'number' ? value : quoted(value)}`).join(' AND ')}]`;

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/;
const ipv6 = /^[0-9A-Fa-f:.]{2,45}(?:\/\d{1,3})?$/;

/** The address object of a text that is one. */
export function addressOf(text: string): StixObject | undefined {
  if (ipv4.test(text)) return observable('ipv4-addr', { value: text });
  return text.includes(':') && ipv6.test(text) ? observable('ipv6-addr', { value: text }) : undefined;
}

const hives: Readonly<Record<string, string>> = {
  HKCC: 'HKEY_CURRENT_CONFIG',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKCU: 'HKEY_CURRENT_USER',
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKU: 'HKEY_USERS',
};

/** A registry key with its hive spelt in full, as STIX asks. */
export function fullKey(key: string): string {
  const [hive = '', ...rest] = key.split('\\');
  return [hives[hive.toUpperCase()] ?? hive, ...rest].join('\\');
}

/** A port number in decimal digits. */
export function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 65_536;
  return port > 65_535 ? undefined : port;
}

/** What a hash is called in STIX, and how many hexadecimal digits it has; none for hashes of other forms. */
interface HashForm {
  readonly name: string;
  readonly digits?: number;
}

// A truncated SHA-512 is another hash than SHA-224 or SHA-256 of the same length.
const hashForms: ReadonlyMap<string, HashForm> = new Map([
  ['md5', { name: 'MD5', digits: 32 }],
  ['sha1', { name: 'SHA-1', digits: 40 }],
  ['sha224', { name: 'SHA-224', digits: 56 }],
  ['sha256', { name: 'SHA-256', digits: 64 }],
  ['sha384', { name: 'SHA-384', digits: 96 }],
  ['sha512', { name: 'SHA-512', digits: 128 }],
  ['sha512/224', { name: 'SHA-512-224', digits: 56 }],
  ['sha512/256', { name: 'SHA-512-256', digits: 64 }],
  ['sha3-224', { name: 'SHA3-224', digits: 56 }],
  ['sha3-256', { name: 'SHA3-256', digits: 64 }],
  ['sha3-384', { name: 'SHA3-384', digits: 96 }],
  ['sha3-512', { name: 'SHA3-512', digits: 128 }],
  ['ssdeep', { name: 'SSDEEP' }],
  ['tlsh', { name: 'TLSH' }],
  ['telfhash', { name: 'TELFHASH' }],
  ['vhash', { name: 'VHASH' }],
  ['imphash', { name: 'IMPHASH' }],
  ['pehash', { name: 'PEHASH' }],
  ['authentihash', { name: 'AUTHENTIHASH' }],
]);

/** The MISP types that are hashes. */
export const hashTypes: readonly string[] = [...hashForms.keys()];

/** The STIX name of a hash of a MISP type, if the value has its form. */
export function hashName(type: string, value: string): string | undefined {
  const form = hashForms.get(type);
  if (form === undefined || value === '') return undefined;
  const fits = form.digits === undefined || (value.length === form.digits && /^[0-9a-f]+$/i.test(value));
  return fits ? form.name : undefined;
}

/** The path of a hash in a pattern; names with a hyphen are quoted. */
export const hashPath = (of: 'file' | 'x509-certificate', name: string): string =>
  `${of}:hashes.${name.includes('-') ? `'${name}'` : name}`;

/** A member only where there is a value. */
export const whenThere = (key: string, value: JsonValue | undefined): JsonMembers =>
  value === undefined ? {} : { [key]: value };
