import canonicalize from 'canonicalize';
import { hex } from '#protocol/bytes/encodings.ts';
import { sha1 } from '#protocol/bytes/sha1.ts';
import { utf8 } from '#protocol/bytes/text.ts';

/** What an observable is named by; `process` is named by nothing and needs a random id (STIX 2.1 section 6). */
const namedBy: Readonly<Record<string, readonly string[]>> = {
  artifact: ['hashes', 'payload_bin'],
  'autonomous-system': ['number'],
  directory: ['path'],
  'domain-name': ['value'],
  'email-addr': ['value'],
  'email-message': ['from_ref', 'subject', 'body'],
  file: ['hashes', 'name', 'parent_directory_ref', 'extensions'],
  'ipv4-addr': ['value'],
  'ipv6-addr': ['value'],
  'mac-addr': ['value'],
  mutex: ['name'],
  'network-traffic': ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions'],
  process: [],
  software: ['name', 'cpe', 'swid', 'vendor', 'version'],
  url: ['value'],
  'user-account': ['account_type', 'user_id', 'account_login'],
  'windows-registry-key': ['key', 'values'],
  'x509-certificate': ['hashes', 'serial_number'],
};

const namespace = Uint8Array.fromHex('00abedb4aa42466c9c01fed23315a9b7');
const preferredHashes = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of several hashes only one counts, so that those who know different ones meet more often. */
function oneHash(hashes: Members): Members {
  const known = Object.keys(hashes).sort();
  const chosen = preferredHashes.find((name) => known.includes(name)) ?? known[0];
  return chosen === undefined ? {} : { [chosen]: hashes[chosen] };
}

/** The UUID of version 5 (RFC 9562) of a name in the namespace of STIX. */
function uuidOfName(name: string): string {
  const text = utf8(name);
  const input = new Uint8Array(namespace.length + text.length);
  input.set(namespace);
  input.set(text, namespace.length);
  const digest = sha1(input);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const digits = hex(digest.subarray(0, 16));
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return parts.join('-');
}

/**
 * The deterministic id of an observable (STIX 2.1 section 2.9): whoever sees the same thing gives it
 * the same id. `members` are its properties, without `id`; undefined for other types, for a type
 * that is named by nothing, and when none of the properties that name it is there. Spec: STX-17.
 */
export function observableId(type: string, members: Members): string | undefined {
  const keys = Object.hasOwn(namedBy, type) ? (namedBy[type] ?? []) : [];
  const present = keys.filter((key) => Object.hasOwn(members, key));
  if (present.length === 0) return undefined;
  const name = present.map((key): [string, unknown] => {
    const value = members[key];
    return [key, key === 'hashes' && isMembers(value) ? oneHash(value) : value];
  });
  return `${type}--${uuidOfName(canonicalize(Object.fromEntries(name)) ?? '')}`;
}
