import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { growLog } from './growth.ts';
import { leafHash, rootOf } from './merkle.ts';
import { someEntries } from './naive-tree.fixture.ts';
import { tilePath, tilesOfTree } from './tile.ts';

/** Grows a log through the given sizes and keeps every file. */
function grown(sizes: readonly number[]) {
  const files = new Map<string, Uint8Array>();
  const entries = someEntries(Math.max(0, ...sizes));
  let size = 0;
  let root: Uint8Array | undefined;
  for (const next of sizes) {
    const growth = growLog({ size, read: (path) => files.get(path) }, entries.slice(size, next));
    for (const { path, bytes } of growth.files) {
      assert.equal(files.has(path), false, `${path} is written once`);
      files.set(path, bytes);
    }
    ({ size, root } = growth.head);
  }
  return { files, entries, root };
}

const growths = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }).map((steps) => {
  let sum = 0;
  return steps.map((step) => (sum += step));
});

test('Spec: LOG-9: after any growth every file of the new size is there, and the root is right', () => {
  fc.assert(
    fc.property(growths, (sizes) => {
      const { files, entries, root } = grown(sizes);
      assert.deepEqual(root, rootOf(entries.map(leafHash)));
      for (const size of sizes)
        for (const tile of tilesOfTree(size)) assert.ok(files.has(tilePath(tile)), tilePath(tile));
    }),
    { numRuns: 20 },
  );
});

test('the way a log grew does not change its files', () => {
  const atOnce = grown([700]).files;
  const inSteps = grown([1, 255, 256, 257, 511, 512, 699, 700]).files;
  for (const tile of tilesOfTree(700)) assert.deepEqual(inSteps.get(tilePath(tile)), atOnce.get(tilePath(tile)));
});

test('a full level 0 tile opens level 1, and 65,536 entries open level 2', () => {
  assert.ok(grown([256]).files.has('tile/1/000.p/1'));
  const { files } = grown([65_535, 65_536]);
  assert.ok(files.has('tile/1/000') && files.has('tile/2/000.p/1'));
});

test('appending nothing writes nothing and keeps the head', () => {
  const { files, root } = grown([5]);
  const growth = growLog({ size: 5, read: (path) => files.get(path) }, []);
  assert.deepEqual(growth, { head: { size: 5, root }, files: [] });
  assert.deepEqual(growLog({ size: 0, read: () => undefined }, []).head.root, rootOf([]));
});

test('a missing partial tile stops the growth', () => {
  const act = () => growLog({ size: 5, read: () => undefined }, someEntries(1));
  assert.throws(act, (thrown) => faultCode(thrown) === 'tile-missing');
});

test('an entry above 65,535 bytes stops the growth', () => {
  const act = () => growLog({ size: 0, read: () => undefined }, [new Uint8Array(65_536)]);
  assert.throws(act, (thrown) => faultCode(thrown) === 'entry-size');
});
