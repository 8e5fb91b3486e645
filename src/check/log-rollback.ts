import { faultCode } from '#protocol/bytes/fault.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import { rangeRoot, type TreeHead } from '#protocol/log/merkle.ts';
import {
  hashesFromTiles,
  type TileAddress,
  tilePath,
  tilesFromFiles,
  tileWidth,
  widthInTree,
} from '#protocol/log/tile.ts';
import { checkpointPath } from './log-checkpoint.ts';
import type { LogFiles } from './log-files.ts';
import type { Findings } from './log-finding.ts';

const rowOf = ({ level }: TileAddress): number => (level === 'entries' ? 0 : level);

const isBeyond = (address: TileAddress, size: number): boolean =>
  address.width > widthInTree(size, rowOf(address), address.index);

/** Paths at which a larger tree would have a file for its next entries: all that can be asked without a list. */
function* pathsOfNextBundle(size: number): Generator<string> {
  const index = Math.floor(size / tileWidth);
  for (let width = (size % tileWidth) + 1; width <= tileWidth; width++)
    yield tilePath({ level: 'entries', index, width });
}

function firstFileBeyond(files: LogFiles, tiles: readonly TileAddress[], size: number): string | undefined {
  const listed = tiles.find((address) => isBeyond(address, size));
  if (listed !== undefined) return tilePath(listed);
  if (files.list !== undefined) return undefined;
  for (const path of pathsOfNextBundle(size)) if (files.read(path) !== undefined) return path;
  return undefined;
}

/**
 * A directory that holds tiles or bundles of a larger tree than its checkpoint's had a newer
 * checkpoint, or is being appended to: nothing unsigned can tell which. Spec: LOG-24.
 */
export function checkAhead(files: LogFiles, tiles: readonly TileAddress[], { size, findings }: Sized): void {
  const path = firstFileBeyond(files, tiles, size);
  if (path === undefined) return;
  const detail = `The checkpoint has ${size} entries, but ${path} belongs to a larger tree: the checkpoint was rolled back, or the copy was taken during an append.`;
  findings.add('checkpoint-rolled-back', checkpointPath, detail);
}

/** The size of the audited tree, and where to report. */
export interface Sized {
  readonly size: number;
  readonly findings: Findings;
}

/** The root that the directory's tiles give its first `older` entries; undefined when they cannot tell. */
function rootOfPrefix(files: LogFiles, older: number, size: number): Uint8Array | undefined {
  try {
    const hashAt = hashesFromTiles(
      size,
      tilesFromFiles((path) => files.read(path)),
    );
    return rangeRoot(0, older, hashAt);
  } catch (thrown) {
    if (faultCode(thrown) === undefined) throw thrown;
    return undefined;
  }
}

/** Whether the hash tiles themselves are in order, so that what they say about older sizes counts. */
const areTilesSound = (findings: Findings): boolean =>
  !findings.all().some(({ code }) => code.startsWith('tile-') || code === 'root-mismatch');

/** Compares with a checkpoint that the auditor trusts from before: not smaller, and the same past. Spec: LOG-24. */
export function checkAgainstTrusted(files: LogFiles, head: TreeHead, { trusted, findings }: Trusted): void {
  if (trusted.size > head.size) {
    const detail = `The checkpoint has ${head.size} entries; one of ${trusted.size} was seen before.`;
    findings.add('checkpoint-rolled-back', checkpointPath, detail);
    return;
  }
  const isSame = trusted.size === head.size;
  if (!isSame && !areTilesSound(findings)) return;
  const root = isSame ? head.root : rootOfPrefix(files, trusted.size, head.size);
  if (root !== undefined && !sameBytes(root, trusted.root))
    findings.add('checkpoint-forked', checkpointPath, `The first ${trusted.size} entries are not those seen before.`);
}

/** An earlier head that the auditor has verified, and where to report. */
export interface Trusted {
  readonly trusted: TreeHead;
  readonly findings: Findings;
}
