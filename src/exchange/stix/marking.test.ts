import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '#protocol/bytes/fault.ts';
import { type Tlp, tlpAtMost, tlpLevels } from '#protocol/record/label.ts';
import { labelOfMarking, readMarking, statementMarkings, withMarking } from './marking.ts';
import { sampleIndicator } from './sample-indicator.ts';
import type { JsonMembers, StixObject } from './stix-object.ts';
import { tlpDefinition, tlpMarkingId, tlpOfMarkingId } from './tlp-definition.ts';
import { validateObject } from './validate-object.ts';

const none: ReadonlySet<string> = new Set();
const statementId = 'marking-definition--00000009-0000-4000-8000-000000000000';
const oldIds: readonly (readonly [string, Tlp])[] = [
  ['marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9', 'clear'],
  ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da', 'green'],
  ['marking-definition--f88d31f6-486f-44da-b317-01333bde0b82', 'amber'],
  ['marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed', 'red'],
];

const marked = (...refs: readonly string[]): StixObject => sampleIndicator(1, { object_marking_refs: refs });
const partly = (more: JsonMembers, ...refs: readonly string[]): StixObject =>
  sampleIndicator(1, { ...more, granular_markings: refs.map((ref) => ({ selectors: ['pattern'], marking_ref: ref })) });

const statement = (more: JsonMembers = {}): StixObject => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: statementId,
  created: '2026-03-01T00:00:00.000Z',
  definition_type: 'statement',
  definition: { statement: 'Free to use.' },
  ...more,
});

test('each standard TLP 2.0 definition is valid, and reads as its own level (STX-9)', () => {
  for (const tlp of tlpLevels) {
    const definition = tlpDefinition(tlp);
    assert.deepEqual(validateObject(definition), []);
    assert.equal(definition['name'], `TLP:${tlp.toUpperCase()}`);
    assert.deepEqual(readMarking(marked(definition.id), none), { kind: 'tlp', tlp });
    assert.deepEqual(readMarking(definition, none), { kind: 'tlp', tlp: 'clear' });
  }
});

test('TLP 1 ids read as the levels of TLP 2.0 (STX-9)', () => {
  for (const [id, tlp] of oldIds) assert.deepEqual(readMarking(marked(id), none), { kind: 'tlp', tlp });
});

test('only the exact id of a standard marking counts (STX-9)', () => {
  assert.equal(tlpOfMarkingId(tlpMarkingId('red').toUpperCase()), undefined);
  const ref = tlpMarkingId('clear').toUpperCase().replace('MARKING-DEFINITION', 'marking-definition');
  assert.deepEqual(readMarking(marked(ref), none), { kind: 'unknown', refs: [ref] });
});

test('of several levels the most restrictive holds, whole or in part (STX-9)', () => {
  const levels = fc.array(fc.constantFrom(...tlpLevels), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(levels, fc.array(fc.constantFrom(...tlpLevels), { maxLength: 5 }), (whole, parts) => {
      const object = partly({ object_marking_refs: whole.map(tlpMarkingId) }, ...parts.map(tlpMarkingId));
      const marking = readMarking(object, none);
      assert.ok(marking.kind === 'tlp');
      for (const tlp of [...whole, ...parts]) assert.ok(tlpAtMost(tlp, marking.tlp));
      assert.ok([...whole, ...parts].includes(marking.tlp));
    }),
  );
});

test('an object without TLP is unmarked, and a statement does not change that (STX-9)', () => {
  assert.deepEqual(readMarking(sampleIndicator(), none), { kind: 'unmarked' });
  assert.deepEqual(readMarking(marked(statementId), new Set([statementId])), { kind: 'unmarked' });
  assert.deepEqual(readMarking(marked(statementId, tlpMarkingId('green')), new Set([statementId])), {
    kind: 'tlp',
    tlp: 'green',
  });
});

test('a marking that is not understood makes the object unknown, beside any TLP (STX-9)', () => {
  const expected = { kind: 'unknown', refs: [statementId] };
  assert.deepEqual(readMarking(marked(tlpMarkingId('clear'), statementId, statementId), none), expected);
  assert.deepEqual(readMarking(partly({}, statementId), none), expected);
});

test('an object of which only parts are marked takes the default or the part, whichever is stricter (STX-9)', () => {
  const green = readMarking(partly({}, tlpMarkingId('green')), none);
  assert.deepEqual(green, { kind: 'unmarked', parts: 'green' });
  assert.deepEqual(labelOfMarking(green, { tlp: 'amber+strict' }), { tlp: 'amber+strict' });
  const red = readMarking(partly({}, tlpMarkingId('red')), none);
  assert.deepEqual(labelOfMarking(red, { tlp: 'amber', purposes: ['defence'] }), { tlp: 'red', purposes: ['defence'] });
});

test('labels follow markings, and an unknown marking has none (STX-9)', () => {
  assert.deepEqual(labelOfMarking({ kind: 'tlp', tlp: 'clear' }, { tlp: 'red' }), { tlp: 'clear' });
  assert.deepEqual(labelOfMarking({ kind: 'unmarked' }, { tlp: 'amber+strict' }), { tlp: 'amber+strict' });
  assert.equal(labelOfMarking({ kind: 'unknown', refs: ['x'] }, { tlp: 'clear' }), undefined);
});

test('only plain statements count as statements (STX-9)', () => {
  const extended = {
    'extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a': { extension_type: 'property-extension' },
  };
  assert.deepEqual([...statementMarkings([statement()])], [statementId]);
  for (const other of [
    { extensions: extended },
    { definition_type: 'iep' },
    { definition: { statement: 'x', limit: 'y' } },
  ]) {
    assert.deepEqual([...statementMarkings([statement(other)])], []);
    assert.deepEqual([...statementMarkings([statement(), statement(other)])], [], 'one bad definition spoils the id');
  }
});

test('an object that carries the level of its label is written as the very same object (STX-14)', () => {
  for (const tlp of tlpLevels) {
    const object = marked(tlpMarkingId(tlp));
    assert.equal(withMarking(object, { tlp }), object);
  }
  for (const [id, tlp] of oldIds) assert.equal(withMarking(marked(id), { tlp })['object_marking_refs']?.toString(), id);
});

test('a written object reads back as its label, whatever weaker markings it had (STX-14)', () => {
  const refs = fc.array(fc.constantFrom(...tlpLevels.map(tlpMarkingId), statementId), { maxLength: 4 });
  fc.assert(
    fc.property(refs, refs, fc.constantFrom(...tlpLevels), (whole, parts, tlp) => {
      const object = partly(whole.length === 0 ? {} : { object_marking_refs: whole }, ...parts);
      const levels = [...whole, ...parts].flatMap((ref) => tlpOfMarkingId(ref) ?? []);
      if (!levels.every((level) => tlpAtMost(level, tlp)))
        return assert.throws(
          () => withMarking(object, { tlp }),
          (thrown) => faultCode(thrown) === 'stix-marking-weaker',
        );
      const written = withMarking(object, { tlp });
      assert.deepEqual(readMarking(written, new Set([statementId])), { kind: 'tlp', tlp });
      assert.equal(withMarking(written, { tlp }), written, 'marking twice changes nothing');
      assert.deepEqual({ ...written, object_marking_refs: null }, { ...object, object_marking_refs: null });
    }),
  );
});

test('a statement stays beside the new marking, and a weaker TLP gives way (STX-14)', () => {
  const written = withMarking(marked(tlpMarkingId('green'), statementId), { tlp: 'amber' });
  assert.deepEqual(written['object_marking_refs'], [statementId, tlpMarkingId('amber')]);
});

test('a label with conditions cannot be written as STIX (STX-14)', () => {
  for (const label of [{ tlp: 'clear', only: [] } as const, { tlp: 'clear', purposes: ['defence'] } as const])
    assert.throws(
      () => withMarking(sampleIndicator(), label),
      (thrown) => faultCode(thrown) === 'stix-label-inexpressible',
    );
});
