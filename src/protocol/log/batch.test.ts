import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from '../bytes/encodings.ts';
import { faultCode } from '../bytes/fault.ts';
import { sha256, sha256Hex } from '../bytes/sha256.ts';
import { concat, fromUtf8, utf8 } from '../bytes/text.ts';
import {
  batchProof,
  batchRoot,
  batchTree,
  type ItemInBatch,
  itemEntry,
  itemLeaf,
  itemTextOf,
  maxBatchCount,
  rootOfTexts,
  saltOf,
  verifyItemInBatch,
} from './batch.ts';
import { leafHash } from './merkle.ts';
import { flipBit, naiveRoot } from './naive-tree.fixture.ts';

const hasCode =
  (...codes: string[]) =>
  (thrown: unknown) =>
    codes.includes(faultCode(thrown) ?? '');
const seed = sha256(utf8('seed'));
const entriesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => itemEntry(saltOf(seed, i), utf8(`item ${i}`)));

test('Spec: LOG-21: salts are cut from the hash of seed and index', () => {
  assert.equal(hex(saltOf(seed, 258)), sha256Hex(concat(seed, Uint8Array.of(0, 0, 1, 2))).slice(0, 32));
  assert.equal(new Set(Array.from({ length: 4096 }, (_, i) => hex(saltOf(seed, i)))).size, 4096);
  for (const index of [-1, 0.5, 4096, Number.NaN]) assert.throws(() => saltOf(seed, index), hasCode('batch-index'));
  assert.throws(() => saltOf(seed.subarray(1), 0), hasCode('batch-seed'));
});

test('Spec: LOG-21: an entry is its salt and its text', () => {
  assert.equal(fromUtf8(itemTextOf(itemEntry(saltOf(seed, 3), utf8('text')))), 'text');
  assert.throws(() => itemEntry(new Uint8Array(15), utf8('text')), hasCode('salt-length'));
  assert.throws(() => itemTextOf(new Uint8Array(15)), hasCode('salt-length'));
});

test('Spec: LOG-21: the leaf and the root of texts are those of their entries, short or long, in any script', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.constantFrom('x'.repeat(9_000), '語'.repeat(6_000)),
  );
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (texts) => {
      const entries = texts.map((one, index) => itemEntry(saltOf(seed, index), utf8(one)));
      assert.deepEqual(
        texts.map((one, index) => itemLeaf(saltOf(seed, index), one)),
        entries.map((entry) => leafHash(entry)),
      );
      assert.deepEqual(rootOfTexts(seed, texts), batchRoot(entries));
    }),
  );
  assert.throws(() => itemLeaf(new Uint8Array(15), 'text'), hasCode('salt-length'));
  assert.throws(() => itemLeaf(saltOf(seed, 0), '\ud800'), hasCode('text-not-unicode'));
});

test('Spec: LOG-20, LOG-22: every item of a batch of any size verifies against the plain root', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), (count) => {
      const entries = entriesOf(count);
      const tree = batchTree(entries);
      assert.deepEqual(tree.root, naiveRoot(entries));
      entries.forEach((entry, index) => {
        verifyItemInBatch({ entry, index, count, root: tree.root, proof: tree.proofOf(index) });
      });
    }),
    { numRuns: 15 },
  );
});

test('the single functions agree with the tree', () => {
  const entries = entriesOf(11);
  const tree = batchTree(entries);
  assert.deepEqual(batchRoot(entries), tree.root);
  assert.deepEqual(batchProof(entries, 7), tree.proofOf(7));
  assert.throws(() => batchProof(entries, 11), hasCode('proof-range'));
});

test('Spec: LOG-22: an item of another place, batch, text or salt does not verify', () => {
  const entries = entriesOf(13);
  const tree = batchTree(entries);
  const item: ItemInBatch = { entry: entries[5] ?? seed, index: 5, count: 13, root: tree.root, proof: tree.proofOf(5) };
  fc.assert(
    fc.property(fc.nat(), (bit) => {
      assert.throws(
        () => verifyItemInBatch({ ...item, entry: flipBit(item.entry, bit % (8 * item.entry.length)) }),
        hasCode('proof-mismatch'),
      );
    }),
  );
  assert.throws(() => verifyItemInBatch({ ...item, index: 4 }), hasCode('proof-mismatch'));
  assert.throws(() => verifyItemInBatch({ ...item, index: 13 }), hasCode('proof-range'));
  assert.throws(() => verifyItemInBatch({ ...item, root: batchRoot(entriesOf(12)) }), hasCode('proof-mismatch'));
  assert.throws(() => verifyItemInBatch({ ...item, entry: seed.subarray(0, 15) }), hasCode('salt-length'));
  for (const count of [0, -1, 0.5, maxBatchCount + 1])
    assert.throws(() => verifyItemInBatch({ ...item, count }), hasCode('batch-count'));
});

test('Spec: LOG-20: a batch has 1 to 4,096 items, and at most twelve hashes prove one', () => {
  assert.throws(() => batchTree([]), hasCode('batch-count'));
  assert.throws(() => batchTree(Array.from({ length: 4097 }, () => seed)), hasCode('batch-count'));
  const entries = entriesOf(4096);
  const tree = batchTree(entries);
  const proof = tree.proofOf(4095);
  assert.equal(proof.length, 12);
  verifyItemInBatch({ entry: entries[4095] ?? seed, index: 4095, count: 4096, root: tree.root, proof });
});
