import { Fault } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { type Bytes, concat } from '../bytes/text.ts';
import { isTreeSize } from './tree-size.ts';

/** Bytes of every hash in a tree. */
export const hashLength = 32;

/** Number of leaves of a tree, and its root: all that a party needs to keep of it. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** The hash of the complete subtree over the leaves [index·2^level, (index+1)·2^level). */
export type HashAt = (level: number, index: number) => Uint8Array;

// One buffer for all node hashes: the primitive copies nothing and keeps nothing.
const nodeInput = new Uint8Array(1 + 2 * hashLength);
nodeInput[0] = 0x01;
// The same for leaves of usual size: an entry of a log or an object of a feed.
const leafInput = new Uint8Array(4096);

/** The hash of an entry as a leaf: SHA-256(0x00 ‖ entry). Spec: LOG-1. */
export function leafHash(entry: Uint8Array): Bytes {
  const length = 1 + entry.length;
  const input = length <= leafInput.length ? leafInput.subarray(0, length) : new Uint8Array(length);
  input.set(entry, 1);
  return sha256(input);
}

/** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right), 32 bytes each. Spec: LOG-1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  if (left.length !== hashLength || right.length !== hashLength)
    throw new Fault('hash-length', `A hash of ${hashLength} bytes was expected.`);
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + hashLength);
  return sha256(nodeInput);
}

const rootOfNothing = sha256(new Uint8Array());

/** The root of a tree without leaves: SHA-256 of nothing. Spec: LOG-1. */
export const emptyRoot = (): Bytes => rootOfNothing.slice();

/** The largest power of two that is at most `n` (n ≥ 1); no bit operations, as sizes exceed 32 bits. */
export function largestPower(n: number): number {
  let power = 1;
  while (power * 2 <= n) power *= 2;
  return power;
}

/** The hashes of the complete subtrees that make up [start, end), largest first; `start` must be aligned to the first. */
function subtreesOf(start: number, end: number, hashAt: HashAt): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  let at = start;
  while (at < end) {
    const span = largestPower(end - at);
    hashes.push(hashAt(Math.log2(span), at / span));
    at += span;
  }
  return hashes;
}

const foldRight = (hashes: readonly Uint8Array[]): Uint8Array =>
  hashes.length === 0 ? emptyRoot() : hashes.reduceRight((right, left) => nodeHash(left, right));

/** MTH(D[start:end]) of RFC 6962 section 2.1 for a range that starts at a subtree's border. */
export const rangeRoot = (start: number, end: number, hashAt: HashAt): Uint8Array =>
  foldRight(subtreesOf(start, end, hashAt));

/** A tree held in memory: all complete subtrees of these leaf hashes. */
export function treeInMemory(leafHashes: readonly Uint8Array[]): HashAt {
  const levels: Uint8Array[][] = [[...leafHashes]];
  for (let below = levels[0]; below !== undefined && below.length > 1; below = levels.at(-1)) {
    const above: Uint8Array[] = [];
    for (let i = 0; i + 1 < below.length; i += 2) above.push(nodeHash(hashIn(below, i), hashIn(below, i + 1)));
    levels.push(above);
  }
  return (level, index) => hashIn(levels[level] ?? [], index);
}

function hashIn(hashes: readonly Uint8Array[], index: number): Uint8Array {
  const hash = hashes[index];
  if (hash === undefined) throw new Fault('subtree-unknown', 'The tree has no such complete subtree.');
  return hash;
}

/** The root over leaf hashes in order (RFC 6962 section 2.1). Spec: LOG-1. */
export const rootOf = (leafHashes: readonly Uint8Array[]): Uint8Array =>
  rangeRoot(0, leafHashes.length, treeInMemory(leafHashes));

/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first, one for each
 * bit of `size`. It is all that is needed to append and to know the root.
 */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/** The frontier of the empty tree. */
export const emptyFrontier: Frontier = { size: 0, hashes: [] };

function bitsOf(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/** The frontier after these leaf hashes. `onSubtree` hears of each subtree that becomes complete. Spec: LOG-1. */
export function growFrontier(
  frontier: Frontier,
  leafHashes: Iterable<Uint8Array>,
  onSubtree?: (level: number, index: number, hash: Uint8Array) => void,
): Frontier {
  const hashes = [...frontier.hashes];
  let { size } = frontier;
  for (const leaf of leafHashes) {
    let hash = leaf;
    let index = size;
    let level = 0;
    onSubtree?.(level, index, hash);
    for (; index % 2 === 1; index = (index - 1) / 2) {
      hash = nodeHash(hashIn(hashes, hashes.length - 1), hash);
      hashes.pop();
      level += 1;
      onSubtree?.(level, (index - 1) / 2, hash);
    }
    hashes.push(hash);
    size += 1;
  }
  return { size, hashes };
}

/** The root of the tree that a frontier stands for. */
export const frontierRoot = (frontier: Frontier): Uint8Array => foldRight(frontier.hashes);

/** The frontier of a stored tree of `size` leaves. */
export const frontierAt = (size: number, hashAt: HashAt): Frontier => ({ size, hashes: subtreesOf(0, size, hashAt) });

/** A frontier as bytes: its hashes one after the other. The size is kept beside them. */
export const frontierBytes = (frontier: Frontier): Bytes => concat(...frontier.hashes);

/** Reads a frontier; `frontier-malformed` unless there is one hash for each bit of the size. */
export function parseFrontier(size: number, bytes: Uint8Array): Frontier {
  if (!isTreeSize(size) || bytes.length !== bitsOf(size) * hashLength)
    throw new Fault('frontier-malformed', 'A frontier has one hash for each bit of its size.');
  return {
    size,
    hashes: Array.from({ length: bitsOf(size) }, (_, i) => bytes.slice(i * hashLength, (i + 1) * hashLength)),
  };
}
