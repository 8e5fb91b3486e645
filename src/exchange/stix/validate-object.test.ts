import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sampleIndicator } from './sample-indicator.ts';
import type { StixFaultCode } from './stix-fault.ts';
import type { JsonMembers, JsonValue } from './stix-object.ts';
import { standardTypes, validateObject } from './validate-object.ts';

const at = '2026-03-01T00:00:00.000Z';
const later = '2026-03-02T00:00:00.000Z';
const uuid = '0d2b8f3e-51c7-4a6e-9f10-3c7b2a64e8d1';
const idOf = (type: string): string => `${type}--${uuid}`;
const versioned = (type: string, more: JsonMembers): JsonMembers => ({
  type,
  spec_version: '2.1',
  id: idOf(type),
  created: at,
  modified: at,
  ...more,
});
const observable = (type: string, more: JsonMembers): JsonMembers => ({
  type,
  spec_version: '2.1',
  id: idOf(type),
  ...more,
});
const named = { name: 'n' };
const refs = [idOf('indicator')];

/** The least that is valid of every type. */
const minimal: readonly JsonMembers[] = [
  ...['attack-pattern', 'campaign', 'course-of-action', 'identity', 'incident', 'infrastructure'].map((type) =>
    versioned(type, named),
  ),
  ...['intrusion-set', 'threat-actor', 'tool', 'vulnerability'].map((type) => versioned(type, named)),
  versioned('grouping', { context: 'malware-analysis', object_refs: refs }),
  sampleIndicator(),
  versioned('location', { region: 'northern-europe' }),
  versioned('malware', { is_family: false }),
  versioned('malware-analysis', { product: 'p', result: 'benign' }),
  versioned('note', { content: 'c', object_refs: refs }),
  versioned('observed-data', {
    first_observed: at,
    last_observed: at,
    number_observed: 1,
    object_refs: [idOf('file')],
  }),
  versioned('opinion', { opinion: 'agree', object_refs: refs }),
  versioned('report', { name: 'n', published: at, object_refs: refs }),
  versioned('relationship', { relationship_type: 'uses', source_ref: idOf('campaign'), target_ref: idOf('tool') }),
  versioned('sighting', { sighting_of_ref: idOf('indicator') }),
  versioned('extension-definition', {
    name: 'n',
    schema: 's',
    version: '1.0.0',
    extension_types: ['new-sdo'],
    created_by_ref: idOf('identity'),
  }),
  versioned('language-content', { object_ref: idOf('campaign'), contents: { de: { name: 'n' } } }),
  {
    type: 'marking-definition',
    spec_version: '2.1',
    id: idOf('marking-definition'),
    created: at,
    definition_type: 'statement',
    definition: { statement: 's' },
  },
  observable('artifact', { payload_bin: 'AAAA' }),
  observable('autonomous-system', { number: 64496 }),
  observable('directory', { path: '/tmp' }),
  observable('domain-name', { value: 'a.example' }),
  observable('email-addr', { value: 'a@b.example' }),
  observable('email-message', { is_multipart: false }),
  observable('file', { hashes: { 'SHA-256': 'ab'.repeat(32) } }),
  observable('ipv4-addr', { value: '198.51.100.0/24' }),
  observable('ipv6-addr', { value: '2001:db8::1' }),
  observable('mac-addr', { value: '00:00:5e:00:53:01' }),
  observable('mutex', named),
  observable('network-traffic', { protocols: ['tcp'], src_ref: idOf('ipv4-addr') }),
  observable('process', { pid: 1 }),
  observable('software', named),
  observable('url', { value: 'https://a.example/' }),
  observable('user-account', { user_id: 'u' }),
  observable('windows-registry-key', { key: 'hkey_local_machine\\x' }),
  observable('x509-certificate', { serial_number: '1' }),
];

const minimalOf = (type: string): JsonMembers => minimal.find((object) => object['type'] === type) ?? assert.fail(type);
const without = (object: JsonMembers, key: string): JsonMembers =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

test('the least object of every type of STIX 2.1 is valid (STX-8)', () => {
  assert.deepEqual(minimal.map((object) => object['type']).sort(), [...standardTypes].sort());
  assert.equal(standardTypes.length, 19 + 2 + 3 + 18);
  for (const object of minimal) assert.deepEqual(validateObject(object), [], String(object['type']));
});

test('the least object of every type is no longer valid without any one of its properties (STX-8)', () => {
  const optional = new Set(['spec_version']);
  let seen = 0;
  for (const object of minimal)
    for (const key of Object.keys(object)) {
      const isObservable = !Object.hasOwn(object, 'created');
      if (isObservable && optional.has(key)) continue;
      seen++;
      assert.notDeepEqual(validateObject(without(object, key)), [], `${String(object['type'])} without ${key}`);
    }
  assert.ok(seen > 200);
});

const custom = versioned('x-grid-zone', {});
const valid: readonly (readonly [why: string, object: JsonMembers])[] = [
  [
    'every common property',
    sampleIndicator(1, {
      created_by_ref: idOf('identity'),
      revoked: false,
      labels: ['a'],
      confidence: 0,
      lang: 'zh-Hans-CN',
      external_references: [
        { source_name: 'cve', external_id: 'CVE-2024-0001' },
        { source_name: 'x', description: '' },
      ],
      object_marking_refs: [idOf('marking-definition')],
      granular_markings: [{ selectors: ['labels.[0]', 'pattern'], lang: 'en' }],
      extensions: { [idOf('extension-definition')]: { extension_type: 'property-extension', any: null } },
    }),
  ],
  [
    'custom properties of any value',
    sampleIndicator(1, { x_any: [], x_none: null, x_half: 0.5, x_deep: { 'a b': {} } }),
  ],
  ['a custom type', custom],
  ['a custom type without a version', observable('x-thing', {})],
  ['an observable without spec_version', without(minimalOf('url'), 'spec_version')],
  [
    'an observable with a predefined extension',
    { ...minimalOf('file'), extensions: { 'pdf-ext': { version: '1.7' } } },
  ],
  [
    'a process by its extension alone',
    observable('process', { extensions: { 'windows-process-ext': { aslr_enabled: true } } }),
  ],
  [
    'a marking definition by extension',
    {
      ...without(without(minimalOf('marking-definition'), 'definition'), 'definition_type'),
      extensions: { [idOf('extension-definition')]: { extension_type: 'property-extension' } },
    },
  ],
  ['six digits of fraction', sampleIndicator(1, { modified: '2026-03-01T00:00:00.000001Z' })],
  ['a relationship between custom objects', { ...minimalOf('relationship'), source_ref: idOf('x-grid-zone') }],
];

for (const [why, object] of valid)
  test(`valid: ${why} (STX-7, STX-8)`, () => assert.deepEqual(validateObject(object), []));

type Expected = readonly [path: string, code: StixFaultCode];
const bad = (more: JsonMembers): JsonMembers => sampleIndicator(1, more);
const on = (type: string, more: JsonMembers): JsonMembers => ({ ...minimalOf(type), ...more });

const invalid: readonly (readonly [object: JsonValue, ...faults: readonly Expected[]])[] = [
  [null, ['', 'stix-object-expected']],
  [[], ['', 'stix-object-expected']],
  ['indicator', ['', 'stix-object-expected']],
  [{}, ['/type', 'stix-missing'], ['/id', 'stix-missing']],
  [{ type: 'bundle' }, ['', 'stix-nested-bundle']],
  [bad({ type: 'Indicator' }), ['/type', 'stix-type-name'], ['/id', 'stix-id-type']],
  [bad({ type: 7 }), ['/type', 'stix-text-expected']],
  [bad({ id: idOf('tool') }), ['/id', 'stix-id-type']],
  [bad({ id: 'indicator--1' }), ['/id', 'stix-id']],
  [bad({ id: 1 }), ['/id', 'stix-text-expected']],
  [bad({ spec_version: '2.0' }), ['/spec_version', 'stix-version']],
  [without(sampleIndicator(), 'spec_version'), ['/spec_version', 'stix-missing']],
  [without(sampleIndicator(), 'modified'), ['/modified', 'stix-missing']],
  [bad({ created: '2026-03-01' }), ['/created', 'stix-timestamp']],
  [bad({ modified: '2026-03-01T00:00:00+01:00' }), ['/modified', 'stix-timestamp']],
  [bad({ created: later }), ['/modified', 'stix-time-order']],
  [bad({ valid_until: at }), ['/valid_until', 'stix-time-order']],
  [bad({ created_by_ref: idOf('tool') }), ['/created_by_ref', 'stix-ref-type']],
  [bad({ created_by_ref: 'me' }), ['/created_by_ref', 'stix-id']],
  [bad({ revoked: 'no' }), ['/revoked', 'stix-boolean-expected']],
  [bad({ labels: [] }), ['/labels', 'stix-list-empty']],
  [bad({ labels: 'a' }), ['/labels', 'stix-list-expected']],
  [bad({ labels: ['a', 1] }), ['/labels/1', 'stix-text-expected']],
  [bad({ confidence: 101 }), ['/confidence', 'stix-range']],
  [bad({ confidence: -1 }), ['/confidence', 'stix-range']],
  [bad({ confidence: 0.5 }), ['/confidence', 'stix-integer-expected']],
  [bad({ lang: 'not a tag' }), ['/lang', 'stix-text-form']],
  [bad({ name: null }), ['/name', 'stix-text-expected']],
  [
    bad({ external_references: [{}] }),
    ['/external_references/0/source_name', 'stix-missing'],
    ['/external_references/0', 'stix-missing-one-of'],
  ],
  [
    bad({ external_references: [{ source_name: 's', url: 'no url' }] }),
    ['/external_references/0/url', 'stix-text-form'],
  ],
  [
    bad({ external_references: [{ source_name: 'cve', url: 'a:b' }] }),
    ['/external_references/0/external_id', 'stix-missing'],
  ],
  [
    bad({ external_references: [{ source_name: 'cve', external_id: 'CVE-24-1' }] }),
    ['/external_references/0/external_id', 'stix-text-form'],
  ],
  [
    bad({ external_references: [{ source_name: 's', url: 'a:b', hashes: { MD5: 'x' } }] }),
    ['/external_references/0/hashes/MD5', 'stix-text-form'],
  ],
  [bad({ external_references: ['x'] }), ['/external_references/0', 'stix-object-expected']],
  [bad({ object_marking_refs: [idOf('tool')] }), ['/object_marking_refs/0', 'stix-ref-type']],
  [bad({ object_marking_refs: [] }), ['/object_marking_refs', 'stix-list-empty']],
  [bad({ object_marking_refs: [{}] }), ['/object_marking_refs/0', 'stix-text-expected']],
  [bad({ granular_markings: [{ selectors: ['type'] }] }), ['/granular_markings/0', 'stix-missing-one-of']],
  [bad({ granular_markings: [{ lang: 'en' }] }), ['/granular_markings/0/selectors', 'stix-missing']],
  [
    bad({ granular_markings: [{ selectors: ['a b'], lang: 'en' }] }),
    ['/granular_markings/0/selectors/0', 'stix-text-form'],
  ],
  [
    bad({ granular_markings: [{ selectors: ['type'], lang: 'en', marking_ref: idOf('marking-definition') }] }),
    ['/granular_markings/0/marking_ref', 'stix-not-allowed'],
  ],
  [bad({ extensions: [] }), ['/extensions', 'stix-object-expected']],
  [bad({ extensions: { mine: {} } }), ['/extensions/mine', 'stix-extension-key']],
  [bad({ extensions: { 'my/~ext': {} } }), ['/extensions/my~1~0ext', 'stix-extension-key']],
  [bad({ extensions: { 'pdf-ext': 1 } }), ['/extensions/pdf-ext', 'stix-object-expected']],
  [
    bad({ extensions: { [idOf('extension-definition')]: {} } }),
    [`/extensions/${idOf('extension-definition')}/extension_type`, 'stix-missing'],
  ],
  [
    bad({ extensions: { [idOf('extension-definition')]: { extension_type: 'x' } } }),
    [`/extensions/${idOf('extension-definition')}/extension_type`, 'stix-unknown-value'],
  ],
  [bad({ 'x-dash': 1 }), ['/x-dash', 'stix-property-name']],
  [bad({ X: 1 }), ['/X', 'stix-property-name']],
  [
    JSON.parse(JSON.stringify(sampleIndicator()).replace('{', '{"__proto__":{"name":1},')),
    ['/__proto__', 'stix-property-name'],
  ],
  [on('malware', { is_family: true }), ['/name', 'stix-missing']],
  [on('malware', { sample_refs: [idOf('url')] }), ['/sample_refs/0', 'stix-ref-type']],
  [
    on('malware', { kill_chain_phases: [{ phase_name: 'p' }] }),
    ['/kill_chain_phases/0/kill_chain_name', 'stix-missing'],
  ],
  [on('campaign', { first_seen: later, last_seen: at }), ['/last_seen', 'stix-time-order']],
  [on('location', { latitude: 91 }), ['/latitude', 'stix-range'], ['/longitude', 'stix-missing']],
  [on('location', { precision: 10 }), ['/latitude', 'stix-missing'], ['/longitude', 'stix-missing']],
  [without(minimalOf('location'), 'region'), ['', 'stix-missing-one-of']],
  [on('observed-data', { number_observed: 0 }), ['/number_observed', 'stix-range']],
  [
    on('observed-data', { objects: { 0: { type: 'mutex', id: idOf('mutex'), name: 'n' } } }),
    ['/object_refs', 'stix-not-allowed'],
  ],
  [on('opinion', { opinion: 'maybe' }), ['/opinion', 'stix-unknown-value']],
  [on('relationship', { source_ref: idOf('relationship') }), ['/source_ref', 'stix-ref-type']],
  [on('relationship', { relationship_type: 'Uses it' }), ['/relationship_type', 'stix-text-form']],
  [on('relationship', { start_time: at, stop_time: at }), ['/stop_time', 'stix-time-order']],
  [on('sighting', { count: -1 }), ['/count', 'stix-range']],
  [on('sighting', { where_sighted_refs: [idOf('tool')] }), ['/where_sighted_refs/0', 'stix-ref-type']],
  [on('file', { hashes: { 'SHA-256': 'zz' } }), ['/hashes/SHA-256', 'stix-text-form']],
  [on('file', { created: at, modified: at }), ['/created', 'stix-not-allowed'], ['/modified', 'stix-not-allowed']],
  [on('artifact', { url: 'https://a.example' }), ['/url', 'stix-not-allowed'], ['/hashes', 'stix-missing']],
  [on('email-message', { body_multipart: [{ body: 'b' }] }), ['/body_multipart', 'stix-not-allowed']],
  [on('network-traffic', { dst_port: 65_536 }), ['/dst_port', 'stix-range']],
  [on('network-traffic', { start: later, end: at }), ['/end', 'stix-time-order']],
  [on('mac-addr', { value: '00-00-5e-00-53-01' }), ['/value', 'stix-text-form']],
  [on('ipv4-addr', { value: '192.0.2' }), ['/value', 'stix-text-form']],
  [on('x509-certificate', { is_self_signed: 1 }), ['/is_self_signed', 'stix-boolean-expected']],
  [without(custom, 'modified'), ['/modified', 'stix-missing']],
  [without(minimalOf('marking-definition'), 'definition'), ['/definition', 'stix-missing']],
  [on('marking-definition', { definition: {} }), ['/definition/statement', 'stix-missing']],
  [
    on('marking-definition', { definition_type: 'tlp' }),
    ['/definition/tlp', 'stix-missing'],
    ['/definition_type', 'stix-tlp-definition'],
  ],
  [on('extension-definition', { extension_types: ['new-thing'] }), ['/extension_types/0', 'stix-unknown-value']],
  [on('language-content', { contents: { de: 'n' } }), ['/contents/de', 'stix-object-expected']],
  [
    bad({ confidence: 200, labels: [], lang: '', revoked: 1 }),
    ['/confidence', 'stix-range'],
    ['/labels', 'stix-list-empty'],
    ['/lang', 'stix-text-form'],
    ['/revoked', 'stix-boolean-expected'],
  ],
];

test('the table of invalid objects is long enough to mean something', () => assert.ok(invalid.length >= 40));

invalid.forEach(([object, ...expected], number) => {
  const title = expected.map(([path, code]) => `${code} at "${path}"`).join(', ');
  test(`invalid ${number + 1}: ${title} (STX-2, STX-7, STX-8)`, () => {
    assert.deepEqual(
      validateObject(object)
        .map(({ path, code }) => [path, code])
        .sort(),
      expected.map((fault) => [...fault]).sort(),
    );
  });
});

test('paths start where the caller says (STX-2)', () => {
  assert.equal(validateObject(bad({ confidence: 101 }), '/objects/7')[0]?.path, '/objects/7/confidence');
});

const json = fc.jsonValue({ maxDepth: 4 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)));
const keys = fc.constantFrom(
  ...new Set(minimal.flatMap((object) => Object.keys(object))),
  'labels',
  'granular_markings',
  'hashes',
  'extensions',
  'external_references',
);

test('no value makes validation throw (STX-2)', () => {
  fc.assert(
    fc.property(json, (value) => {
      assert.ok(Array.isArray(validateObject(value)));
    }),
  );
});

test('no value of any property of any type makes validation throw, and every path leads into the object (STX-2)', () => {
  fc.assert(
    fc.property(fc.constantFrom(...minimal), fc.dictionary(keys, json), (object, changes) => {
      for (const fault of validateObject({ ...object, ...changes }, '/o'))
        assert.ok(fault.path === '/o' || fault.path.startsWith('/o/'));
    }),
    { numRuns: 500 },
  );
});

test('hostile texts in every checked form are refused without backtracking (STX-3)', () => {
  const long = 100_000;
  for (const more of [
    { lang: 'a-'.repeat(long) },
    { type: `${'a'.repeat(long)}!` },
    { created: `2026-03-01T00:00:00.${'0'.repeat(long)}` },
    { granular_markings: [{ selectors: [`${'a.'.repeat(long)}!`], lang: 'en' }] },
    { external_references: [{ source_name: 'cve', external_id: `CVE-2024-${'1'.repeat(long)}x` }] },
  ])
    assert.notDeepEqual(validateObject(bad(more)), []);
  for (const value of ['1.'.repeat(long), ':'.repeat(long)]) {
    assert.notDeepEqual(validateObject(on('ipv4-addr', { value })), []);
    assert.notDeepEqual(validateObject(on('ipv6-addr', { value })), []);
  }
});
