import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { fromUtf8, sameBytes } from '../bytes/text.ts';
import { parseVkey } from '../identity/note-key.ts';
import { parseNote } from '../identity/signed-note.ts';
import { openCheckpoint } from './checkpoint.ts';
import { decodeBundle } from './entry-bundle.ts';
import { growLog } from './growth.ts';
import { leafHash, rangeRoot, rootOf, treeInMemory } from './merkle.ts';
import { naiveRoot, someEntries } from './naive-tree.fixture.ts';
import { consistencyProof, inclusionProof, verifyConsistency } from './proof.ts';
import {
  hashesAtLevel,
  hashesFromTiles,
  hashInTile,
  parseTilePath,
  readTile,
  rootInTile,
  type TileAddress,
  tilePath,
  tilesFromFiles,
  tilesOfTree,
  tileWidth,
  widthInTree,
} from './tile.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;

/* The published log (transparency-dev/tessera), read in place. */

const published = join(import.meta.dirname, '../../../../shared/vectors/tlog');
const skip = existsSync(published) ? false : 'the published vectors are not beside this checkout';
const logKey = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx';
const sizes = Array.from({ length: 16 }, (_, size) => size);

function readPublished(path: string): Uint8Array | undefined {
  const file = join(published, path);
  return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined;
}

function publishedCheckpoint(size: number) {
  const bytes = readPublished(`checkpoint.${size}`);
  assert.ok(bytes !== undefined, `checkpoint.${size}`);
  return openCheckpoint(parseNote(bytes), [parseVkey(logKey)]);
}

test('all 16 published checkpoints open, and tiles and bundles lead to their roots', { skip }, () => {
  for (const size of sizes) {
    const checkpoint = publishedCheckpoint(size);
    assert.equal(checkpoint.size, size);
    const addresses = [...tilesOfTree(size)];
    assert.equal(addresses.length, size === 0 ? 0 : 2);
    const hashAt = hashesFromTiles(size, tilesFromFiles(readPublished));
    assert.deepEqual(rangeRoot(0, size, hashAt), checkpoint.root);
    const bundle = readPublished(`tile/entries/000.p/${size}`);
    const entries = size === 0 ? [] : decodeBundle(bundle ?? new Uint8Array(), size);
    assert.deepEqual(rootOf(entries.map(leafHash)), checkpoint.root);
    assert.deepEqual(naiveRoot(entries), checkpoint.root);
  }
});

test('the published checkpoints are consistent, by proofs from their own tiles', { skip }, () => {
  const hashAt = hashesFromTiles(15, tilesFromFiles(readPublished));
  for (const to of sizes.slice(1))
    for (const from of sizes.slice(1, to + 1))
      verifyConsistency(publishedCheckpoint(from), publishedCheckpoint(to), consistencyProof(from, to, hashAt));
});

test('growing a log over the published entries writes the published files, byte by byte', { skip }, () => {
  const entries = decodeBundle(readPublished('tile/entries/000.p/15') ?? new Uint8Array(), 15);
  const files = new Map<string, Uint8Array>();
  entries.forEach((entry, size) => {
    const growth = growLog({ size, read: (path) => files.get(path) }, [entry]);
    assert.deepEqual(growth.head.root, publishedCheckpoint(size + 1).root);
    for (const { path, bytes } of growth.files) files.set(path, bytes);
  });
  assert.equal(files.size, 30);
  for (const [path, bytes] of files) assert.deepEqual(bytes, readPublished(path), path);
});

/* Paths. */

const addresses: fc.Arbitrary<TileAddress> = fc.record(
  {
    level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
    index: fc.oneof(fc.nat(2000), fc.maxSafeNat()),
    width: fc.integer({ min: 1, max: tileWidth }),
  },
  { noNullPrototype: true },
);

test('Spec: LOG-8: an address survives its path', () => {
  fc.assert(fc.property(addresses, (address) => assert.deepEqual(parseTilePath(tilePath(address)), address)));
});

test('Spec: LOG-8: paths have the C2SP form', () => {
  assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), 'tile/0/x001/x234/067');
  assert.equal(tilePath({ level: 'entries', index: 273, width: 112 }), 'tile/entries/273.p/112');
  assert.equal(tilePath({ level: 2, index: 0, width: 1 }), 'tile/2/000.p/1');
});

test('any text either is refused as a path or is the path of what it parses to', () => {
  const text = fc.stringMatching(/^(tile\/)?[a-z0-9/.x]{0,30}$/);
  fc.assert(
    fc.property(text, (path) => {
      try {
        assert.equal(tilePath(parseTilePath(path)), path);
      } catch (thrown) {
        assert.equal(faultCode(thrown), 'tile-path');
      }
    }),
  );
});

test('an address that no tile has is refused', () => {
  for (const bad of [
    { level: 64 },
    { level: -1 },
    { level: 0.5 },
    { index: -1 },
    { index: 2 ** 53 },
    { width: 0 },
    { width: 257 },
  ])
    assert.throws(() => tilePath({ level: 0, index: 0, width: 1, ...bad }), hasCode('tile-address'));
  assert.throws(() => parseTilePath(`tile/0/${'x001/'.repeat(1000)}001`), hasCode('tile-path'));
});

/* Which tiles exist. */

test('Spec: LOG-9: a tree of 70,000 has the tiles of the C2SP example', () => {
  const perLevel = [0, 1, 2].map((level) => [...tilesOfTree(70_000)].filter((tile) => tile.level === level));
  const widths = perLevel.map((tiles) => [tiles.filter(({ width }) => width === 256).length, tiles.at(-1)?.width]);
  assert.deepEqual(widths, [
    [273, 112],
    [1, 17],
    [0, 1],
  ]);
  assert.equal([...tilesOfTree(70_000)].filter((tile) => tile.level === 'entries').length, 274);
});

test('the tiles of a level hold all its hashes, and none is empty', () => {
  for (const size of [0, 1, 255, 256, 257, 511, 512, 65_536, 65_537]) {
    const counts = new Map<number | 'entries', number>();
    for (const { level, width } of tilesOfTree(size)) {
      assert.ok(width >= 1);
      counts.set(level, (counts.get(level) ?? 0) + width);
    }
    for (const [level, count] of counts) assert.equal(count, level === 'entries' ? size : hashesAtLevel(size, level));
  }
  assert.equal(widthInTree(256, 1, 0), 1);
  assert.equal(widthInTree(256, 0, 1), 0);
  assert.equal(widthInTree(2 ** 53 - 1, 6, 0), 31);
});

/* Reading. */

function storedLog(count: number) {
  const files = new Map<string, Uint8Array>();
  const entries = someEntries(count);
  const growth = growLog({ size: 0, read: () => undefined }, entries);
  for (const { path, bytes } of growth.files) files.set(path, bytes);
  return { entries, files, head: growth.head };
}

test('proofs made from tiles equal proofs made in memory', () => {
  const { entries, files } = storedLog(70_001);
  const hashAt = treeInMemory(entries.map(leafHash));
  const fromTiles = hashesFromTiles(
    70_001,
    tilesFromFiles((path) => files.get(path)),
  );
  for (const index of [0, 255, 256, 65_535, 65_536, 69_999, 70_000])
    assert.deepEqual(inclusionProof(index, 70_001, fromTiles), inclusionProof(index, 70_001, hashAt));
  for (const from of [1, 256, 65_536, 66_000, 70_000])
    assert.deepEqual(consistencyProof(from, 70_001, fromTiles), consistencyProof(from, 70_001, hashAt));
});

test('a proof of an older size comes from the tiles of the newer one', () => {
  const { entries, files } = storedLog(600);
  const read = tilesFromFiles((path) => files.get(path));
  const hashAt = hashesFromTiles(600, read);
  assert.deepEqual(inclusionProof(300, 400, hashAt), inclusionProof(300, 400, treeInMemory(entries.map(leafHash))));
});

test('each tile is read once for one proof', () => {
  const { files } = storedLog(70_001);
  const asked: string[] = [];
  const read = tilesFromFiles((path) => {
    asked.push(path);
    return files.get(path);
  });
  inclusionProof(300, 70_001, hashesFromTiles(70_001, read));
  assert.equal(new Set(asked).size, asked.length);
});

test('a full tile serves where the partial one is gone', () => {
  const full = Uint8Array.of(1);
  const only = (path: string) => (path === 'tile/0/000' ? full : undefined);
  assert.equal(readTile(only, { level: 0, index: 0, width: 5 }), full);
  assert.equal(readTile(only, { level: 0, index: 1, width: 5 }), undefined);
  assert.throws(() => tilesFromFiles(only)(0, 1, 256), hasCode('tile-missing'));
});

test('a tile that is too short and a subtree outside the tree are refused', () => {
  const hashAt = hashesFromTiles(5, () => new Uint8Array(31));
  assert.throws(() => hashAt(0, 0), hasCode('tile-length'));
  assert.throws(() => hashAt(0, 5), hasCode('subtree-unknown'));
  assert.throws(() => hashAt(3, 0), hasCode('subtree-unknown'));
  assert.throws(() => hashInTile(new Uint8Array(64), 2), hasCode('tile-length'));
});

test('the root in a tile is that of its hashes', () => {
  const { entries, files } = storedLog(256);
  const tile = files.get('tile/0/000') ?? new Uint8Array();
  assert.ok(sameBytes(rootInTile(tile, 0, 256), naiveRoot(entries)));
  assert.ok(sameBytes(rootInTile(tile, 64, 32), naiveRoot(entries.slice(64, 96))));
  assert.equal(fromUtf8(entries[0] ?? new Uint8Array()), 'entry 0');
});
