import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeObjects } from './complete-objects.fixture.ts';
import { at, idOf, later } from './object-parts.fixture.ts';
import type { StixFaultCode } from './stix-fault.ts';
import type { JsonMembers, JsonValue } from './stix-object.ts';
import { validateObject } from './validate-object.ts';

/** The complete object of a type with some members changed; an undefined one is taken out. */
function complete(type: string, changes: Readonly<Record<string, JsonValue | undefined>> = {}): JsonMembers {
  const object = completeObjects.find((candidate) => candidate['type'] === type) ?? assert.fail(type);
  const entries = Object.entries({ ...object, ...changes });
  return Object.fromEntries(
    entries.flatMap(([key, value]): [string, JsonValue][] => (value === undefined ? [] : [[key, value]])),
  );
}

const definition = idOf('extension-definition');
const selecting = (...selectors: readonly string[]): JsonMembers => ({
  granular_markings: [{ selectors, marking_ref: idOf('marking-definition') }],
});

type Expected = readonly [path: string, code: StixFaultCode];

/** What no schema can state, or the published ones do not. */
const refused: readonly (readonly [rule: string, object: JsonMembers, ...faults: readonly Expected[]])[] = [
  [
    'a selector names what is there',
    complete('tool', selecting('nam')),
    ['/granular_markings/0/selectors/0', 'stix-selector'],
  ],
  [
    'a selector does not reach behind a list or into a text',
    complete('tool', selecting('aliases.[1]', 'name.n', 'aliases.[0]')),
    ['/granular_markings/0/selectors/0', 'stix-selector'],
    ['/granular_markings/0/selectors/1', 'stix-selector'],
  ],
  [
    'a selector has its grammar',
    complete('tool', selecting('aliases[0]')),
    ['/granular_markings/0/selectors/0', 'stix-text-form'],
  ],
  [
    'a marking does not mark itself',
    complete('marking-definition', {
      object_marking_refs: [idOf('marking-definition')],
      granular_markings: [{ selectors: ['name'], marking_ref: idOf('marking-definition') }],
    }),
    ['/object_marking_refs/0', 'stix-marking-cycle'],
    ['/granular_markings/0/marking_ref', 'stix-marking-cycle'],
  ],
  [
    'a standard type is not made anew',
    complete('tool', { extensions: { [definition]: { extension_type: 'new-sdo' } } }),
    [`/extensions/${definition}`, 'stix-extension-type'],
  ],
  [
    'a custom type is made once',
    complete('tool', {
      type: 'x-tool',
      id: idOf('x-tool'),
      extensions: {
        [definition]: { extension_type: 'new-sdo' },
        [definition.replace(/.$/, '2')]: { extension_type: 'new-sco' },
      },
    }),
    [`/extensions/${definition.replace(/.$/, '2')}`, 'stix-extension-type'],
  ],
  ['a name kept for later is not used', complete('tool', { severity: 'high' }), ['/severity', 'stix-reserved-name']],
  [
    'a sighting is of what happens, not of an observable',
    complete('sighting', { sighting_of_ref: idOf('ipv4-addr') }),
    ['/sighting_of_ref', 'stix-ref-type'],
  ],
  [
    'an end of traffic is an address',
    complete('network-traffic', { src_ref: idOf('file') }),
    ['/src_ref', 'stix-ref-type'],
  ],
  [
    'an address resolves to hardware',
    complete('ipv4-addr', { resolves_to_refs: [idOf('domain-name')] }),
    ['/resolves_to_refs/0', 'stix-ref-type'],
  ],
  [
    'what was observed is not links alone',
    complete('observed-data', { object_refs: [idOf('relationship'), idOf('sighting')] }),
    ['/object_refs', 'stix-ref-type'],
  ],
  [
    'observables inside observed data are checked',
    complete('observed-data', {
      object_refs: undefined,
      objects: { 0: { type: 'mutex', id: idOf('mutex') }, 1: complete('tool') },
    }),
    ['/objects/0/name', 'stix-missing'],
    ['/objects/1', 'stix-ref-type'],
  ],
  [
    'a part of a message has one body',
    complete('email-message', { body_multipart: [{ body: 'b', body_raw_ref: idOf('file') }] }),
    ['/body_multipart/0/body_raw_ref', 'stix-not-allowed'],
  ],
  ['a hive is written out', complete('windows-registry-key', { key: 'HKLM\\x' }), ['/key', 'stix-text-form']],
  [
    'a dictionary has keys of its form',
    complete('process', { environment_variables: { 'a b': 'c' } }),
    ['/environment_variables/a b', 'stix-dictionary-key'],
  ],
  ['an extension is not empty', complete('file', { extensions: {} }), ['/extensions', 'stix-object-empty']],
  [
    'a definition names top-level properties only when it adds some',
    complete('extension-definition', { extension_types: ['property-extension'] }),
    ['/extension_properties', 'stix-not-allowed'],
  ],
  [
    'nobody makes another TLP 1 definition',
    complete('marking-definition', { definition_type: 'tlp', definition: { tlp: 'green' } }),
    ['/definition_type', 'stix-tlp-definition'],
  ],
  [
    'every fault is told, not the first alone',
    complete('indicator', { valid_until: at, modified: '2026-02-01T00:00:00Z', labels: [1, 2], confidence: 101 }),
    ['/confidence', 'stix-range'],
    ['/labels/0', 'stix-text-expected'],
    ['/labels/1', 'stix-text-expected'],
    ['/modified', 'stix-time-order'],
    ['/valid_until', 'stix-time-order'],
  ],
];

for (const [rule, object, ...expected] of refused)
  test(`refused: ${rule} (STX-2, STX-7, STX-8, STX-18, STX-19, STX-20)`, () => {
    const found = validateObject(object).map(({ path, code }) => [path, code]);
    assert.deepEqual(found.toSorted(), expected.map((fault) => [...fault]).toSorted());
  });

const addresses: Readonly<Record<string, { good: readonly string[]; bad: readonly string[] }>> = {
  'ipv4-addr': {
    good: ['0.0.0.0', '198.51.100.255', '198.51.100.0/32'],
    bad: ['198.51.100', '198.51.100.256', '198.51.100.01', '198.51.100.0/33', '198.51.100.1.1', ' 198.51.100.1'],
  },
  'ipv6-addr': {
    good: ['::', '::1', '2001:db8::', '2001:DB8:0:0:0:0:0:1', '::ffff:192.0.2.1', 'fe80::1%eth0', '2001:db8::/128'],
    bad: [
      '',
      ':',
      ':::',
      '1::2::3',
      '2001:db8',
      '1:2:3:4:5:6:7:8:9',
      '::12345',
      '::192.0.2.256',
      '2001:db8::/129',
      '192.0.2.1',
    ],
  },
  'domain-name': {
    good: ['a.example', 'xn--bcher-kva.example', 'bücher.example', '_x._tcp.example'],
    bad: ['', 'a b', 'http://a.example'],
  },
  'email-addr': { good: ['a@b.example', '"a b"@c.example'], bad: ['a', 'A <a@b.example>', 'a@', '@'] },
  url: { good: ['https://a.example/ü'], bad: ['a.example'] },
};

for (const [type, { good, bad }] of Object.entries(addresses))
  test(`a ${type} has its form (STX-8)`, () => {
    for (const value of good) assert.deepEqual(validateObject(complete(type, { value })), [], value);
    for (const value of bad)
      assert.deepEqual(
        validateObject(complete(type, { value })).map(({ path, code }) => [path, code]),
        [['/value', 'stix-text-form']],
        value,
      );
  });

test('what an open vocabulary does not list is allowed (STX-8)', () => {
  const object = complete('threat-actor', { threat_actor_types: ['x-own'], sophistication: 'x-own', roles: ['x-own'] });
  assert.deepEqual(validateObject(object), []);
});

test('observables inside observed data may refer to each other by their keys (STX-8)', () => {
  const objects = {
    0: { type: 'domain-name', id: idOf('domain-name'), value: 'a.example', resolves_to_refs: ['1'] },
    1: { type: 'ipv4-addr', id: idOf('ipv4-addr'), value: '192.0.2.1' },
  };
  assert.deepEqual(validateObject(complete('observed-data', { object_refs: undefined, objects })), []);
  const dangling = { 0: objects[0] };
  assert.deepEqual(
    validateObject(complete('observed-data', { object_refs: undefined, objects: dangling })).map(({ path }) => path),
    ['/objects/0/resolves_to_refs/0'],
  );
});

test('a time has up to thirty digits of fraction, and more are refused (STX-6)', () => {
  const fraction = (digits: number): JsonMembers =>
    complete('tool', { modified: later.replace('000Z', `${'1'.repeat(digits)}Z`) });
  for (const digits of [1, 4, 6, 9, 30]) assert.deepEqual(validateObject(fraction(digits)), []);
  assert.deepEqual(
    validateObject(fraction(31)).map(({ code }) => code),
    ['stix-timestamp'],
  );
});

test('every fault of a pattern in the language of STIX is told, and patterns in others are not read (STX-8)', () => {
  const pattern = "[file:hashes.MD5 = 'x'] AND [ipv4-addr:value]";
  assert.deepEqual(
    validateObject(complete('indicator', { pattern })).map(({ path, code }) => [path, code]),
    [
      ['/pattern', 'pattern-hash'],
      ['/pattern', 'pattern-operator'],
    ],
  );
  assert.deepEqual(validateObject(complete('indicator', { pattern, pattern_type: 'sigma' })), []);
});
