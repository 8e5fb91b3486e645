import { Fault } from '../bytes/fault.ts';
import { type Bytes, concat } from '../bytes/text.ts';
import { tileWidth } from './tile.ts';

/** Most bytes of one entry: its length is a u16. Spec: LOG-10. */
export const maxEntryLength = 65_535;

function framed(entry: Uint8Array): Uint8Array[] {
  if (entry.length > maxEntryLength) throw new Fault('entry-size', `An entry is at most ${maxEntryLength} bytes.`);
  return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
}

/** A bundle of 1 to 256 entries, each after its length as u16 big-endian. Faults: `entry-size`, `bundle-width`. Spec: LOG-10. */
export function encodeBundle(entries: readonly Uint8Array[]): Bytes {
  if (entries.length < 1 || entries.length > tileWidth)
    throw new Fault('bundle-width', 'A bundle holds 1 to 256 entries.');
  return concat(...entries.flatMap(framed));
}

/** What of a bundle can be read: its whole entries, and where the first one begins that is not whole. */
export interface BundleScan {
  readonly entries: readonly Uint8Array[];
  readonly end: number;
}

/** Reads at most `most` entries and stops, without a fault, where the bytes end. */
export function scanBundle(bytes: Uint8Array, most: number): BundleScan {
  const entries: Uint8Array[] = [];
  let end = 0;
  while (entries.length < most && end + 2 <= bytes.length) {
    const next = end + 2 + entryLengthAt(bytes, end);
    if (next > bytes.length) break;
    entries.push(bytes.subarray(end + 2, next));
    end = next;
  }
  return { entries, end };
}

/** The length that stands before the entry at `offset`. */
export const entryLengthAt = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset] ?? 0) * 256 + (bytes[offset + 1] ?? 0);

/** The entries of a bundle of exactly `width`. Faults: `bundle-truncated`, `bundle-trailing`. Spec: LOG-10. */
export function decodeBundle(bytes: Uint8Array, width: number): readonly Uint8Array[] {
  const { entries, end } = scanBundle(bytes, width);
  if (entries.length < width) throw new Fault('bundle-truncated', 'The bundle ends before its last entry.');
  if (end !== bytes.length) throw new Fault('bundle-trailing', 'The bundle goes on after its last entry.');
  return entries;
}
