import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Fields } from '../bytes/fields.ts';
import { type Duties, dutiesAtLeast, dutiesJson, onwardLimits, permittedActions, readDuties } from './duties.ts';
import { lightDuties } from './invented-agreement.fixture.ts';

const duties: fc.Arbitrary<Duties> = fc.record(
  {
    onward: fc.constantFrom(...onwardLimits),
    actions: fc.constantFrom(...permittedActions),
    attribution: fc.constantFrom('named', 'anonymous'),
    retentionDays: fc.integer({ min: 1, max: 4 }),
    erase: fc.boolean(),
    notify: fc.constantFrom('none', 'affected-parties'),
    encryptInTransit: fc.boolean(),
  },
  { requiredKeys: ['onward', 'actions', 'attribution', 'erase', 'notify', 'encryptInTransit'], noNullPrototype: true },
);

const everyDuties = (): Duties[] =>
  onwardLimits.flatMap((onward) =>
    permittedActions.flatMap((actions) =>
      (['named', 'anonymous'] as const).flatMap((attribution) =>
        [{}, { retentionDays: 1 }, { retentionDays: 2 }].flatMap((retention) =>
          [true, false].map(
            (erase): Duties => ({
              ...lightDuties,
              ...retention,
              onward,
              actions,
              attribution,
              erase,
            }),
          ),
        ),
      ),
    ),
  );

describe('duties', () => {
  it('survive their canonical form (Spec: AGR-7)', () => {
    fc.assert(fc.property(duties, (one) => assert.deepEqual(readDuties(new Fields(dutiesJson(one))), one)));
  });

  it('are at least the lightest, whatever they are (Spec: AGR-10)', () => {
    fc.assert(fc.property(duties, (one) => dutiesAtLeast(one, lightDuties)));
  });

  it('do not get lighter over any number of steps (Spec: AGR-10)', () => {
    const all = everyDuties();
    const lighter = new Map(all.map((one) => [one, all.filter((held) => dutiesAtLeast(one, held))]));
    let chains = 0;
    for (const [one, middles] of lighter)
      for (const middle of middles)
        for (const last of lighter.get(middle) ?? []) {
          chains++;
          assert.ok(lighter.get(one)?.includes(last));
        }
    assert.ok(chains > 10_000, `${chains} chains seen`);
  });

  it('may not be shed one by one (Spec: AGR-10)', () => {
    const shed: readonly (readonly [string, Partial<Duties>, Partial<Duties>])[] = [
      ['onward none', { onward: 'none' }, { onward: 'same-agreement' }],
      ['onward same agreement', { onward: 'same-agreement' }, { onward: 'any-within-label' }],
      ['a constituency of a constituency', { onward: 'own-constituency' }, { onward: 'own-constituency' }],
      ['actions', { actions: 'internal-only' }, { actions: 'any' }],
      ['actions of another sort', { actions: 'internal-only' }, { actions: 'detect-and-block-only' }],
      ['attribution', { attribution: 'anonymous' }, { attribution: 'named' }],
      ['retention', { retentionDays: 30 }, {}],
      ['longer retention', { retentionDays: 30 }, { retentionDays: 31 }],
      ['erasure', { erase: true }, {}],
      ['notice', { notify: 'affected-parties' }, {}],
      ['encryption', { encryptInTransit: true }, {}],
    ];
    for (const [name, held, next] of shed)
      assert.equal(dutiesAtLeast({ ...lightDuties, ...next }, { ...lightDuties, ...held }), false, name);
    assert.equal(dutiesAtLeast({ ...lightDuties, retentionDays: 7 }, { ...lightDuties, retentionDays: 30 }), true);
    assert.equal(
      dutiesAtLeast({ ...lightDuties, onward: 'none' }, { ...lightDuties, onward: 'own-constituency' }),
      true,
    );
  });
});
