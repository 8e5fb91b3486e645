import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { purposes } from '../record/label.ts';
import { type Duties, permittedActions } from './duties.ts';
import { detectionPart, isLookedFor, mayBeFiled, mayReachTools, mayServe } from './permitted-use.ts';
import type { ReleaseFacts } from './release-facts.ts';

const duties: Duties = {
  onward: 'none',
  actions: 'any',
  attribution: 'named',
  erase: true,
  notify: 'none',
  encryptInTransit: false,
};
const own: ReleaseFacts = { kind: 'indicator', label: { tlp: 'green' }, author: 'a', holding: 'own', approved: false };
const received = (actions: Duties['actions'], kind = 'indicator'): ReleaseFacts => ({
  ...own,
  kind,
  holding: { agreement: 'b', clause: 1, duties: { ...duties, actions } },
});

describe('what a received record may be used for', () => {
  it('DUT-4: label and clause must both name the purpose; an unknown clause permits nothing', () => {
    const some = fc.subarray([...purposes]);
    fc.assert(
      fc.property(fc.constantFrom(...purposes), fc.option(some, { nil: undefined }), some, (purpose, label, uses) => {
        const facts = { ...received('any'), label: { tlp: 'green', ...(label && { purposes: label }) } } as const;
        assert.equal(mayServe(facts, purpose, uses), (label?.includes(purpose) ?? true) && uses.includes(purpose));
        assert.equal(mayServe(facts, purpose, undefined), false);
        assert.equal(mayServe({ ...facts, holding: 'own' }, purpose, undefined), label?.includes(purpose) ?? true);
      }),
    );
  });

  it('DUT-5: internal records reach tools and no file; records for detection reach both as far as they can be looked for', () => {
    for (const actions of permittedActions)
      for (const kind of ['indicator', 'ipv4-addr', 'report', 'identity', 'x-custom']) {
        const facts = received(actions, kind);
        const isSeen = actions !== 'detect-and-block-only' || kind === 'indicator' || kind === 'ipv4-addr';
        assert.equal(mayReachTools(facts), isSeen, `${actions} ${kind}`);
        assert.equal(mayBeFiled(facts), isSeen && actions !== 'internal-only', `${actions} ${kind}`);
      }
    assert.ok(mayBeFiled({ ...own, kind: 'report' }) && isLookedFor('file'));
  });

  it('DUT-5: of an object for detection a reader sees the pattern, not who and what stands behind it', () => {
    const object = {
      type: 'indicator',
      id: 'indicator--1',
      pattern: '[a:b = 1]',
      name: 'Lantern',
      description: 'x',
      created_by_ref: 'y',
    };
    assert.deepEqual(detectionPart(object), { type: 'indicator', id: 'indicator--1', pattern: '[a:b = 1]' });
  });
});
