import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkInclusion } from '#web/browser/inclusion-check.ts';
import { PagesWorld } from './pages.fixture.ts';

const bytesOf = async (answer: Response): Promise<Uint8Array> => new Uint8Array(await answer.arrayBuffer());

describe('the pages of our own log', () => {
  it('give the browser what it needs to verify every entry itself', async () => {
    const world = await PagesWorld.make();
    const { size } = world.aldoria.log.frontier();
    assert.ok(size > 5);
    for (let index = 0; index < size; index++) {
      const page = await world.page(`/log-book/${index}`, 'viewer');
      const [, entry = ''] = /data-entry="([^"]+)"/.exec(page) ?? [];
      const [, proof = ''] = /data-proof="([^"]+)"/.exec(page) ?? [];
      const [, vkey = ''] = /data-vkey="([^"]+)"/.exec(page) ?? [];
      const [entryBytes, proofBytes] = await Promise.all(
        [entry, proof].map(async (href) => bytesOf(await world.get(href, { as: 'viewer' }))),
      );
      assert.ok(entryBytes && proofBytes);
      assert.equal(checkInclusion({ entry: entryBytes, proof: proofBytes, vkey }), index);
    }
  });

  it('say what each entry is about, to readers of this server', async () => {
    const world = await PagesWorld.make();
    const page = await world.page('/log-book', 'auditor');
    for (const name of ['Bereth', 'Pact', 'Charter', 'Aldoria']) assert.match(page, new RegExp(`<bdi>${name}</bdi>`));
    const index = world.aldoria.db.count('SELECT position FROM entry WHERE note = ?', world.receipt('left'));
    assert.match(await world.page(`/log-book/${index}`), new RegExp(`href="/receipts/${world.receipt('left')}"`));
  });

  it('show a commitment as such when the note behind it is not held', async () => {
    const world = await PagesWorld.make();
    const last = world.aldoria.log.frontier().size - 1;
    world.aldoria.db.run("UPDATE entry SET note = '' WHERE position = ?", last);
    assert.equal((await world.get(`/log-book/${last}`, { as: 'viewer' })).status, 200);
    assert.equal((await world.get('/log-book', { as: 'viewer' })).status, 200);
  });

  it('name the witnesses that have cosigned and those that have not', async () => {
    const world = await PagesWorld.make();
    const { size } = world.aldoria.log.frontier();
    world.aldoria.log.keepCosignature(size, world.bereth.id, '', world.clock.seconds);
    assert.match(await world.page('/log-book'), /witnessed by 1 of 2/);
  });
});
