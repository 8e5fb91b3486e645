import assert from 'node:assert/strict';
import { it } from 'node:test';
import { importObjects } from '../party/import-objects.ts';
import { indicator, PagesWorld, pull } from './pages.fixture.ts';

it('DUT-5: who does not work on records sees the pattern for a title, no graph, and finds it by no word', async () => {
  const world = await PagesWorld.make();
  importObjects(world.bereth, JSON.stringify([indicator(91, 'Rook', 'clear')]));
  pull(world.bereth, world.aldoria);
  const seq = world.seqOf('Rook');
  const { items } = world.aldoria;
  const link = new RegExp(`/records/${seq}"`);
  assert.match(await world.page('/records?q=Rook', 'viewer'), link);
  const facts = items.factsOf(items.bySeq(seq)?.class ?? 0);
  if (facts.holding === 'own') throw new Error('It was received.');
  const duties = { ...facts.holding.duties, actions: 'detect-and-block-only' } as const;
  items.reclassify(seq, { ...facts, holding: { ...facts.holding, duties } });
  for (const path of ['/records', `/records/${seq}`]) {
    assert.doesNotMatch(await world.page(path, 'viewer'), /Rook/, path);
    assert.match(await world.page(path, 'viewer'), /ipv4-addr/, path);
    assert.match(await world.page(path, 'analyst'), /Rook/, path);
  }
  assert.doesNotMatch(await world.page('/records?q=Rook', 'viewer'), link);
  assert.match(await world.page('/records?q=Rook', 'analyst'), link);
  assert.equal((await world.get(`/records/${seq}/graph`, { as: 'viewer' })).status, 404);
  assert.equal((await world.get(`/records/${seq}/graph`, { as: 'analyst' })).status, 200);
});
