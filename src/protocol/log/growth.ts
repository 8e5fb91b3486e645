import { Fault } from '../bytes/fault.ts';
import { type Bytes, concat } from '../bytes/text.ts';
import { decodeBundle, encodeBundle } from './entry-bundle.ts';
import { hashLength, leafHash, rangeRoot, type TreeHead } from './merkle.ts';
import { hashesAtLevel, hashesFromTiles, rootInTile, tilePath, tilesFromFiles, tileWidth } from './tile.ts';

/** A log as its files: how many entries it has, and its tiles and bundles by path. */
export interface StoredLog {
  readonly size: number;
  read(path: string): Uint8Array | undefined;
}

/** A file to be written; none is ever changed once written. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Bytes;
}

/** What appending leads to: the new head, and every file that the old log does not have. */
export interface Growth {
  readonly head: TreeHead;
  readonly files: readonly LogFile[];
}

interface Row {
  readonly level: number;
  readonly log: StoredLog;
}

function readOld(log: StoredLog, path: string): Uint8Array {
  const bytes = log.read(path);
  if (bytes === undefined) throw new Fault('tile-missing', 'A tile of the log is missing.', path);
  return bytes;
}

function chunks<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / tileWidth);
  return Array.from({ length: count }, (_, i) => items.slice(i * tileWidth, (i + 1) * tileWidth));
}

function grownBundles(log: StoredLog, entries: readonly Uint8Array[]): LogFile[] {
  const first = Math.floor(log.size / tileWidth);
  const width = log.size % tileWidth;
  const old = width === 0 ? [] : decodeBundle(readOld(log, tilePath({ level: 'entries', index: first, width })), width);
  return chunks([...old, ...entries]).map((bundle, i) => ({
    path: tilePath({ level: 'entries', index: first + i, width: bundle.length }),
    bytes: encodeBundle(bundle),
  }));
}

function grownTiles({ level, log }: Row, hashes: readonly Uint8Array[]): LogFile[] {
  const before = hashesAtLevel(log.size, level);
  const first = Math.floor(before / tileWidth);
  const width = before % tileWidth;
  const old = width === 0 ? new Uint8Array() : readOld(log, tilePath({ level, index: first, width }));
  const olds = Array.from({ length: width }, (_, i) => old.subarray(i * hashLength, (i + 1) * hashLength));
  return chunks([...olds, ...hashes]).map((tile, i) => ({
    path: tilePath({ level, index: first + i, width: tile.length }),
    bytes: concat(...tile),
  }));
}

const fullTileRoots = (files: readonly LogFile[]): Uint8Array[] =>
  files
    .filter(({ bytes }) => bytes.length === tileWidth * hashLength)
    .map(({ bytes }) => rootInTile(bytes, 0, tileWidth));

/**
 * Appends entries to a log of files, purely: what to write, and the new head. Write the files
 * first, then publish the checkpoint. Faults: `entry-size`, `tile-missing`. Spec: LOG-9, LOG-11.
 */
export function growLog(log: StoredLog, entries: readonly Uint8Array[]): Growth {
  const files: LogFile[] = entries.length === 0 ? [] : grownBundles(log, entries);
  let hashes: readonly Uint8Array[] = entries.map(leafHash);
  for (let level = 0; hashes.length > 0; level++) {
    const tiles = grownTiles({ level, log }, hashes);
    files.push(...tiles);
    hashes = fullTileRoots(tiles);
  }
  const written = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const size = log.size + entries.length;
  const hashAt = hashesFromTiles(
    size,
    tilesFromFiles((path) => written.get(path) ?? log.read(path)),
  );
  return { head: { size, root: rangeRoot(0, size, hashAt) }, files };
}
