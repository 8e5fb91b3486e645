import { sha256 } from '../bytes/sha256.ts';
import { concat, utf8 } from '../bytes/text.ts';

/* The definitions of RFC 6962 section 2.1, word for word and slow: an oracle for tests only. */

const leaf = (entry: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(0), entry));
const node = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(Uint8Array.of(1), left, right));

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** MTH(D[n]). */
export function naiveRoot(entries: readonly Uint8Array[]): Uint8Array {
  const [first] = entries;
  if (first === undefined) return sha256(new Uint8Array());
  if (entries.length === 1) return leaf(first);
  const k = split(entries.length);
  return node(naiveRoot(entries.slice(0, k)), naiveRoot(entries.slice(k)));
}

/** PATH(m, D[n]). */
export function naivePath(m: number, entries: readonly Uint8Array[]): Uint8Array[] {
  if (entries.length === 1) return [];
  const k = split(entries.length);
  const [left, right] = [entries.slice(0, k), entries.slice(k)];
  return m < k ? [...naivePath(m, left), naiveRoot(right)] : [...naivePath(m - k, right), naiveRoot(left)];
}

/** PROOF(m, D[n]), by SUBPROOF(m, D[n], whole). */
export function naiveConsistency(m: number, entries: readonly Uint8Array[], whole = true): Uint8Array[] {
  if (m === entries.length) return whole ? [] : [naiveRoot(entries)];
  const k = split(entries.length);
  const [left, right] = [entries.slice(0, k), entries.slice(k)];
  if (m <= k) return [...naiveConsistency(m, left, whole), naiveRoot(right)];
  return [...naiveConsistency(m - k, right, false), naiveRoot(left)];
}

/** `count` distinct entries. */
export const someEntries = (count: number): Uint8Array[] => Array.from({ length: count }, (_, i) => utf8(`entry ${i}`));

/** The same bytes with one bit changed. */
export const flipBit = (bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(bytes, (byte, i) => (i === Math.floor(bit / 8) ? byte ^ (1 << (bit % 8)) : byte));
