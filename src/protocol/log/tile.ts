import { Fault } from '../bytes/fault.ts';
import { type HashAt, hashLength, nodeHash } from './merkle.ts';
import { isTreeSize } from './tree-size.ts';

/** Hashes in a full tile, and entries in a full bundle (C2SP tlog-tiles). Spec: LOG-8. */
export const tileWidth = 256;
const tileHeight = 8;
const maxLevel = 63;
const maxPathLength = 64;

/** Which tile: `level` 0 holds leaf hashes, 'entries' the entries themselves; `width` 1 to 256. */
export interface TileAddress {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** The bytes of a hash tile; may give the full tile where a partial one was asked for. */
export type TileReader = (level: number, index: number, width: number) => Uint8Array;

function indexPath(index: number): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/[0-9]{3}/g) ?? [];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** The path of a tile below the log's prefix, as in `tile/0/x001/067.p/5`. Faults: `tile-address`. Spec: LOG-8. */
export function tilePath({ level, index, width }: TileAddress): string {
  const isLevel = level === 'entries' || (isTreeSize(level) && level <= maxLevel);
  if (!isLevel || !isTreeSize(index) || !isTreeSize(width) || width < 1 || width > tileWidth)
    throw new Fault('tile-address', 'A tile has a level up to 63, an index and a width from 1 to 256.');
  return `tile/${level}/${indexPath(index)}${width === tileWidth ? '' : `.p/${width}`}`;
}

const pathForm = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/;

/** The address of a path; refused unless it is the one path of that tile. Faults: `tile-path`. Spec: LOG-8. */
export function parseTilePath(path: string): TileAddress {
  const [, level, groups, width] = (path.length <= maxPathLength && pathForm.exec(path)) || [];
  if (level === undefined || groups === undefined) throw pathFault(path);
  const address: TileAddress = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  let canonical: string | undefined;
  try {
    canonical = tilePath(address);
  } catch {
    canonical = undefined;
  }
  if (canonical !== path) throw pathFault(path);
  return address;
}

const pathFault = (path: string): Fault =>
  new Fault('tile-path', 'Not the path of a tile.', path.slice(0, 2 * maxPathLength));

/** How many hashes level `level` has in a tree of `size` leaves: floor(size / 256^level). */
export const hashesAtLevel = (size: number, level: number): number => Math.floor(size / tileWidth ** level);

/** The width of tile `index` of `level` in a tree of `size` leaves; 0 when there is none. Spec: LOG-9. */
export const widthInTree = (size: number, level: number, index: number): number =>
  Math.max(0, Math.min(tileWidth, hashesAtLevel(size, level) - index * tileWidth));

/** All tiles of one level of a tree of `size` leaves, from left to right. Spec: LOG-9. */
export function* tilesOfLevel(size: number, level: number | 'entries'): Generator<TileAddress> {
  const row = level === 'entries' ? 0 : level;
  for (let index = 0; ; index++) {
    const width = widthInTree(size, row, index);
    if (width === 0) return;
    yield { level, index, width };
  }
}

/** Every file of a tree of `size` leaves besides its checkpoint: bundles first, then hash tiles by level. Spec: LOG-9. */
export function* tilesOfTree(size: number): Generator<TileAddress> {
  yield* tilesOfLevel(size, 'entries');
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) yield* tilesOfLevel(size, level);
}

/** One hash of a tile. Faults: `tile-length` when the tile is too short. */
export function hashInTile(tile: Uint8Array, position: number): Uint8Array {
  const hash = tile.subarray(position * hashLength, (position + 1) * hashLength);
  if (hash.length !== hashLength) throw new Fault('tile-length', 'The tile is shorter than its width.');
  return hash;
}

/** The root of `span` (a power of two) hashes of a tile from `first` on. Faults: `tile-length`. */
export function rootInTile(tile: Uint8Array, first: number, span: number): Uint8Array {
  if (span === 1) return hashInTile(tile, first);
  const half = span / 2;
  return nodeHash(rootInTile(tile, first, half), rootInTile(tile, first + half, half));
}

/** The complete subtrees of a tree of `size` leaves, read from its tiles, each tile once. Faults: `subtree-unknown`, `tile-length`. */
export function hashesFromTiles(size: number, read: TileReader): HashAt {
  const tiles = new Map<string, Uint8Array>();
  const tileOf = (level: number, index: number, width: number): Uint8Array => {
    const name = `${level}/${index}`;
    const tile = tiles.get(name) ?? read(level, index, width);
    tiles.set(name, tile);
    return tile;
  };
  return (level, index) => {
    const tileLevel = Math.floor(level / tileHeight);
    const span = 2 ** (level % tileHeight);
    const tileIndex = Math.floor((index * span) / tileWidth);
    const first = (index * span) % tileWidth;
    const width = widthInTree(size, tileLevel, tileIndex);
    if (first + span > width) throw new Fault('subtree-unknown', 'The tree has no such complete subtree.');
    return rootInTile(tileOf(tileLevel, tileIndex, width), first, span);
  };
}

/**
 * Reads a tile or bundle by path; where a partial one is gone its full one serves, of which it is a
 * prefix (C2SP tlog-tiles). Undefined when neither is there. Spec: LOG-9.
 */
export const readTile = (
  read: (path: string) => Uint8Array | undefined,
  address: TileAddress,
): Uint8Array | undefined =>
  read(tilePath(address)) ?? (address.width < tileWidth ? read(tilePath({ ...address, width: tileWidth })) : undefined);

/** A tile reader over files by path. Faults: `tile-missing`. */
export const tilesFromFiles =
  (read: (path: string) => Uint8Array | undefined): TileReader =>
  (level, index, width) => {
    const tile = readTile(read, { level, index, width });
    if (tile === undefined)
      throw new Fault('tile-missing', 'A tile of the log is missing.', tilePath({ level, index, width }));
    return tile;
  };
