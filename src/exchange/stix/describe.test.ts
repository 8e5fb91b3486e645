import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeObject, descriptionLimits, referencesOf } from './describe.ts';
import { sampleIndicator } from './sample-indicator.ts';
import type { JsonMembers, JsonValue, StixObject } from './stix-object.ts';

const uuid = '0d2b8f3e-51c7-4a6e-9f10-3c7b2a64e8d1';
const object = (type: string, more: JsonMembers): StixObject => ({ type, id: `${type}--${uuid}`, ...more });

const titles: readonly (readonly [StixObject, string])[] = [
  [object('malware', { name: 'LanternPost', description: 'd' }), 'LanternPost'],
  [object('domain-name', { value: 'a.example' }), 'a.example'],
  [sampleIndicator(), "[ipv4-addr:value = '192.0.2.1']"],
  [sampleIndicator(1, { name: '  \n ' }), "[ipv4-addr:value = '192.0.2.1']"],
  [object('file', { hashes: { 'SHA-256': 'abcd' } }), 'abcd'],
  [object('directory', { path: '/tmp' }), '/tmp'],
  [object('note', { content: 'one\ntwo' }), 'one two'],
  [object('marking-definition', { definition: { statement: 'Free to use.' } }), 'Free to use.'],
  [object('sighting', { sighting_of_ref: `indicator--${uuid}` }), 'sighting of indicator'],
  [
    object('relationship', { source_ref: `tool--${uuid}`, target_ref: `x-y--${uuid}`, relationship_type: 'uses' }),
    'tool uses x-y',
  ],
  [object('x-thing', { name: 7 }), `x-thing--${uuid}`],
];

for (const [given, title] of titles)
  test(`the title of ${given.type} is "${title}" (STX-16)`, () => {
    assert.equal(describeObject(given).title, title);
    assert.equal(describeObject(given).kind, given.type);
  });

test('a title is one line without marks that reorder the screen (STX-16)', () => {
  const { title } = describeObject(object('tool', { name: 'a\u202egpj.exe\u0000\r\n  b\u2028c' }));
  assert.equal(title, 'a gpj.exe b c');
});

test('search finds names, aliases, ids, labels, values and patterns (STX-16)', () => {
  const { text } = describeObject(
    sampleIndicator(1, {
      name: 'Name',
      description: 'Prose',
      aliases: ['Alias', 5],
      x_mitre_aliases: ['Mitre'],
      labels: ['Label'],
      hashes: { MD5: 'hash' },
      external_references: [{ source_name: 'cve', external_id: 'CVE-2024-0001' }, null],
      extensions: { 'a-ext': { vendor: 'Vendor', extension_type: 'property-extension' }, 'b-ext': 1 },
    }),
  );
  for (const word of ['Name', 'Prose', 'Alias', 'Mitre', 'Label', 'hash', 'CVE-2024-0001', 'Vendor', '192.0.2.1'])
    assert.ok(text.includes(word), word);
  assert.ok(!text.includes('property-extension'));
});

test('references are found at any depth, with the property that holds them (STX-16)', () => {
  const id = (type: string): string => `${type}--${uuid}`;
  const given = object('report', {
    created_by_ref: id('identity'),
    object_refs: [id('tool'), 'no id', 3],
    granular_markings: [{ marking_ref: id('marking-definition') }],
    name: id('malware'),
    x_modified_by_ref: '',
  });
  assert.deepEqual(referencesOf(given), [
    { property: 'created_by_ref', id: id('identity') },
    { property: 'object_refs', id: id('tool') },
    { property: 'marking_ref', id: id('marking-definition') },
  ]);
});

test('a description is bounded, whatever the object holds (STX-16)', () => {
  const keys = fc.constantFrom(
    'name',
    'value',
    'pattern',
    'aliases',
    'labels',
    'external_references',
    'extensions',
    'hashes',
    'definition',
    'object_refs',
  );
  const long = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 300 }).map((text) => text.repeat(30));
  const json = fc.jsonValue({ maxDepth: 3 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)));
  fc.assert(
    fc.property(fc.dictionary(keys, fc.oneof(long, json, fc.array(long))), (more) => {
      const { title, text } = describeObject(object('x-any', { ...more, object_refs: more['object_refs'] ?? [] }));
      assert.ok(title.length > 0 && title.length <= descriptionLimits.title);
      assert.ok(text.length <= descriptionLimits.text);
      for (const line of [title, text]) assert.ok(!/[\u0000-\u001f\u2028\u202e]/.test(line));
    }),
  );
});

test('cutting a title never leaves half a character', () => {
  for (const shift of ['', 'a']) {
    const { title } = describeObject(object('tool', { name: shift + '😀'.repeat(200) }));
    assert.ok(title.isWellFormed() && title.endsWith('😀…'));
  }
});
