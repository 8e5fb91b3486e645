import { Fault } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { type Bytes, concat, utf8, utf8Into } from '../bytes/text.ts';
import { saltLength } from '../record/salted-body.ts';
import { leafHash, rangeRoot, treeInMemory } from './merkle.ts';
import { inclusionProof, verifyInclusion } from './proof.ts';

/** Most items of one batch, so that the proof of an item is at most twelve hashes. Spec: LOG-20. */
export const maxBatchCount = 4_096;

const seedLength = 32;

// One buffer for all salts, and one for the leaves of items of usual size: the primitive keeps nothing.
const saltInput = new Uint8Array(seedLength + 4);
const leafInput = new Uint8Array(16_384);

/** The salt of item `index`: SHA-256(seed ‖ u32 index)[:16], from the batch's secret 32-byte seed. Faults: `batch-seed`, `batch-index`. Spec: LOG-21. */
export function saltOf(seed: Uint8Array, index: number): Bytes {
  if (seed.length !== seedLength) throw new Fault('batch-seed', `A batch's seed has ${seedLength} bytes.`);
  if (!Number.isInteger(index) || index < 0 || index >= maxBatchCount)
    throw new Fault('batch-index', `An index in a batch is from 0 to ${maxBatchCount - 1}.`);
  saltInput.set(seed);
  saltInput[seedLength + 2] = index >> 8;
  saltInput[seedLength + 3] = index & 0xff;
  return sha256(saltInput).slice(0, saltLength);
}

/** The entry of an item: salt ‖ text. Its leaf hash tells nothing about a guessable text. Faults: `salt-length`. Spec: LOG-21. */
export function itemEntry(salt: Uint8Array, text: Uint8Array): Bytes {
  if (salt.length !== saltLength) throw new Fault('salt-length', `A salt has ${saltLength} bytes.`);
  return concat(salt, text);
}

/** The leaf hash of an item's entry, without building the entry. Faults: `salt-length`. Spec: LOG-1, LOG-21. */
export function itemLeaf(salt: Uint8Array, text: string): Bytes {
  // A UTF-16 unit takes at most three bytes.
  if (1 + saltLength + 3 * text.length > leafInput.length) return leafHash(itemEntry(salt, utf8(text)));
  if (salt.length !== saltLength) throw new Fault('salt-length', `A salt has ${saltLength} bytes.`);
  leafInput.set(salt, 1);
  return sha256(leafInput.subarray(0, 1 + saltLength + utf8Into(text, leafInput.subarray(1 + saltLength))));
}

/** The root over texts in order under the salts of a seed. Faults: `batch-count`. Spec: LOG-20, LOG-21. */
export const rootOfTexts = (seed: Uint8Array, texts: readonly string[]): Uint8Array =>
  treeOfLeaves(texts.map((text, index) => itemLeaf(saltOf(seed, index), text))).root;

/** The text in an item's entry. Faults: `salt-length` when it is shorter than a salt. */
export function itemTextOf(entry: Uint8Array): Uint8Array {
  if (entry.length < saltLength) throw new Fault('salt-length', `A salt has ${saltLength} bytes.`);
  return entry.subarray(saltLength);
}

/** The tree over a batch's entries, built once: its root, and proofs at log2(count) hashes each. */
export interface BatchTree {
  readonly count: number;
  readonly root: Uint8Array;
  proofOf(index: number): Uint8Array[];
}

function checkCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > maxBatchCount)
    throw new Fault('batch-count', `A batch has 1 to ${maxBatchCount} items.`);
}

/** Builds the tree of a batch. Faults: `batch-count`. Spec: LOG-20. */
export const batchTree = (entries: readonly Uint8Array[]): BatchTree => treeOfLeaves(entries.map(leafHash));

/** The tree over leaf hashes, for a batch of which some entries are gone. Faults: `batch-count`. Spec: ERA-2. */
export function treeOfLeaves(leaves: readonly Uint8Array[]): BatchTree {
  const count = leaves.length;
  checkCount(count);
  const hashAt = treeInMemory(leaves);
  return { count, root: rangeRoot(0, count, hashAt), proofOf: (index) => inclusionProof(index, count, hashAt) };
}

/** The root that a batch record signs. Faults: `batch-count`. Spec: LOG-20. */
export const batchRoot = (entries: readonly Uint8Array[]): Uint8Array => batchTree(entries).root;

/** The proof of one entry; use batchTree for many. Faults: `batch-count`, `proof-range`. */
export const batchProof = (entries: readonly Uint8Array[], index: number): Uint8Array[] =>
  batchTree(entries).proofOf(index);

/** One item with what ties it to a batch record: `count` and `root` are read from that record. */
export interface ItemInBatch {
  readonly entry: Uint8Array;
  readonly index: number;
  readonly count: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/** Verifies that an entry is item `index` of a batch. Faults: `batch-count`, `salt-length` and those of verifyInclusion. Spec: LOG-22. */
export function verifyItemInBatch({ entry, index, count, root, proof }: ItemInBatch): void {
  checkCount(count);
  itemTextOf(entry);
  verifyInclusion({ leaf: leafHash(entry), index, size: count }, root, proof);
}
