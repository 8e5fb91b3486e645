import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PagesWorld } from '../http/pages.fixture.ts';
import { lackingBodies, nameBody } from './case-body.ts';
import { readSync, syncBytes } from './case-wire.ts';
import { LongCase } from './long-case.fixture.ts';

const nothing = new Uint8Array();

/** Hashes of bodies that entries name, each before the one named before it. */
const named = Array.from({ length: 80 }, (_, n) => (999 - n).toString(16).padStart(64, '0'));

test('of many bodies that are lacking those are asked for that were named first, in the order of the wire (Spec: CEX-17)', async () => {
  const { aldoria: party } = await PagesWorld.make();
  const { id } = new LongCase([party], { members: 4, council: 4 }).known;
  const about = { author: party.id, version: 1, kind: 'tick', at: 1, label: { tlp: 'amber' } } as const;
  for (const body of named) nameBody(party, id, { ...about, data: {}, body });
  const want = lackingBodies(party, id);
  assert.deepEqual(want, named.slice(0, 64).toSorted());
  const holding = { size: 0, root: '0'.repeat(64), term: 0, settled: 0 };
  const request = { case: id, holding, news: { statements: [], proofs: [] }, acts: nothing, want };
  assert.deepEqual(readSync(syncBytes(request)).want, want);
});
