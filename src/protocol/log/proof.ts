import { Fault } from '../bytes/fault.ts';
import { sameBytes } from '../bytes/text.ts';
import { type HashAt, hashLength, largestPower, nodeHash, rangeRoot, type TreeHead } from './merkle.ts';
import { isTreeSize } from './tree-size.ts';

/** Most hashes in any proof (C2SP tlog-witness): the height of the largest tree. Spec: LOG-6. */
export const maxProofLength = 63;

/** Why a proof is refused: numbers that fit no tree, a wrong number of hashes, or hashes that do not add up. */
export type ProofFaultCode = 'proof-range' | 'proof-length' | 'proof-mismatch';

const proofFault = (code: ProofFaultCode, message: string): Fault<ProofFaultCode> => new Fault(code, message);

const lengthFault = (): Fault => proofFault('proof-length', 'The proof has too few, too many or malformed hashes.');

/** What an inclusion proof speaks about: a leaf hash at an index of a tree of `size` leaves. */
export interface LeafPosition {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
}

/** The inclusion proof of leaf `index` in the first `size` leaves (RFC 6962 section 2.1.1). Faults: `proof-range`. */
export function inclusionProof(index: number, size: number, hashAt: HashAt): Uint8Array[] {
  checkIndex(index, size);
  const proof: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = splitPoint(start, end);
    if (index < middle) {
      proof.push(rangeRoot(middle, end, hashAt));
      end = middle;
    } else {
      proof.push(rangeRoot(start, middle, hashAt));
      start = middle;
    }
  }
  return proof.reverse();
}

/**
 * The proof that the first `from` leaves are a prefix of the first `to` (RFC 6962 section 2.1.2).
 * Needs 1 ≤ from ≤ to: from an empty tree nothing can be proved. Faults: `proof-range`.
 */
export function consistencyProof(from: number, to: number, hashAt: HashAt): Uint8Array[] {
  checkSizes(from, to);
  const proof: Uint8Array[] = [];
  let start = 0;
  let end = to;
  while (from !== end) {
    const middle = splitPoint(start, end);
    if (from <= middle) {
      proof.push(rangeRoot(middle, end, hashAt));
      end = middle;
    } else {
      proof.push(rangeRoot(start, middle, hashAt));
      start = middle;
    }
  }
  // The verifier holds the old root itself; only a later subtree has to be told.
  if (start > 0) proof.push(rangeRoot(start, end, hashAt));
  return proof.reverse();
}

/** Where RFC 6962 splits [start, end): after the largest power of two smaller than its length. */
const splitPoint = (start: number, end: number): number => start + largestPower(end - start - 1);

function checkIndex(index: number, size: number): void {
  if (!isTreeSize(index) || !isTreeSize(size) || index >= size)
    throw proofFault('proof-range', 'The index is not within the tree.');
}

function checkSizes(from: number, to: number): void {
  if (!isTreeSize(from) || !isTreeSize(to) || from < 1 || from > to)
    throw proofFault('proof-range', 'The sizes are not in ascending order, or the older tree is empty.');
}

function checkProof(proof: readonly Uint8Array[]): void {
  if (proof.length > maxProofLength || proof.some((hash) => hash.length !== hashLength)) throw lengthFault();
}

function checkHash(hash: Uint8Array): void {
  if (hash.length !== hashLength) throw proofFault('proof-mismatch', `A hash of ${hashLength} bytes was expected.`);
}

/** A place in a tree, walked upwards: a node's position and that of the last node of its level. */
interface Place {
  readonly node: number;
  readonly last: number;
}

const odd = (n: number): boolean => n % 2 === 1;

const parentOf = ({ node, last }: Place): Place => ({ node: Math.floor(node / 2), last: Math.floor(last / 2) });

/** Whether the proof's next hash is a left sibling (RFC 9162: LSB(fn) set, or fn equals sn). */
const isRightChild = ({ node, last }: Place): boolean => odd(node) || node === last;

/** Past levels at which the last node has no sibling and moves up unchanged. */
function skipLonely(place: Place): Place {
  let at = place;
  while (!odd(at.node) && at.node !== 0) at = parentOf(at);
  return at;
}

/** The root that an inclusion proof leads to (RFC 9162 section 2.1.3.2, steps 1 to 4). Spec: LOG-6. */
export function rootFromInclusion({ leaf, index, size }: LeafPosition, proof: readonly Uint8Array[]): Uint8Array {
  checkIndex(index, size);
  checkHash(leaf);
  checkProof(proof);
  let place: Place = { node: index, last: size - 1 };
  let hash = leaf;
  for (const sibling of proof) {
    if (place.last === 0) throw lengthFault();
    const right = isRightChild(place);
    hash = right ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    place = parentOf(right ? skipLonely(place) : place);
  }
  if (place.last !== 0) throw lengthFault();
  return hash;
}

/** Verifies that a leaf is in the tree with this root. Faults: see ProofFaultCode. Spec: LOG-6. */
export function verifyInclusion(position: LeafPosition, root: Uint8Array, proof: readonly Uint8Array[]): void {
  if (!sameBytes(rootFromInclusion(position, proof), root))
    throw proofFault('proof-mismatch', 'The inclusion proof does not lead to the root.');
}

/**
 * Verifies that `newer` only appends to `older` (RFC 9162 section 2.1.4.2). An older size of 0 is
 * refused with `proof-range`: it proves nothing, and the witness decides about it. Spec: LOG-7.
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): void {
  checkSizes(older.size, newer.size);
  checkProof(proof);
  const roots =
    older.size === newer.size ? sameSizeRoots(older, proof) : rootsFromConsistency(older, newer.size, proof);
  if (!sameBytes(roots.older, older.root) || !sameBytes(roots.newer, newer.root))
    throw proofFault('proof-mismatch', 'The consistency proof does not lead to both roots.');
}

interface Roots {
  readonly older: Uint8Array;
  readonly newer: Uint8Array;
}

function sameSizeRoots({ root }: TreeHead, proof: readonly Uint8Array[]): Roots {
  if (proof.length > 0) throw lengthFault();
  return { older: root, newer: root };
}

function rootsFromConsistency(older: TreeHead, newerSize: number, proof: readonly Uint8Array[]): Roots {
  checkHash(older.root);
  const isComplete = largestPower(older.size) === older.size;
  const [first, ...path] = isComplete ? [older.root, ...proof] : proof;
  if (first === undefined) throw lengthFault();
  let place: Place = { node: older.size - 1, last: newerSize - 1 };
  while (odd(place.node)) place = parentOf(place);
  let roots: Roots = { older: first, newer: first };
  for (const sibling of path) {
    if (place.last === 0) throw lengthFault();
    const right = isRightChild(place);
    roots = right
      ? { older: nodeHash(sibling, roots.older), newer: nodeHash(sibling, roots.newer) }
      : { older: roots.older, newer: nodeHash(roots.newer, sibling) };
    place = parentOf(right ? skipLonely(place) : place);
  }
  if (place.last !== 0) throw lengthFault();
  return roots;
}
