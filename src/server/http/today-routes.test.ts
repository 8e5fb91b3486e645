import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PagesWorld } from './pages.fixture.ts';

describe('Today', () => {
  it('says what waits: an approval that would let something leave, a signature, a link, a witness', async () => {
    const world = await PagesWorld.make();
    world.clock.seconds += 7200;
    world.aldoria.db.run(
      "UPDATE link SET fault = 'egress-unreachable', failures = 5, last_good = 1 WHERE party = ?",
      world.calder.id,
    );
    const page = await world.page('/');
    assert.match(page, /Approve the release of 1 record<.*TLP:AMBER.*Calder/s);
    assert.match(page, new RegExp(`href="/agreements/${world.waiting}".*proposed by .*Bereth`, 's'));
    assert.match(page, /egress-unreachable/);
    assert.match(page, /No witness has cosigned/);
    assert.match(page, /4 things wait/);
  });

  it('counts what arrived, left and stayed since yesterday, and every count leads to its list', async () => {
    const world = await PagesWorld.make();
    const page = await world.page('/', 'viewer');
    const links = [...page.matchAll(/<a href="(\/(?:records|left|reached)\?[^"]+)">(\d+)<\/a>/g)].map(
      ([, href = '', count]) => [href.replaceAll('&amp;', '&'), Number(count)] as const,
    );
    assert.ok(links.length >= 4);
    for (const [href, count] of links) {
      const list = await world.page(href, 'viewer');
      const [, records, objects] = /(?:(\d+) records? found|with (?:<bdi>)?(\d+) objects?)/.exec(list) ?? [];
      const shown = href.startsWith('/records') ? records : objects;
      assert.equal(Number(shown), count, href);
    }
  });

  it('tells of received records whose agreed time ends', async () => {
    const world = await PagesWorld.make();
    world.clock.seconds += 30 * 86_400 - 1000;
    assert.match(await world.page('/', 'viewer'), /Erase 1 record/);
    assert.match(await world.page('/records?waiting=erasure', 'viewer'), /1 record found.*Heron/s);
  });

  it('tells a new party what to do first', async () => {
    const world = await PagesWorld.make();
    const { db } = world.aldoria;
    for (const table of ['batch_run', 'batch', 'delivery', 'item', 'link']) db.run(`DELETE FROM ${table}`);
    db.run('UPDATE party SET url = NULL WHERE id <> ?', world.aldoria.id);
    assert.match(await world.page('/'), /What to do first/);
  });
});
