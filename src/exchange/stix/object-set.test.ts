import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBundle } from './read-bundle.ts';
import { sampleIndicator } from './sample-indicator.ts';
import type { JsonMembers, StixObject } from './stix-object.ts';

const idOf = (type: string, number = 1): string =>
  `${type}--${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
const at = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;
const author = idOf('identity');

const version = (day: number, more: JsonMembers = {}): StixObject =>
  sampleIndicator(1, { created_by_ref: author, modified: at(day), ...more });

const marking = (number: number, ...marks: readonly number[]): StixObject => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: idOf('marking-definition', number),
  created: at(1),
  definition_type: 'statement',
  definition: { statement: 's' },
  ...(marks.length === 0 ? {} : { object_marking_refs: marks.map((mark) => idOf('marking-definition', mark)) }),
});

const extension = (types: readonly string[], more: JsonMembers = {}): StixObject => ({
  type: 'extension-definition',
  spec_version: '2.1',
  id: idOf('extension-definition'),
  created: at(1),
  modified: at(1),
  created_by_ref: author,
  name: 'n',
  schema: 's',
  version: '1.0.0',
  extension_types: types,
  ...more,
});

/** The faults of objects that stand together, and how many were refused. */
function together(...objects: readonly StixObject[]): readonly string[] {
  const reading = readBundle(JSON.stringify(objects));
  assert.equal(reading.objects.length + reading.refused + reading.repeated, objects.length);
  if (reading.faults.length > 0) assert.ok(reading.refused > 0);
  return reading.faults.map(({ code, path }) => `${code} ${path}`);
}

test('versions of one object stand together in any order (STX-21)', () => {
  assert.deepEqual(together(version(3, { revoked: true }), version(1), version(2)), []);
});

test('no version follows a revoked one, unless it is revoked too (STX-21)', () => {
  assert.deepEqual(together(version(3), version(2, { revoked: true }), version(1)), ['stix-revoked /0']);
  assert.deepEqual(together(version(3, { revoked: true }), version(2, { revoked: true })), []);
});

test('a version with another creator or creation time than the one before is refused (STX-21)', () => {
  assert.deepEqual(together(version(1), version(2, { created_by_ref: idOf('identity', 2) })), [
    'stix-creator-changed /1/created_by_ref',
  ]);
  const { created_by_ref: _, ...anonymous } = version(2);
  assert.deepEqual(together(version(1), { ...anonymous, type: 'indicator', id: version(1).id }), [
    'stix-creator-changed /1/created_by_ref',
  ]);
  assert.deepEqual(together(version(2), version(3, { created: at(2) })), ['stix-creator-changed /1/created']);
});

test('markings that mark each other in a circle are refused, and those that do not are read (STX-20)', () => {
  assert.deepEqual(together(marking(1, 2), marking(2, 3), marking(3)), []);
  assert.deepEqual(together(marking(1, 2), marking(2, 3), marking(3, 1), marking(4)), [
    'stix-marking-cycle /0',
    'stix-marking-cycle /1',
    'stix-marking-cycle /2',
  ]);
});

test('a chain of many markings costs no stack (STX-20)', () => {
  const chain = Array.from({ length: 20_000 }, (_, number) => marking(number, number + 1));
  assert.deepEqual(together(...chain), []);
});

test('an extension is used as its definition says (STX-19)', () => {
  const used = version(1, { extensions: { [idOf('extension-definition')]: { extension_type: 'property-extension' } } });
  assert.deepEqual(together(used, extension(['property-extension'])), []);
  assert.deepEqual(together(used, extension(['new-sdo'])), [
    `stix-extension-type /0/extensions/${idOf('extension-definition')}`,
  ]);
});

test('a top-level property is one that a definition names (STX-19)', () => {
  const extensions = { [idOf('extension-definition')]: { extension_type: 'toplevel-property-extension' } };
  const defined = extension(['toplevel-property-extension'], { extension_properties: ['rank'] });
  assert.deepEqual(together(version(1, { extensions, rank: 3, x_own: 1 }), defined), []);
  assert.deepEqual(together(version(1, { extensions, rank: 3, other: 1 }), defined), [
    'stix-extension-property /0/other',
  ]);
  assert.deepEqual(together(version(1, { extensions, other: 1 })), []);
});

test('a translation fits the version that it translates (STX-22)', () => {
  const original = version(2, {
    name: 'n',
    labels: ['a', 'b'],
    kill_chain_phases: [{ kill_chain_name: 'k', phase_name: 'p' }],
  });
  const content = (contents: JsonMembers, modified = at(2)): StixObject => ({
    type: 'language-content',
    spec_version: '2.1',
    id: idOf('language-content'),
    created: at(1),
    modified: at(1),
    object_ref: original.id,
    object_modified: modified,
    contents: { de: contents },
  });
  const fits = { name: 'N', labels: ['A', ''], kill_chain_phases: [{ phase_name: 'P' }] };
  assert.deepEqual(together(original, content(fits)), []);
  assert.deepEqual(together(original, content({ name: ['N'], labels: ['A'], other: 'x' })), [
    'stix-translation /1/contents/de/name',
    'stix-translation /1/contents/de/labels',
    'stix-translation /1/contents/de/other',
  ]);
  assert.deepEqual(together(original, content({ other: 'x' }, at(3))), []);
});

test('an object is refused although its fault beside others is no longer listed (STX-2)', () => {
  const input = JSON.stringify([version(1), version(2, { created: at(2) })]);
  const reading = readBundle(input, { faults: 0 });
  assert.equal(reading.refused, 1);
  assert.deepEqual(
    reading.faults.map(({ code }) => code),
    ['stix-more-faults'],
  );
});
