import { sameBytes } from '#protocol/bytes/text.ts';
import { entryLengthAt, maxEntryLength, scanBundle } from '#protocol/log/entry-bundle.ts';
import { hashLength, leafHash } from '#protocol/log/merkle.ts';

const hashOf = (tile: Uint8Array, position: number): Uint8Array =>
  tile.subarray(position * hashLength, (position + 1) * hashLength);

/** Lengths that differ from `length` in one of their two bytes. */
function* nearLengths(length: number): Generator<number> {
  for (let byte = 0; byte < 256; byte++) {
    yield (byte << 8) | (length & 0xff);
    yield (length & 0xff00) | byte;
  }
}

/**
 * Whether a bundle that cannot be read was cut off, as opposed to changed in place: its whole
 * entries are the right ones, and what is left is the start of the next and not all of it under
 * another length. `tile` is the level 0 tile, as far as there is one. Spec: LOG-25.
 */
export function isCutOff(bundle: Uint8Array, width: number, tile: Uint8Array | undefined): boolean {
  const { entries, end } = scanBundle(bundle, width);
  if (entries.length === width) return false;
  if (tile === undefined) return true;
  if (entries.some((entry, i) => !sameBytes(leafHash(entry), hashOf(tile, i)))) return false;
  const rest = bundle.subarray(end + 2);
  const expected = hashOf(tile, entries.length);
  for (const length of nearLengths(entryLengthAt(bundle, end))) {
    if (length <= Math.min(rest.length, maxEntryLength) && sameBytes(leafHash(rest.subarray(0, length)), expected))
      return false;
  }
  return true;
}
