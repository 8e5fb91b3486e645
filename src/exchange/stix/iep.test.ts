import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Duties, dutiesAtLeast, onwardLimits, permittedActions } from '#protocol/agreement/duties.ts';
import { type Label, tlpLevels } from '#protocol/record/label.ts';
import { type IepLoss, iepLevels, iepLosses, readIep, writeIep } from './iep.ts';
import { labelOfMarking, levelOfRest, readMarking } from './marking.ts';
import { idOf } from './object-parts.fixture.ts';
import { iepExtension } from './published-extension.ts';
import { sampleIndicator } from './sample-indicator.ts';
import type { JsonMembers, StixObject } from './stix-object.ts';
import { tlpMarkingId } from './tlp-definition.ts';
import { validateObject } from './validate-object.ts';

const frame = {
  id: idOf('marking-definition'),
  iepId: '0224bfdf-ea3a-49c3-96f6-66d908bb1845',
  description: 'A policy of a test',
  created: '2026-03-01T00:00:00.000Z',
  start: '2026-03-01T00:00:00.000Z',
};
const freest: Duties = {
  onward: 'any-within-label',
  actions: 'any',
  attribution: 'named',
  erase: false,
  notify: 'none',
  encryptInTransit: false,
};

function written(label: Label, duties: Duties): StixObject {
  const result = writeIep(label, duties, frame);
  assert.ok('definition' in result);
  return result.definition;
}

/** The freest policy of a level with some members changed. */
function policy(changes: JsonMembers = {}): StixObject {
  const definition = written({ tlp: 'amber' }, freest);
  const extensions = definition['extensions'] as JsonMembers;
  return {
    ...definition,
    extensions: { [iepExtension]: { ...(extensions[iepExtension] as JsonMembers), ...changes } },
  };
}

const anyDuties = fc.record({
  onward: fc.constantFrom(...onwardLimits),
  actions: fc.constantFrom(...permittedActions),
  attribution: fc.constantFrom('named' as const, 'anonymous' as const),
  erase: fc.boolean(),
  notify: fc.constantFrom('none' as const, 'affected-parties' as const),
  encryptInTransit: fc.boolean(),
});

test('what is written as a policy is valid and comes back the same, or is refused with every loss (STX-28)', () => {
  let carried = 0;
  fc.assert(
    fc.property(fc.constantFrom(...tlpLevels), anyDuties, (tlp, duties) => {
      const result = writeIep({ tlp }, duties, frame);
      if ('lost' in result) {
        assert.ok(result.lost.length > 0 && result.lost.every((loss) => iepLosses.includes(loss)));
        return;
      }
      carried++;
      assert.deepEqual(validateObject(result.definition), []);
      const reading = readIep(result.definition);
      assert.deepEqual([reading?.tlp, reading?.lost], [tlp, []]);
      assert.deepEqual({ ...duties, ...reading?.duties }, { ...duties });
    }),
    { numRuns: 2000 },
  );
  assert.ok(carried > 10, String(carried));
});

const lossOf: readonly (readonly [IepLoss, Label, Partial<Duties>])[] = [
  ['iep-level', { tlp: 'amber+strict' }, {}],
  ['iep-recipients', { tlp: 'amber', only: ['a'] }, {}],
  ['iep-purposes', { tlp: 'amber', purposes: ['defence'] }, {}],
  ['iep-onward', { tlp: 'amber' }, { onward: 'none' }],
  ['iep-retention', { tlp: 'amber' }, { retentionDays: 30 }],
  ['iep-erasure', { tlp: 'amber' }, { erase: true }],
  ['iep-actions', { tlp: 'amber' }, { actions: 'detect-and-block-only' }],
  ['iep-notification', { tlp: 'amber' }, { notify: 'affected-parties' }],
];

for (const [loss, label, duties] of lossOf)
  test(`a policy cannot say what ${loss} stands for, and none is written (STX-28)`, () => {
    assert.deepEqual(writeIep(label, { ...freest, ...duties }, frame), { lost: [loss] });
  });

test('what a policy asks and our duties cannot say is listed, and the nearest stricter is taken (STX-28)', () => {
  const read = (changes: JsonMembers) => readIep(policy(changes)) ?? assert.fail();
  assert.deepEqual(read({ permitted_actions: 'contact-for-instruction' }).lost, ['iep-actions']);
  assert.deepEqual(read({ provider_attribution: 'must' }).lost, ['iep-attribution']);
  assert.deepEqual(read({ affected_party_notifications: 'must-not' }).lost, ['iep-notification']);
  assert.deepEqual(read({ end_date: '2027-01-01T00:00:00Z' }).lost, ['iep-period']);
  for (const permitted_actions of ['none', 'contact-for-instruction', 'externally-visible-indirect-actions'])
    assert.ok(
      dutiesAtLeast({ ...freest, ...read({ permitted_actions }).duties }, { ...freest, actions: 'internal-only' }),
    );
  assert.equal(read({ tlp: 'white' }).tlp, 'clear');
});

test('a policy with a missing or unknown value is no valid STIX (STX-26)', () => {
  const codes = (changes: JsonMembers): readonly string[] => validateObject(policy(changes)).map(({ code }) => code);
  assert.deepEqual(codes({}), []);
  assert.deepEqual(codes({ tlp: 'orange' }), ['stix-unknown-value']);
  assert.deepEqual(codes({ iep_version: 1 }), ['stix-unknown-value']);
  assert.deepEqual(codes({ end_date: '2026-02-01T00:00:00Z' }), ['stix-time-order']);
});

test('an object under a policy that a label honours bears its level, the strictest of all (STX-27)', () => {
  const policies = iepLevels([policy()]);
  const marked = (...refs: readonly string[]) => sampleIndicator(1, { object_marking_refs: refs });
  const labelOf = (object: StixObject): Label | undefined =>
    labelOfMarking(readMarking(object, new Set(), policies), { tlp: 'red' });
  assert.deepEqual(labelOf(marked(frame.id)), { tlp: 'amber' });
  assert.deepEqual(labelOf(marked(frame.id, tlpMarkingId('green'))), { tlp: 'amber' });
  assert.deepEqual(labelOf(marked(frame.id, tlpMarkingId('red'))), { tlp: 'red' });
  assert.equal(levelOfRest(marked(frame.id, tlpMarkingId('green')), { tlp: 'clear' }, policies), 'amber');
});

test('a policy that asks for a duty, or marks a part, is unknown, and what bears it is refused (STX-27)', () => {
  const asking: readonly JsonMembers[] = [
    { encrypt_in_transit: 'must' },
    { permitted_actions: 'internally-visible-actions' },
    { permitted_actions: 'none' },
    { affected_party_notifications: 'must-not' },
    { provider_attribution: 'must' },
    { provider_attribution: 'must-not' },
    { end_date: '2027-01-01T00:00:00Z' },
  ];
  for (const changes of asking) assert.equal(iepLevels([policy(changes)]).size, 0, JSON.stringify(changes));
  assert.equal(iepLevels([policy(), policy({ encrypt_in_transit: 'must' })]).size, 0);
  assert.equal(iepLevels([policy(), policy({ tlp: 'red' })]).size, 0);
  assert.equal(iepLevels([{ ...policy(), definition_type: 'x-own', definition: { more: 'm' } }]).size, 0);
  const part = sampleIndicator(1, { granular_markings: [{ selectors: ['pattern'], marking_ref: frame.id }] });
  assert.equal(readMarking(part, new Set(), iepLevels([policy()])).kind, 'unknown');
});

test('the core of an incident is checked as its definition says (STX-26)', () => {
  const core = 'extension-definition--ef765651-680c-498d-9894-99799f2fa126';
  const incident = (more: JsonMembers): JsonMembers => ({
    ...sampleIndicator(),
    type: 'incident',
    id: idOf('incident'),
    name: 'n',
    extensions: { [core]: { extension_type: 'property-extension', ...more } },
  });
  const state = { determination: 'confirmed', investigation_status: 'open' };
  const impacts = { impact_refs: [idOf('impact')], event_refs: [idOf('event')], criticality: 40 };
  assert.deepEqual(validateObject(incident({ ...state, ...impacts })), []);
  assert.deepEqual(
    validateObject(incident({ determination: 'maybe', criticality: 101, task_refs: [idOf('event')] })).map(
      ({ path, code }) => `${path.slice(path.lastIndexOf(core) + core.length)} ${code}`,
    ),
    [
      '/determination stix-unknown-value',
      '/criticality stix-range',
      '/task_refs/0 stix-ref-type',
      '/investigation_status stix-missing',
    ],
  );
});
