import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hex } from '../bytes/encodings.ts';
import { faultCode } from '../bytes/fault.ts';
import {
  emptyFrontier,
  emptyRoot,
  type Frontier,
  frontierAt,
  frontierBytes,
  frontierRoot,
  growFrontier,
  largestPower,
  leafHash,
  nodeHash,
  parseFrontier,
  rangeRoot,
  rootOf,
  treeInMemory,
} from './merkle.ts';
import { naiveRoot, someEntries } from './naive-tree.fixture.ts';

const entryLists = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 80 });
const grow = (entries: readonly Uint8Array[], from: Frontier = emptyFrontier): Frontier =>
  growFrontier(from, entries.map(leafHash));

test('Spec: LOG-1: leaves, nodes and the empty tree hash as in RFC 6962', () => {
  assert.equal(hex(emptyRoot()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.equal(hex(leafHash(new Uint8Array())), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  const [left, right] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
  assert.notDeepEqual(nodeHash(left, right), nodeHash(right, left));
  assert.throws(
    () => nodeHash(left, right.subarray(1)),
    (thrown) => faultCode(thrown) === 'hash-length',
  );
});

test('a result of nodeHash does not change when the next is taken', () => {
  const [a, b] = [leafHash(Uint8Array.of(1)), leafHash(Uint8Array.of(2))];
  const first = nodeHash(a, b);
  const copy = first.slice();
  nodeHash(b, a);
  assert.deepEqual(first, copy);
});

test('the root of the empty tree cannot be spoilt by a caller', () => {
  emptyRoot().fill(0);
  assert.deepEqual(emptyRoot(), naiveRoot([]));
});

test('Spec: LOG-1: the frontier, the tree in memory and the definition agree on every root', () => {
  fc.assert(
    fc.property(entryLists, (entries) => {
      const expected = naiveRoot(entries);
      assert.deepEqual(frontierRoot(grow(entries)), expected);
      assert.deepEqual(rootOf(entries.map(leafHash)), expected);
    }),
  );
});

test('appending in any portions leads to the same frontier', () => {
  fc.assert(
    fc.property(entryLists, fc.nat(80), (entries, at) => {
      const inTwo = grow(entries.slice(at), grow(entries.slice(0, at)));
      assert.deepEqual(inTwo, grow(entries));
    }),
  );
});

test('a frontier does not change when it is appended to', () => {
  const frontier = grow(someEntries(5));
  const root = frontierRoot(frontier);
  grow(someEntries(9), frontier);
  assert.equal(frontier.size, 5);
  assert.deepEqual(frontierRoot(frontier), root);
});

test('a frontier survives its bytes, and can be read from a stored tree', () => {
  for (const size of [0, 1, 2, 3, 7, 8, 63, 64, 70]) {
    const entries = someEntries(size);
    const frontier = grow(entries);
    assert.deepEqual(parseFrontier(size, frontierBytes(frontier)), frontier);
    assert.deepEqual(frontierAt(size, treeInMemory(entries.map(leafHash))), frontier);
  }
});

test('a frontier with a wrong number of hashes is refused', () => {
  const bytes = frontierBytes(grow(someEntries(3)));
  for (const size of [1, 4, 7, -1, 0.5, 2 ** 53])
    assert.throws(
      () => parseFrontier(size, bytes),
      (thrown) => faultCode(thrown) === 'frontier-malformed',
    );
});

test('growth tells of every complete subtree, once', () => {
  const entries = someEntries(21);
  const seen = new Map<string, Uint8Array>();
  growFrontier(emptyFrontier, entries.map(leafHash), (level, index, hash) => {
    assert.equal(seen.has(`${level}/${index}`), false);
    seen.set(`${level}/${index}`, hash);
  });
  const hashAt = treeInMemory(entries.map(leafHash));
  assert.equal(seen.size, 21 + 10 + 5 + 2 + 1);
  for (const [name, hash] of seen) {
    const [level = 0, index = 0] = name.split('/').map(Number);
    assert.deepEqual(hash, hashAt(level, index), name);
    assert.deepEqual(hash, naiveRoot(entries.slice(index * 2 ** level, (index + 1) * 2 ** level)), name);
  }
});

test('a range that starts at a border has the root of its entries', () => {
  const entries = someEntries(70);
  const hashAt = treeInMemory(entries.map(leafHash));
  for (const [start, end] of [
    [0, 70],
    [64, 70],
    [32, 64],
    [48, 63],
    [69, 70],
    [0, 0],
  ] as const)
    assert.deepEqual(rangeRoot(start, end, hashAt), naiveRoot(entries.slice(start, end)), `${start} to ${end}`);
});

test('an incomplete subtree is unknown', () => {
  const hashAt = treeInMemory(someEntries(3).map(leafHash));
  for (const [level, index] of [
    [0, 3],
    [1, 1],
    [2, 0],
    [60, 0],
  ] as const)
    assert.throws(
      () => hashAt(level, index),
      (thrown) => faultCode(thrown) === 'subtree-unknown',
    );
});

test('the largest power of two is right beyond 32 bits', () => {
  assert.deepEqual([1, 2, 3, 4, 5].map(largestPower), [1, 2, 2, 4, 4]);
  assert.equal(largestPower(2 ** 53 - 1), 2 ** 52);
  assert.equal(largestPower(2 ** 40), 2 ** 40);
});
