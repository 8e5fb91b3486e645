import { Fault } from '#protocol/bytes/fault.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { decodeBundle } from '#protocol/log/entry-bundle.ts';
import { hashLength, leafHash, rangeRoot, type TreeHead } from '#protocol/log/merkle.ts';
import { hashesFromTiles, tilePath, tilesFromFiles, tileWidth } from '#protocol/log/tile.ts';
import type { LogFiles } from '../store/log-files.ts';

/** Whether the last bundle and the tiles that a log grows on are there and lead to its head. */
function isSound(files: LogFiles, { size, root }: TreeHead): boolean {
  const hashes = hashesFromTiles(
    size,
    tilesFromFiles((path) => files.read(path)),
  );
  if (!sameBytes(rangeRoot(0, size, hashes), root)) return false;
  const [index, width] = [Math.floor(size / tileWidth), size % tileWidth];
  if (width === 0) return true;
  const bundle = files.read(tilePath({ level: 'entries', index, width }));
  const tile = files.read(tilePath({ level: 0, index, width }));
  if (bundle === undefined || tile === undefined) return false;
  return decodeBundle(bundle, width).every((entry, at) =>
    sameBytes(leafHash(entry), tile.subarray(at * hashLength, (at + 1) * hashLength)),
  );
}

/** The head that a mirror's checkpoint says; undefined when there is none or a torn one. */
export function mirroredHead(files: LogFiles): TreeHead | undefined {
  const bytes = files.read('checkpoint');
  try {
    return bytes === undefined ? undefined : parseCheckpoint(parseNote(bytes).text);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/**
 * Whether a mirror can grow. A torn one must be fetched anew: what does not fit on top of it says
 * nothing against the partner. Spec: KEP-8.
 */
export function isMirrorSound(files: LogFiles): boolean {
  const head = mirroredHead(files);
  if (head === undefined) return false;
  if (head.size === 0) return true;
  try {
    return isSound(files, head);
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
