import type { Constant } from '../pattern/pattern.ts';
import type { JsonValue } from '../stix-object.ts';
import { instantOf, isTimestamp } from '../timestamp.ts';

/** Bytes of a property `…_hex` or `…_bin`, each byte as the character of its number. */
export class ObservedBytes {
  readonly characters: string;

  constructor(characters: string) {
    this.characters = characters;
  }
}

export type ObservedValue = JsonValue | ObservedBytes;

const notLatin = /[^\u0000-\u00ff]/;
const hexForm = /^(?:[0-9a-fA-F]{2})*$/;
const base64Form = /^[A-Za-z0-9+/]*={0,2}$/;

/** Bytes as characters, in pieces: one call takes a bounded number of arguments. */
function charactersOf(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return text;
}

function decoded(text: string, decode: (text: string) => Uint8Array, form: RegExp): ObservedValue {
  if (!form.test(text)) return text;
  try {
    return new ObservedBytes(charactersOf(decode(text)));
  } catch {
    return text;
  }
}

/** A value under its key: a text under `…_hex` or `…_bin` means bytes. Spec: MAT-6. */
export function observedValue(value: JsonValue, key: string | undefined): ObservedValue {
  if (typeof value !== 'string') return value;
  if (key?.endsWith('_hex') === true) return decoded(value, Uint8Array.fromHex, hexForm);
  if (key?.endsWith('_bin') === true) return decoded(value, (text) => Uint8Array.fromBase64(text), base64Form);
  return value;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** By code points: UTF-16 puts those above U+FFFF before some below. */
function compareText(a: string, b: string): number {
  const least = Math.min(a.length, b.length);
  for (let at = 0; at < least; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    if (isSurrogate(x) !== isSurrogate(y)) return isSurrogate(x) ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** A text compares with bytes when each of its characters is one byte. */
function compareBytes(a: string, b: string): number | undefined {
  return notLatin.test(a) || notLatin.test(b) ? undefined : compareText(a, b);
}

function compareTime(value: string, instant: string): number | undefined {
  return isTimestamp(value) ? compareText(instantOf(value), instant) : undefined;
}

/** Negative, zero or positive as a value is before, equal to or after a constant; undefined when they cannot be compared. Spec: MAT-6. */
export function compareWith(value: ObservedValue, constant: Constant): number | undefined {
  if (constant.type === 'number') return typeof value === 'number' ? value - constant.value : undefined;
  if (constant.type === 'boolean') return value === constant.value ? 0 : undefined;
  const bytes = value instanceof ObservedBytes ? value.characters : undefined;
  if (constant.type === 'bytes') {
    const text = bytes ?? value;
    return typeof text === 'string' ? compareBytes(text, charactersOf(constant.value)) : undefined;
  }
  if (bytes !== undefined) return constant.type === 'text' ? compareBytes(bytes, constant.value) : undefined;
  if (typeof value !== 'string') return undefined;
  return constant.type === 'time' ? compareTime(value, constant.value) : compareText(value, constant.value);
}

const hexDigits = /^[0-9a-fA-F]+$/;

/** Hexadecimal hash values are equal whatever the case of their letters. Spec: MAT-6. */
export const hashValue = (text: string): string => (hexDigits.test(text) ? text.toLowerCase() : text);
