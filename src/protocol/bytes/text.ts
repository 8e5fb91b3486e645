import { Fault } from './fault.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a well-formed string. A lone surrogate is a fault, never U+FFFD. Spec: BYT-1. */
export function utf8(text: string): Bytes {
  if (!text.isWellFormed())
    throw new Fault('text-not-unicode', 'The text has a lone surrogate; Unicode text was expected.');
  // Most texts are ASCII: one byte for each unit, written where it stays.
  const guess = new Uint8Array(text.length);
  return encoder.encodeInto(text, guess).read === text.length ? guess : encoder.encode(text);
}

/** Writes the UTF-8 bytes of a well-formed string into `into`, which must have room for them; gives their number. */
export function utf8Into(text: string, into: Uint8Array): number {
  if (!text.isWellFormed())
    throw new Fault('text-not-unicode', 'The text has a lone surrogate; Unicode text was expected.');
  return encoder.encodeInto(text, into).written;
}

/** The string of UTF-8 bytes; malformed bytes are a fault. Spec: BYT-1. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Fault('text-not-utf8', 'The bytes are not UTF-8 text.');
  }
}

/** One array of all parts, in order. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Whether two byte strings are equal. Not for secrets: time depends on the content. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}
