import { sameBytes } from '#protocol/bytes/text.ts';
import { rangeRoot, type TreeHead } from '#protocol/log/merkle.ts';
import { hashesFromTiles, hashInTile, tileWidth } from '#protocol/log/tile.ts';
import { checkpointPath } from './log-checkpoint.ts';
import { bundlePathOf, type Claim, pathOf, type TileClaims } from './log-claims.ts';
import type { Findings } from './log-finding.ts';

const claimsOf = ({ stored, derived, fromStored }: TileClaims): Claim[] =>
  [stored, derived, fromStored].filter((claim) => claim !== undefined);

/** Different claims only, the stored one first. */
function distinctClaims(tile: TileClaims): Claim[] {
  const distinct: Claim[] = [];
  for (const claim of claimsOf(tile))
    if (!distinct.some((known) => sameBytes(known.root, claim.root))) distinct.push(claim);
  return distinct;
}

/** One claim for each partial tile at the right edge, by level. */
type Edge = ReadonlyMap<number, Claim>;

/** Every way to choose a claim for each partial tile: at most 3 for each of 7 levels. */
function* edgesOf(tiles: readonly TileClaims[]): Generator<Edge> {
  const [first, ...rest] = tiles;
  if (first === undefined) {
    yield new Map();
    return;
  }
  for (const claim of distinctClaims(first))
    for (const edge of edgesOf(rest)) yield new Map([...edge, [first.level, claim]]);
}

function rootOfEdge(size: number, edge: Edge): Uint8Array {
  const hashAt = hashesFromTiles(size, (level) => edge.get(level)?.bytes ?? new Uint8Array());
  return rangeRoot(0, size, hashAt);
}

/** The partial tiles as the checkpoint's root has them; undefined when no claims lead to that root. */
function provenEdge({ size, root }: TreeHead, partials: readonly TileClaims[]): Edge | undefined {
  for (const edge of edgesOf(partials)) if (sameBytes(rootOfEdge(size, edge), root)) return edge;
  return undefined;
}

/** What is taken for true about one tile: proved by the root, or the most credible claim. */
interface Truth {
  readonly root: Uint8Array;
  readonly bytes: Uint8Array | undefined;
}

/** The value that two of the claims share, else the first: a guess, used only below unproved tiles. */
function mostCredible(roots: readonly Uint8Array[]): Uint8Array | undefined {
  return roots.find((root, i) => roots.some((other, j) => i !== j && sameBytes(root, other))) ?? roots[0];
}

interface Judgement {
  readonly tile: TileClaims;
  readonly truth: Truth;
}

/** Reports the files of one tile that are not what they should be. */
function reportTile({ tile, truth }: Judgement, findings: Findings): void {
  if (tile.stored !== undefined && !sameBytes(tile.stored.root, truth.root))
    findings.add('tile-changed', pathOf(tile), 'The tile does not hold the hashes of the tree.');
  if (tile.level === 0 && tile.derived !== undefined && !sameBytes(tile.derived.root, truth.root))
    findings.add('bundle-changed', bundlePathOf(tile), 'The entries of the bundle are not those of the tree.');
}

function truthOf(tile: TileClaims, parent: Truth | undefined, edge: Edge | undefined): Truth | undefined {
  const claims = claimsOf(tile);
  const proved = tile.width < tileWidth ? edge?.get(tile.level)?.root : slotOf(parent, tile);
  const root = proved ?? mostCredible(claims.map((claim) => claim.root));
  if (root === undefined) return undefined;
  return { root, bytes: claims.find((claim) => sameBytes(claim.root, root))?.bytes };
}

const slotOf = (parent: Truth | undefined, tile: TileClaims): Uint8Array | undefined =>
  parent?.bytes === undefined ? undefined : hashInTile(parent.bytes, tile.index % tileWidth);

/**
 * Judges every tile from the root downwards: the root proves the partial tiles of the right edge,
 * each tile proves the full ones below it, and level 0 proves the bundles. So each fault is laid at
 * the door of the file that has it. Spec: LOG-25.
 */
export function judgeTiles(head: TreeHead, levels: readonly TileClaims[][], findings: Findings): void {
  const partials = levels.flatMap((tiles) => tiles.filter(({ width }) => width < tileWidth));
  const edge = provenEdge(head, partials);
  // Where a partial tile and its bundle are both gone, that is the finding; the root is then unknown, not wrong.
  if (edge === undefined && partials.every((tile) => claimsOf(tile).length > 0))
    findings.add('root-mismatch', checkpointPath, 'The tiles and bundles do not lead to the root of the checkpoint.');
  let parents: readonly (Truth | undefined)[] = [];
  for (const tiles of levels.toReversed()) {
    const truths = tiles.map((tile) => truthOf(tile, parents[Math.floor(tile.index / tileWidth)], edge));
    tiles.forEach((tile, i) => {
      const truth = truths[i];
      if (truth !== undefined) reportTile({ tile, truth }, findings);
    });
    parents = truths;
  }
}
