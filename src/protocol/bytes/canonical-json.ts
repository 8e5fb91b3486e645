import canonicalize from 'canonicalize';
import { Fault } from './fault.ts';
import { fromUtf8, utf8 } from './text.ts';

/** The values that a record may hold: integers only, no floats, no null. Spec: BYT-3. */
export type Json = string | number | boolean | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Bounds of one canonical line; `depth` counts lists and objects. Spec: BYT-4. */
export const jsonLimits = { bytes: 60_000, depth: 32 } as const;

const keyForm = /^[a-z][A-Za-z0-9]*$/;
const forbiddenKeys = new Set(['constructor', 'prototype']);
// Non-characters: U+FDD0–U+FDEF and the last two code points of every plane (I-JSON, RFC 7493 2.1).
const nonCharacter =
  /[\uFDD0-\uFDEF\u{FFFE}\u{FFFF}\u{1FFFE}\u{1FFFF}\u{2FFFE}\u{2FFFF}\u{3FFFE}\u{3FFFF}\u{4FFFE}\u{4FFFF}\u{5FFFE}\u{5FFFF}\u{6FFFE}\u{6FFFF}\u{7FFFE}\u{7FFFF}\u{8FFFE}\u{8FFFF}\u{9FFFE}\u{9FFFF}\u{AFFFE}\u{AFFFF}\u{BFFFE}\u{BFFFF}\u{CFFFE}\u{CFFFF}\u{DFFFE}\u{DFFFF}\u{EFFFE}\u{EFFFF}\u{FFFFE}\u{FFFFF}\u{10FFFE}\u{10FFFF}]/u;

const bracket = /[[{]/g;
const plainText = /^[ -~]*$/;

function checkString(text: string, path: string): void {
  if (plainText.test(text)) return;
  if (!text.isWellFormed() || nonCharacter.test(text))
    throw new Fault('json-text', 'A string holds a lone surrogate or a non-character.', path);
}

/** Only plain objects: a Date or a Map would be written as something that it is not. */
function checkMembers(value: object, path: string, depth: number): void {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new Fault('json-value', 'Only strings, integers, booleans, lists and objects are allowed.', path);
  for (const [key, member] of Object.entries(value)) {
    if (!keyForm.test(key) || forbiddenKeys.has(key))
      throw new Fault('json-key', 'A key is not of the form [a-z][A-Za-z0-9]*.', `${path}/${key}`);
    checkJson(member, `${path}/${key}`, depth + 1);
  }
}

/** By index, because forEach passes over the holes of a sparse list. */
function checkList(list: readonly unknown[], path: string, depth: number): void {
  for (let index = 0; index < list.length; index++) checkJson(list[index], `${path}/${index}`, depth + 1);
}

/** Throws the first fault of a value that no record may hold. Spec: BYT-3, BYT-4. */
function checkJson(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') return checkString(value, path);
  if (typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new Fault('json-number', 'A number is not an integer within ±(2^53−1).', path);
    return;
  }
  if (typeof value === 'object' && value !== null) {
    if (depth >= jsonLimits.depth)
      throw new Fault('json-depth', `Nested deeper than ${jsonLimits.depth} levels.`, path);
    return Array.isArray(value) ? checkList(value, path, depth) : checkMembers(value, path, depth);
  }
  throw new Fault('json-value', 'Only strings, integers, booleans, lists and objects are allowed.', path);
}

const isTooLarge = (text: string): boolean =>
  text.length > jsonLimits.bytes || (3 * text.length > jsonLimits.bytes && utf8(text).length > jsonLimits.bytes);

/** The canonical text of a value that was checked. */
function encode(value: Json): string {
  const text = canonicalize(value) as string;
  if (isTooLarge(text)) throw new Fault('json-size', `Larger than ${jsonLimits.bytes} bytes.`);
  return text;
}

/** Whether the members of all objects come in the order of JCS: by UTF-16 code units. */
function isInOrder(value: Json): boolean {
  if (typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before = '';
  for (const [key, member] of Object.entries(value as JsonObject)) {
    if (key <= before || !isInOrder(member)) return false;
    before = key;
  }
  return true;
}

/** One line of strict JCS (RFC 8785), without the newline. Spec: BYT-3. */
export function canonicalText(value: Json): string {
  checkJson(value, '', 0);
  return encode(value);
}

/**
 * The value of one canonical line; refused unless encoding it again gives the same text.
 * That one rule ends duplicate keys, white space, other escapes and odd numbers. Spec: BYT-5.
 */
export function parseCanonicalText(text: string): Json {
  if (isTooLarge(text)) throw new Fault('json-size', `Larger than ${jsonLimits.bytes} bytes.`);
  checkDepthBeforeParsing(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault('json-syntax', 'Not JSON.');
  }
  checkJson(value, '', 0);
  // Of a value whose members are in order JCS writes what JSON.stringify writes, which is much faster.
  if (JSON.stringify(value) !== text || !isInOrder(value as Json))
    throw new Fault('json-not-canonical', 'The JSON is not in canonical form (RFC 8785).');
  return value as Json;
}

/** The same of its UTF-8 bytes. Spec: BYT-1, BYT-5. */
export function parseCanonical(bytes: Uint8Array): Json {
  if (bytes.length > jsonLimits.bytes) throw new Fault('json-size', `Larger than ${jsonLimits.bytes} bytes.`);
  return parseCanonicalText(fromUtf8(bytes));
}

/** Counts brackets outside strings, so that a bomb is refused before the parser recurses. */
function checkDepthBeforeParsing(text: string): void {
  // Most lines have fewer brackets than levels are allowed, wherever these stand.
  if ((text.match(bracket)?.length ?? 0) <= jsonLimits.depth) return;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 0x5c) i++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x5b || c === 0x7b) depth++;
    else if (c === 0x5d || c === 0x7d) depth--;
    if (depth > jsonLimits.depth) throw new Fault('json-depth', `Nested deeper than ${jsonLimits.depth} levels.`);
  }
}
