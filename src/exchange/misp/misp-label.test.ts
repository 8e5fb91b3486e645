import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Label, labelAtMost, strictestOf, tlpLevels } from '#protocol/record/label.ts';
import type { JsonMembers } from '../stix/stix-object.ts';
import { eventLabel, type LabelRules, partLabel, reachOf } from './misp-label.ts';

const party = (letter: string): string => letter.repeat(64);
const organisation = (digit: number): string => `00000000-0000-4000-8000-00000000000${digit}`;
const known: Readonly<Record<string, string>> = { [organisation(1)]: party('a'), [organisation(2)]: party('b') };
const rules: LabelRules = { unmarked: { tlp: 'green' }, partyOf: (uuid) => known[uuid] };

const event = (members: JsonMembers) => eventLabel({ members, path: '/Event' }, rules);
const part = (members: JsonMembers, inherited: Label) => partLabel({ members, path: '/p' }, inherited, rules);
const tagged = (...names: readonly string[]): JsonMembers => ({ Tag: names.map((name) => ({ name })) });
const group = (digits: readonly number[], more: JsonMembers = {}): JsonMembers => ({
  SharingGroup: { ...more, SharingGroupOrg: digits.map((digit) => ({ Organisation: { uuid: organisation(digit) } })) },
});

describe('the label of an event', () => {
  const expected: readonly (readonly [distribution: string, label: Label])[] = [
    ['0', { tlp: 'green', only: [] }],
    ['1', { tlp: 'amber+strict' }],
    ['2', { tlp: 'amber' }],
    ['3', { tlp: 'green' }],
  ];
  for (const [distribution, label] of expected)
    test(`MSP-5: is ${JSON.stringify(label)} for distribution ${distribution}, as a text and as a number`, () => {
      assert.deepEqual(event({ distribution }), { label });
      assert.deepEqual(event({ distribution: Number(distribution) }), { label });
    });

  test('MSP-5: is refused for a distribution that is not known, and for one that inherits from nothing', () => {
    for (const distribution of ['6', '-1', 'all', 5, true, {}])
      assert.deepEqual(event({ distribution }), { fault: 'misp-distribution', path: '/Event/distribution' });
  });

  test('MSP-7: is the level of its TLP tag, the strictest of several, and an unknown one refuses', () => {
    assert.deepEqual(event(tagged('tlp:white')), { label: { tlp: 'clear' } });
    assert.deepEqual(event(tagged('TLP:AMBER+STRICT ', 'tlp:clear')), { label: { tlp: 'amber+strict' } });
    assert.deepEqual(event(tagged('type:osint')), { label: { tlp: 'green' } });
    for (const name of ['tlp:ex:chr', 'tlp:rainbow', 'tlp:', 'tlp: red'])
      assert.deepEqual(event(tagged('tlp:clear', name)), { fault: 'misp-tlp', path: '/Event/Tag/1' });
  });

  test('MSP-6: names the known parties of its group, in force whatever the distribution says', () => {
    const only = [party('a'), party('b')];
    for (const distribution of ['2', '3', '4'])
      assert.deepEqual((event({ distribution, ...group([1, 2, 3]) }) as { label: Label }).label.only, only);
  });

  test('MSP-6: admits nobody when the group has no known member, is not active, or is only named', () => {
    const closed = [
      group([3]),
      group([]),
      group([1], { active: false }),
      { sharing_group_id: '7' },
      { distribution: 4 },
    ];
    for (const members of closed)
      assert.deepEqual(event({ distribution: '4', ...members }), { label: { tlp: 'green', only: [] } });
  });
});

test('MSP-5: a part is never wider than what it stands in', () => {
  const level = fc.constantFrom(...tlpLevels);
  const only = fc.option(fc.uniqueArray(fc.constantFrom(party('a'), party('b'), party('c'))), { nil: undefined });
  const inherited = fc
    .record({ tlp: level, only })
    .map(({ tlp, only: ids }): Label => ({ tlp, ...(ids === undefined ? {} : { only: ids.sort() }) }));
  const members = fc.record(
    {
      distribution: fc.constantFrom('0', '1', '2', '3', '4', '5'),
      sharing_group_id: fc.constantFrom('0', '1'),
      Tag: fc.array(
        level.map((tlp) => ({ name: `tlp:${tlp}` })),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(inherited, members, (label, given) => {
      const reading = part(given as JsonMembers, label);
      assert.ok('label' in reading && labelAtMost(label, reading.label));
    }),
  );
});

describe('MSP-9: how MISP carries a label', () => {
  const organisationOf = (id: string): string | undefined =>
    Object.entries(known).find(([, named]) => named === id)?.[0];

  test('a level becomes the distribution that goes no further', () => {
    const distributions = tlpLevels.map((tlp) => {
      const reach = reachOf({ tlp }, organisationOf);
      return typeof reach === 'object' ? reach.distribution : reach;
    });
    assert.deepEqual(distributions, [3, 3, 2, 0, 0]);
  });

  test('a list of parties becomes a group of their organisations, nobody becomes distribution 0', () => {
    assert.deepEqual(reachOf({ tlp: 'green', only: [] }, organisationOf), { distribution: 0, organisations: [] });
    assert.deepEqual(reachOf({ tlp: 'red', only: [party('b')] }, organisationOf), {
      distribution: 4,
      organisations: [organisation(2)],
    });
  });

  test('purposes, and a party without an organisation, cannot be carried', () => {
    assert.equal(reachOf({ tlp: 'clear', purposes: ['defence'] }, organisationOf), 'misp-withheld-purposes');
    assert.equal(reachOf({ tlp: 'clear', only: [party('a'), party('c')] }, organisationOf), 'misp-withheld-recipients');
  });
});

test('LAB-2: the strictest of two labels is no wider than either, and equal to one that is at most the other', () => {
  assert.deepEqual(strictestOf({ tlp: 'green', only: ['x', 'y'] }, { tlp: 'amber', only: ['y', 'z'] }), {
    tlp: 'amber',
    only: ['y'],
  });
  assert.deepEqual(strictestOf({ tlp: 'red' }, { tlp: 'clear', purposes: ['defence'] }), {
    tlp: 'red',
    purposes: ['defence'],
  });
});
