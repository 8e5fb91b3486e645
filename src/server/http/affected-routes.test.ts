import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAffected } from '../party/affected-parties.ts';
import { auditParty } from '../party/audit.ts';
import { importObjects } from '../party/import-objects.ts';
import { indicator, PagesWorld, pull } from './pages.fixture.ts';

const time = '2026-01-01T00:00:00.000Z';
const victim = {
  type: 'identity',
  spec_version: '2.1',
  id: 'identity--00000000-0000-4000-8000-000000000777',
  created: time,
  modified: time,
  name: 'calder',
  identity_class: 'organization',
};
const report = {
  type: 'report',
  spec_version: '2.1',
  id: 'report--00000000-0000-4000-8000-000000000778',
  created: time,
  modified: time,
  name: 'Intrusion at a grid',
  published: time,
  object_refs: [victim.id],
};

/** Bereth has told of a victim that Aldoria knows; the clause obliges to notify it when `notify` says so. */
async function told(): Promise<PagesWorld> {
  const world = await PagesWorld.make();
  importObjects(world.bereth, JSON.stringify([report, victim, indicator(91, 'Rook', 'clear')]), {
    unmarked: { tlp: 'clear' },
  });
  pull(world.bereth, world.aldoria);
  while (findAffected(world.aldoria));
  return world;
}

describe('affected parties', () => {
  it('DUT-6: a received record that names a known party is listed until it is said how that party was told', async () => {
    const world = await told();
    const seq = world.seqOf('Intrusion at a grid');
    assert.match(await world.page('/affected'), /Intrusion at a grid.*Calder.*Open/s);
    const name = `proof-${seq}-${world.calder.id.slice(0, 8)}`;
    const asked = { party: world.calder.id, [name]: 'By phone, call 4711' };
    assert.equal((await world.post(`/affected/${seq}`, { party: world.calder.id }, { as: 'analyst' })).status, 422);
    assert.equal((await world.post(`/affected/${seq}`, asked, { as: 'viewer' })).status, 403);
    assert.equal((await world.post(`/affected/${seq}`, asked, { as: 'analyst' })).status, 303);
    assert.match(await world.page('/affected'), /Told.*call 4711/s);
    assert.equal((await world.post(`/affected/${seq}`, asked, { as: 'analyst' })).status, 422);
    assert.deepEqual(auditParty(world.aldoria).findings, []);
  });
});
