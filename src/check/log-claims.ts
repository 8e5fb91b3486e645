import { faultCode } from '#protocol/bytes/fault.ts';
import { concat, sameBytes } from '#protocol/bytes/text.ts';
import { decodeBundle } from '#protocol/log/entry-bundle.ts';
import { hashLength, leafHash, rangeRoot } from '#protocol/log/merkle.ts';
import {
  hashesAtLevel,
  readTile,
  rootInTile,
  type TileAddress,
  tilePath,
  tilesOfLevel,
  tileWidth,
} from '#protocol/log/tile.ts';
import { isCutOff } from './damaged-bundle.ts';
import type { LogFiles } from './log-files.ts';
import type { Findings } from './log-finding.ts';

/** What one source says a tile holds. Of full level 0 tiles only the root is kept, to save memory. */
export interface Claim {
  readonly root: Uint8Array;
  readonly bytes?: Uint8Array;
}

/**
 * All that is said about one hash tile: by its file, and by what lies below it (at level 0 its entry
 * bundle; above, the tiles below, once as their bundles have them and once as they are stored).
 */
export interface TileClaims {
  readonly level: number;
  readonly index: number;
  readonly width: number;
  readonly stored: Claim | undefined;
  readonly derived: Claim | undefined;
  readonly fromStored: Claim | undefined;
}

/** Reads what the claims rest on, and reports what cannot be read. */
export interface ClaimSource {
  readonly files: LogFiles;
  readonly findings: Findings;
}

/** The path of the file with a tile's hashes, and of the bundle with its entries. */
export const pathOf = ({ level, index, width }: TileAddress): string => tilePath({ level, index, width });
export const bundlePathOf = ({ index, width }: TileAddress): string => tilePath({ level: 'entries', index, width });

/** The claim of a tile's bytes. The root of a partial tile is taken too, so equal roots are equal tiles. */
function claimOf(bytes: Uint8Array | undefined): Claim | undefined {
  if (bytes === undefined) return undefined;
  const root = rangeRoot(0, bytes.length / hashLength, (level, index) =>
    rootInTile(bytes, index * 2 ** level, 2 ** level),
  );
  return { root, bytes };
}

function readHashTile({ files, findings }: ClaimSource, address: TileAddress): Uint8Array | undefined {
  const exact = files.read(pathOf(address));
  const bytes = exact ?? readTile((path) => files.read(path), address);
  const length = (exact === undefined ? tileWidth : address.width) * hashLength;
  if (bytes === undefined) findings.add('tile-missing', pathOf(address), 'The tile is missing.');
  else if (bytes.length === length) return bytes.subarray(0, address.width * hashLength);
  else findings.add('tile-length', pathOf(address), `The tile has ${bytes.length} bytes; ${length} were expected.`);
  return undefined;
}

function entriesOf(bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined {
  try {
    return decodeBundle(bytes, width);
  } catch (thrown) {
    if (faultCode(thrown) === undefined) throw thrown;
    return undefined;
  }
}

/** The leaf hashes of a bundle, one after the other; undefined, and told, when it cannot be read. */
function leafHashesOf(source: ClaimSource, address: TileAddress, tile: Uint8Array | undefined): Uint8Array | undefined {
  const path = bundlePathOf(address);
  const exact = source.files.read(path);
  const bytes = exact ?? readTile((at) => source.files.read(at), { ...address, level: 'entries' });
  if (bytes === undefined) {
    source.findings.add('bundle-missing', path, 'The entry bundle is missing.');
    return undefined;
  }
  const entries = entriesOf(bytes, exact === undefined ? tileWidth : address.width);
  if (entries !== undefined) return concat(...entries.slice(0, address.width).map(leafHash));
  if (isCutOff(bytes, address.width, tile))
    source.findings.add('bundle-truncated', path, 'The entry bundle ends before its last entry.');
  else source.findings.add('bundle-changed', path, 'The entry bundle cannot be read as the entries of the tree.');
  return undefined;
}

function leafClaims(source: ClaimSource, address: TileAddress): TileClaims {
  const tile = readHashTile(source, address);
  const leaves = leafHashesOf(source, address, tile);
  const stored = claimOf(tile);
  const same = tile !== undefined && leaves !== undefined && sameBytes(tile, leaves);
  const derived = same ? stored : claimOf(leaves);
  const { index, width } = address;
  const light = (claim: Claim | undefined) =>
    claim !== undefined && width === tileWidth ? { root: claim.root } : claim;
  return { level: 0, index, width, stored: light(stored), derived: light(derived), fromStored: undefined };
}

type Pick = (below: TileClaims) => Claim | undefined;

/** The bytes of a tile made of the roots of tiles below it; undefined when one of them is unknown. */
function bytesFrom(below: readonly TileClaims[], pick: Pick): Uint8Array | undefined {
  const roots = below.flatMap((tile) => pick(tile)?.root ?? []);
  return roots.length === below.length ? concat(...roots) : undefined;
}

function upperClaims(source: ClaimSource, address: TileAddress, below: readonly TileClaims[]): TileClaims {
  const { index, width } = address;
  const level = Number(address.level);
  return {
    level,
    index,
    width,
    stored: claimOf(readHashTile(source, address)),
    derived: claimOf(bytesFrom(below, (tile) => tile.derived ?? tile.stored)),
    fromStored: claimOf(bytesFrom(below, (tile) => tile.stored ?? tile.derived)),
  };
}

/** Gathers, level by level, what files and their contents say about every tile of a tree. Spec: LOG-25. */
export function gatherClaims(source: ClaimSource, size: number): TileClaims[][] {
  const levels: TileClaims[][] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const below = levels[level - 1];
    const claims: TileClaims[] = [];
    for (const address of tilesOfLevel(size, level)) {
      const first = address.index * tileWidth;
      claims.push(
        below === undefined
          ? leafClaims(source, address)
          : upperClaims(source, address, below.slice(first, first + address.width)),
      );
    }
    levels.push(claims);
  }
  return levels;
}
