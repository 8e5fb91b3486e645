import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#protocol/bytes/text.ts';
import { zipFile } from '#server/http/zip-file.ts';
import { Stuck } from './browser.ts';
import { filesIn } from './stored-archive.ts';

test('what a server put into an archive comes out of it, and a path that leads elsewhere does not', () => {
  const files = [
    { path: 'case-1/checkpoint', bytes: utf8('a') },
    { path: 'case-1/bodies/ab', bytes: new Uint8Array(300) },
  ];
  assert.deepEqual(
    filesIn(zipFile(files, 1_800_000_000)).map(({ path, bytes }) => [path, bytes.length]),
    [
      ['case-1/checkpoint', 1],
      ['case-1/bodies/ab', 300],
    ],
  );
  for (const path of ['../out', '/etc/out', 'a/../../out'])
    assert.throws(() => filesIn(zipFile([{ path, bytes: utf8('x') }], 0)), Stuck, path);
});
