import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { affectedParties, findAffected } from '#server/party/affected-parties.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { conclude, give, indicator, introduce, Stage } from './stage.fixture.ts';

it('DUT-6: a record that came before the party it names was known is listed once that party is introduced', async () => {
  const stage = new Stage();
  const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{ duties: { ...plainDuties, notify: 'affected-parties' } }]));
  const { pattern: _, pattern_type: __, valid_from: ___, ...common } = indicator('Calder', 'green');
  const named = { ...common, type: 'identity', id: common.id.replace('indicator', 'identity') };
  give(a, named, { ...indicator('lantern', 'green'), created_by_ref: named.id });
  await stage.settle(a, b);
  while (findAffected(b.party));
  assert.deepEqual(affectedParties(b.party, 10), []);
  keepPeer(b.party, ownIntroduction(c.party), false);
  while (findAffected(b.party));
  assert.deepEqual(
    affectedParties(b.party, 10).map(({ party }) => party),
    [c.party.id],
  );
  keepPeer(b.party, ownIntroduction(c.party), false);
  assert.equal(findAffected(b.party), false);
});
