import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../bytes/canonical-json.ts';
import { faultCode } from '../bytes/fault.ts';
import { Fields } from '../bytes/fields.ts';
import {
  type Label,
  labelAtMost,
  labelJson,
  purposes,
  readLabel,
  strictestUnmarked,
  type Tlp,
  tlpAtMost,
  tlpLevels,
} from './label.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const read = (value: Json): Label => readLabel(new Fields(value));
const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
const only = fc.subarray([a, b, c]);
const uses = fc.subarray([...purposes]);
const labels: fc.Arbitrary<Label> = fc.record(
  { tlp: fc.constantFrom(...tlpLevels), only, purposes: uses },
  { requiredKeys: ['tlp'], noNullPrototype: true },
);

describe('TLP 2.0 levels (Spec: LAB-1)', () => {
  it('are the five of FIRST, in order, and a chain (Spec: LAB-2)', () => {
    assert.deepEqual([...tlpLevels], ['clear', 'green', 'amber', 'amber+strict', 'red']);
    for (const [i, level] of tlpLevels.entries())
      for (const [j, ceiling] of tlpLevels.entries()) assert.equal(tlpAtMost(level, ceiling), i <= j);
  });

  it('keep AMBER and AMBER+STRICT apart (Spec: LAB-2)', () => {
    assert.equal(tlpAtMost('amber', 'amber+strict'), true);
    assert.equal(tlpAtMost('amber+strict', 'amber'), false);
  });

  it('let an unknown level through no ceiling, and an unknown ceiling pass nothing (Spec: LAB-3)', () => {
    const unknown = 'white' as Tlp;
    for (const level of tlpLevels) {
      assert.equal(tlpAtMost(unknown, level), false);
      assert.equal(tlpAtMost(level, unknown), false);
    }
    assert.equal(tlpAtMost(unknown, unknown), false);
  });
});

describe('a label', () => {
  it('survives its canonical form (Spec: LAB-3)', () => {
    fc.assert(fc.property(labels, (label) => assert.deepEqual(read(labelJson(label)), label)));
  });

  it('is refused when anything in it is not known (Spec: LAB-3)', () => {
    const bad: readonly (readonly [Json, string])[] = [
      [{}, 'field-missing'],
      [{ tlp: 'white' }, 'field-unknown-value'],
      [{ tlp: 'AMBER' }, 'field-unknown-value'],
      [{ tlp: 'amber-strict' }, 'field-unknown-value'],
      [{ tlp: 'amber', caveat: 'x' }, 'field-unknown'],
      [{ tlp: 'amber', purposes: ['marketing'] }, 'field-type'],
      [{ tlp: 'amber', purposes: ['research', 'defence'] }, 'field-type'],
      [{ tlp: 'amber', purposes: 'defence' }, 'field-type'],
      [{ tlp: 'amber', only: 'any' }, 'field-type'],
      [{ tlp: 'amber', only: [a, a] }, 'field-type'],
      [{ tlp: 'amber', only: [b, a] }, 'field-type'],
      [{ tlp: 'amber', only: ['x'] }, 'field-type'],
    ];
    for (const [value, code] of bad) assert.throws(() => read(value), hasCode(code), JSON.stringify(value));
  });

  it('may name nobody and no use, which is not the same as no condition (Spec: LAB-2)', () => {
    assert.deepEqual(read({ tlp: 'clear', only: [], purposes: [] }), { tlp: 'clear', only: [], purposes: [] });
    assert.equal(labelAtMost({ tlp: 'clear' }, { tlp: 'clear', only: [] }), true);
    assert.equal(labelAtMost({ tlp: 'clear', only: [] }, { tlp: 'clear' }), false);
  });

  it('starts strict for what came without a marking (Spec: LAB-4)', () => {
    assert.deepEqual(strictestUnmarked, { tlp: 'amber+strict' });
  });
});

describe('the partial order of labels (Spec: LAB-2)', () => {
  const same = (x: Label, y: Label): boolean => JSON.stringify(labelJson(x)) === JSON.stringify(labelJson(y));

  it('is reflexive', () => {
    fc.assert(fc.property(labels, (x) => labelAtMost(x, x)));
  });

  it('is antisymmetric', () => {
    fc.assert(
      fc.property(labels, labels, (x, y) => !(labelAtMost(x, y) && labelAtMost(y, x)) || same(x, y)),
      { numRuns: 2000 },
    );
  });

  it('is transitive', () => {
    let chains = 0;
    fc.assert(
      fc.property(labels, labels, labels, (x, y, z) => {
        if (!labelAtMost(x, y) || !labelAtMost(y, z)) return true;
        chains++;
        return labelAtMost(x, z);
      }),
      { numRuns: 5000 },
    );
    assert.ok(chains > 20, `${chains} chains seen`);
  });

  it('is partial: conditions that differ are not comparable', () => {
    const pairs: readonly (readonly [Label, Label])[] = [
      [
        { tlp: 'green', only: [a] },
        { tlp: 'green', only: [b] },
      ],
      [{ tlp: 'green', only: [a] }, { tlp: 'amber' }],
      [
        { tlp: 'clear', purposes: ['defence'] },
        { tlp: 'clear', purposes: ['research'] },
      ],
      [
        { tlp: 'clear', purposes: ['defence'] },
        { tlp: 'clear', only: [a] },
      ],
    ];
    for (const [x, y] of pairs) assert.deepEqual([labelAtMost(x, y), labelAtMost(y, x)], [false, false]);
  });

  it('goes up with every narrowing, and never with a widening', () => {
    fc.assert(
      fc.property(labels, labels, (x, y) => {
        const narrower: Label = {
          tlp: tlpAtMost(x.tlp, y.tlp) ? y.tlp : x.tlp,
          ...(x.only || y.only
            ? { only: [a, b, c].filter((p) => (x.only?.includes(p) ?? true) && (y.only?.includes(p) ?? true)) }
            : {}),
          ...(x.purposes || y.purposes
            ? {
                purposes: purposes.filter(
                  (p) => (x.purposes?.includes(p) ?? true) && (y.purposes?.includes(p) ?? true),
                ),
              }
            : {}),
        };
        assert.ok(labelAtMost(x, narrower) && labelAtMost(y, narrower));
      }),
    );
  });
});
