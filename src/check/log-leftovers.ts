import { faultCode } from '#protocol/bytes/fault.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import { decodeBundle, encodeBundle } from '#protocol/log/entry-bundle.ts';
import { hashLength } from '#protocol/log/merkle.ts';
import { parseTilePath, readTile, type TileAddress, tilePath, tileWidth, widthInTree } from '#protocol/log/tile.ts';
import type { LogFiles } from './log-files.ts';
import type { Findings } from './log-finding.ts';

/** The tiles and bundles that a directory lists; anything else below `tile/` is reported. Spec: LOG-23. */
export function listedTiles(files: LogFiles, findings: Findings): TileAddress[] {
  const tiles: TileAddress[] = [];
  for (const path of files.list?.() ?? []) {
    if (!path.startsWith('tile/')) continue;
    try {
      tiles.push(parseTilePath(path));
    } catch (thrown) {
      if (faultCode(thrown) === undefined) throw thrown;
      findings.add('file-unexpected', path.slice(0, 200), 'Not a tile or an entry bundle of a log.');
    }
  }
  return tiles;
}

/** What a partial file has to hold, cut from the file that covers it; undefined when that one cannot be read. */
function prefixOf(cover: Uint8Array, address: TileAddress, coverWidth: number): Uint8Array | undefined {
  if (address.level !== 'entries') return cover.subarray(0, address.width * hashLength);
  try {
    return encodeBundle(decodeBundle(cover, coverWidth).slice(0, address.width));
  } catch (thrown) {
    if (faultCode(thrown) === undefined) throw thrown;
    return undefined;
  }
}

/**
 * Partial files of earlier sizes stay valid: each must be a prefix of the file that grew out of it.
 * Where that file is itself in doubt nothing is said. Spec: LOG-23.
 */
export function checkLeftovers(files: LogFiles, tiles: readonly TileAddress[], { size, findings }: Leftovers): void {
  for (const address of tiles) {
    const { level, index, width } = address;
    const coverWidth = widthInTree(size, level === 'entries' ? 0 : level, index);
    if (width >= coverWidth) continue;
    const coverAddress = { level, index, width: coverWidth };
    const cover = readTile((path) => files.read(path), coverAddress);
    if (cover === undefined || findings.concern(tilePath(coverAddress))) continue;
    const isExact = coverWidth === tileWidth || files.read(tilePath(coverAddress)) !== undefined;
    const expected = prefixOf(cover, address, isExact ? coverWidth : tileWidth);
    const bytes = files.read(tilePath(address));
    if (expected === undefined || (bytes !== undefined && sameBytes(bytes, expected))) continue;
    const code = level === 'entries' ? 'bundle-changed' : 'tile-changed';
    findings.add(code, tilePath(address), 'An earlier partial file is not a prefix of the one that followed it.');
  }
}

/** The size of the audited tree, and where to report. */
export interface Leftovers {
  readonly size: number;
  readonly findings: Findings;
}
