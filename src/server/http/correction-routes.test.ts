import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indicator, PagesWorld } from './pages.fixture.ts';

describe('erasing on a page, and what became of it', () => {
  it('says who will be told before the act, does it once, and leads to how it stands (Spec: COR-8)', async () => {
    const world = await PagesWorld.make();
    const [seq] = world.aldoria.db.all<{ item: number }>(
      "SELECT item FROM batch_item JOIN batch ON batch.n = batch_item.batch WHERE direction = 'left' ORDER BY item LIMIT 1",
    );
    assert.ok(seq);
    const path = `/records/${seq.item}/erase`;
    assert.match(await world.page(path, 'releaser'), /1 party holds a receipt.*Bereth/s);
    const done = await world.post(path, {}, { as: 'releaser' });
    assert.deepEqual([done.status, done.headers.get('location')], [303, `/corrections?record=${seq.item}`]);
    const page = await world.page(`/corrections?record=${seq.item}`);
    assert.match(page, /Erased by its source.*Record \d+, erased.*Bereth.*(?:Waiting|Not reached)/s);
    const twice = await world.post(path, {}, { as: 'releaser' });
    assert.deepEqual([twice.status, twice.headers.get('location')], [404, null]);
    assert.equal((await world.get(`/records/${seq.item}`, { as: 'releaser' })).status, 404);
  });

  it('is offered to and done by those who may release, and nobody else', async () => {
    const world = await PagesWorld.make();
    await world.upload('/import', {
      text: JSON.stringify([indicator(51, 'Heron', 'green')]),
      label: 'green',
      step: 'import',
    });
    const path = `/records/${world.seqOf('Heron')}`;
    assert.match(await world.page(path, 'releaser'), /\/erase"/);
    for (const role of ['viewer', 'analyst', 'auditor'] as const) {
      assert.doesNotMatch(await world.page(path, role), /\/erase"/);
      assert.equal((await world.post(`${path}/erase`, {}, { as: role })).status, 403);
    }
    assert.match(await world.page(path), /Heron/);
    assert.match(await world.page('/corrections'), /Nothing that left us.*Nobody has corrected/s);
  });
});
