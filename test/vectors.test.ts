import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '..', 'vectors');

/** Which test reads which folder; each of them fails on a file that it does not read. */
const readers: Readonly<Record<string, string>> = {
  agreement: 'src/protocol/agreement/core-vectors.test.ts',
  bytes: 'src/protocol/agreement/core-vectors.test.ts',
  identity: 'src/protocol/agreement/core-vectors.test.ts',
  label: 'src/protocol/agreement/core-vectors.test.ts',
  log: 'src/protocol/log/log-vectors.test.ts',
  proof: 'src/check/check-proof.test.ts',
  record: 'src/protocol/agreement/core-vectors.test.ts',
  release: 'src/protocol/agreement/core-vectors.test.ts',
  stix: 'src/exchange/stix/stix-vectors.test.ts',
};

it('every folder of vectors has a test that reads it, and nothing else stands among them', () => {
  const entries = readdirSync(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  assert.deepEqual(folders.toSorted(), Object.keys(readers).toSorted());
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  assert.deepEqual(
    files.filter((name) => !name.endsWith('.md')),
    [],
  );
  for (const [folder, reader] of Object.entries(readers))
    assert.ok(readFileSync(join(root, '..', reader), 'utf8').includes('vectors'), `${reader} reads ${folder}`);
});

it('every vector is valid or invalid, is JSON, and says what it shows and which clause', () => {
  let seen = 0;
  for (const folder of Object.keys(readers))
    for (const kind of readdirSync(join(root, folder))) {
      assert.ok(kind === 'valid' || kind === 'invalid', `${folder}/${kind}`);
      for (const name of readdirSync(join(root, folder, kind))) {
        const vector: unknown = JSON.parse(readFileSync(join(root, folder, kind, name), 'utf8'));
        assert.ok(typeof vector === 'object' && vector !== null && 'comment' in vector && 'clause' in vector, name);
        seen++;
      }
    }
  assert.ok(seen > 150, String(seen));
});
