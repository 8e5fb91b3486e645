import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PagesWorld } from '../http/pages.fixture.ts';
import { entryPosition, isLogged, logEntry, newestEntries } from './log-entries.ts';

it('the log is read newest first, page by page', async () => {
  const { aldoria } = await PagesWorld.make();
  const { size } = aldoria.log.frontier();
  const all = newestEntries(aldoria, { limit: 1000, offset: 0 }).map(({ position }) => position);
  assert.deepEqual(
    all,
    Array.from({ length: size }, (_, index) => size - 1 - index),
  );
  assert.deepEqual(
    newestEntries(aldoria, { limit: 2, offset: 1 }).map(({ position }) => position),
    [size - 2, size - 3],
  );
  assert.equal(logEntry(aldoria, size), undefined);
  assert.equal(logEntry(aldoria, 0)?.kind, 'identity');
});

it('a pending note is said to stand where it will stand once sealed', async () => {
  const { aldoria } = await PagesWorld.make();
  const { size } = aldoria.log.frontier();
  const ids = aldoria.transaction(() =>
    ['one', 'two'].map((about) => aldoria.record({ kind: 'approval', label: { tlp: 'red' }, data: { about } }).id),
  );
  const foretold = ids.map((id) => entryPosition(aldoria, id));
  assert.deepEqual(foretold, [size, size + 1]);
  assert.ok(ids.every((id) => isLogged(aldoria, id)) && !isLogged(aldoria, '0'.repeat(64)));
  aldoria.sealAndPublish();
  assert.deepEqual(
    ids.map((id) => entryPosition(aldoria, id)),
    foretold,
  );
});
