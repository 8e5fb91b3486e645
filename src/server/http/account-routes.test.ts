import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PagesWorld } from './pages.fixture.ts';

describe('the page of accounts', () => {
  it('makes an account and shows its secrets once', async () => {
    const world = await PagesWorld.make();
    const answer = await world.post(
      '/accounts',
      { name: 'probe', role: 'analyst', party: '' },
      { as: 'administrator' },
    );
    assert.equal(answer.status, 200);
    const page = await answer.text();
    const [, password = ''] = /<code class="hash" dir="ltr">((?:[0-9a-z]{4}-){6}[0-9a-z]{4})</.exec(page) ?? [];
    const [, token = ''] = /(comity_[0-9a-z]{52})/.exec(page) ?? [];
    assert.equal(world.parts.accounts.byToken(token)?.name, 'probe');
    assert.equal((await world.post('/sign-in', { name: 'probe', password })).status, 303);
    const later = await world.page('/accounts');
    assert.ok(later.includes('probe') && !later.includes(password) && !later.includes(token));
  });

  it('makes an account that stands for a partner, as a viewer only', async () => {
    const world = await PagesWorld.make();
    const fields = { name: 'feed', role: 'viewer', party: world.calder.id };
    assert.equal((await world.post('/accounts', { ...fields, role: 'releaser' }, { as: 'administrator' })).status, 422);
    assert.equal(
      (await world.post('/accounts', { ...fields, party: '0'.repeat(64) }, { as: 'administrator' })).status,
      422,
    );
    assert.equal((await world.post('/accounts', fields, { as: 'administrator' })).status, 200);
    assert.equal(world.parts.accounts.find('feed')?.party, world.calder.id);
  });

  it('lists what is wrong, and makes nothing', async () => {
    const world = await PagesWorld.make();
    const before = world.parts.accounts.list().length;
    const tries = [
      ['', 'viewer', 'name'],
      ['Bad Name', 'viewer', 'name'],
      ['viewer', 'viewer', 'name'],
      ['fine', 'king', 'role'],
    ] as const;
    for (const [name, role, wrong] of tries) {
      const answer = await world.post('/accounts', { name, role, party: '' }, { as: 'administrator' });
      assert.equal(answer.status, 422);
      assert.match(await answer.text(), new RegExp(`href="#f-${wrong}"`));
    }
    assert.equal(world.parts.accounts.list().length, before);
  });
});
