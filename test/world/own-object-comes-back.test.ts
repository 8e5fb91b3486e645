import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { conclude, give, indicator, introduce, Stage, titles } from './stage.fixture.ts';

it('REL-12: what names an object of the recipient itself reaches it, by whatever way that object came here', async () => {
  const stage = new Stage();
  const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
  introduce(a, b, c);
  const duties = { ...plainDuties, onward: 'any-within-label' } as const;
  for (const pair of [
    [a, b],
    [b, c],
    [c, a],
  ] as const)
    conclude(pair, stage.terms(pair, [{ duties, to: [pair[1].party.id] }]));
  const [theirs, ours] = [indicator('of Aldoria', 'green'), indicator('of Calder', 'green')];
  give(a, theirs);
  await stage.settle(a, b, c);
  assert.deepEqual(titles(c), ['of Aldoria']);
  const { created, modified, spec_version, object_marking_refs } = ours;
  give(c, ours, {
    type: 'relationship',
    id: 'relationship--00000000-0000-4000-8000-0000000000ff',
    ...{ created, modified, spec_version, object_marking_refs },
    relationship_type: 'related-to',
    source_ref: ours.id,
    target_ref: theirs.id,
  });
  await stage.settle(a, b, c);
  assert.equal(titles(a).length, 3);
});
