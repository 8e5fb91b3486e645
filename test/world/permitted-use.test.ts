import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clause } from '#protocol/agreement/clause.ts';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import type { Purpose } from '#protocol/record/label.ts';
import { heldIndicators } from '#server/matching/held-indicators.ts';
import { barredFromTools } from '#server/party/permitted-use.ts';
import { mountPages } from '#server/process/pages-mount.ts';
import { accountsOf } from '#server/process/party-accounts.ts';
import { conclude, give, indicator, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** Who got what under one clause: the recipient, and a third to whom it could pass everything on. */
async function received(clause: Partial<Clause>): Promise<{ b: StagedParty; c: StagedParty }> {
  const stage = new Stage();
  const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
  introduce(a, b, c);
  conclude([a, b], stage.terms([a, b], [clause]));
  const { purposes = ['defence'], duties = plainDuties } = clause;
  conclude([b, c], stage.terms([b, c], [{ purposes, duties: { ...duties, onward: 'none' } }]));
  give(a, indicator('lantern', 'green'));
  give(b, indicator('own', 'green'));
  await stage.settle(a, b, c);
  assert.equal(b.party.items.lastSeq(), 1);
  return { b, c };
}

const lookedFor = async ({ party }: StagedParty): Promise<number> => {
  const indicators = heldIndicators(party);
  await indicators.takeAll(party);
  return indicators.index.types.reduce((sum, { count }) => sum + count, 0);
};
const onward = { ...plainDuties, onward: 'any-within-label' } as const;

describe('use of what was received', () => {
  it('DUT-5: what is for internal use stays although a clause would take it on, and is matched', async () => {
    const { b, c } = await received({ duties: { ...onward, actions: 'internal-only' } });
    assert.deepEqual([c.party.items.lastSeq(), await lookedFor(b)], [0, 2]);
    const free = await received({ duties: onward });
    assert.equal(free.c.party.items.lastSeq(), 1);
  });

  it('DUT-4: what came for research is neither matched nor read by tools', async () => {
    const { b } = await received({ purposes: ['research'] });
    assert.equal(barredFromTools(b.party).length, 1);
    assert.equal(await lookedFor(b), 1);
    const { b: free } = await received({ purposes: ['defence', 'research'] });
    assert.deepEqual([barredFromTools(free.party), await lookedFor(free)], [[], 2]);
  });

  it('DUT-4: an account of our own gets what may serve its declared purpose, and nothing else', async () => {
    const { b } = await received({ purposes: ['research'] });
    const accounts = accountsOf(b.party);
    const app = mountPages({ party: b.party, report: () => undefined });
    const read = async (name: string, purpose?: Purpose): Promise<string> => {
      const declared = purpose === undefined ? {} : { purpose };
      const { token } = await accounts.add({ name, role: 'viewer', kind: 'tool', ...declared });
      const headers = { authorization: `Bearer ${token}`, accept: 'application/taxii+json;version=2.1' };
      const root = await (await app.request('http://127.0.0.1:8001/taxii2/', { headers })).text();
      const path = /api_roots":\["([^"]+)"/.exec(root)?.[1] ?? '';
      return (await app.request(`http://127.0.0.1:8001${path}collections/records/objects/`, { headers })).text();
    };
    const [usual, research] = [await read('usual'), await read('lab', 'research')];
    assert.ok(usual.includes('"own"') && !usual.includes('lantern'));
    assert.ok(research.includes('lantern') && research.includes('"own"'));
    assert.equal(accounts.find('usual')?.purpose, 'defence');
  });
});
