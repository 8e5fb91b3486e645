import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PagesWorld } from './pages.fixture.ts';

describe('the pages of parties', () => {
  it('list ourselves first, with what is held of each', async () => {
    const world = await PagesWorld.make();
    const page = await world.page('/parties', 'viewer');
    assert.match(page, /Aldoria<.*this server.*Bereth<.*Calder</s);
    assert.match(page, new RegExp(`origin=${world.bereth.id}">1<`));
    assert.match(page, /origin=own">5</);
  });

  it('show identity, keys, the health of the link and what may be sent', async () => {
    const world = await PagesWorld.make();
    const page = await world.page(`/parties/${world.bereth.id}`, 'viewer');
    assert.match(page, new RegExp(world.bereth.id.slice(0, 4)));
    assert.match(page, /Pact.*clause 1/is);
    assert.doesNotMatch(page, /Offer/);
    assert.match(page, new RegExp(`href="/left\\?party=${world.bereth.id}">2<`));
    const own = await world.get('/parties/self', { as: 'viewer' });
    assert.equal(own.headers.get('location'), `/parties/${world.aldoria.id}`);
    assert.equal((await world.get(`/parties/${world.aldoria.id}`, { as: 'viewer' })).status, 200);
  });
});
