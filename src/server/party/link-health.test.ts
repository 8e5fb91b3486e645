import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { releaseAfter } from '../egress/release-sender.ts';
import { indicator, PagesWorld, testStart } from '../http/pages.fixture.ts';
import { importObjects } from './import-objects.ts';
import { linkHealth } from './link-health.ts';

const good = (world: PagesWorld, failures = 0): void =>
  void world.aldoria.db.run(
    "UPDATE link SET last_good = ?, failures = ?, fault = CASE WHEN ? > 0 THEN 'link-cut' END WHERE party = ?",
    testStart * 1_000_000,
    failures,
    failures,
    world.bereth.id,
  );

describe('the health of a link', () => {
  it('is never before the first meeting, also for a party without a server', async () => {
    const { aldoria, bereth } = await PagesWorld.make();
    assert.equal(linkHealth(aldoria, bereth.id).state, 'never');
    assert.deepEqual(linkHealth(aldoria, '0'.repeat(64)), { state: 'never', waiting: 0 });
  });

  it('is in step after a good meeting, behind after a bad one, broken after several', async () => {
    const world = await PagesWorld.make();
    const health = () => linkHealth(world.aldoria, world.bereth.id);
    good(world);
    assert.deepEqual(health(), { state: 'in-step', contactAt: testStart, waiting: 0 });
    good(world, 1);
    assert.deepEqual(health(), {
      state: 'behind',
      since: testStart,
      contactAt: testStart,
      waiting: 0,
      faultCode: 'link-cut',
    });
    good(world, 3);
    assert.equal(health().state, 'broken');
    assert.equal(health().since, testStart);
  });

  it('is behind when a release waits too long to be fetched', async () => {
    const world = await PagesWorld.make();
    good(world);
    importObjects(world.aldoria, JSON.stringify([indicator(71, 'Plover', 'clear')]));
    assert.ok(releaseAfter(world.aldoria, world.bereth.id, 1));
    assert.deepEqual(linkHealth(world.aldoria, world.bereth.id), {
      state: 'in-step',
      contactAt: testStart,
      waiting: 1,
    });
    world.clock.seconds += 700;
    assert.equal(linkHealth(world.aldoria, world.bereth.id).state, 'behind');
  });
});
