import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '#protocol/bytes/text.ts';
import { type BundleReading, readBundle } from './read-bundle.ts';
import { sampleIndicator } from './sample-indicator.ts';
import type { JsonValue, StixObject } from './stix-object.ts';
import { writeBundle } from './write-bundle.ts';

const bundleId = 'bundle--11111111-1111-4111-8111-111111111111';
const found = (reading: BundleReading): readonly (readonly string[])[] =>
  reading.faults.map(({ code, path }) => [code, path]);
const lost = (reading: BundleReading): readonly (readonly string[])[] =>
  reading.losses.map(({ code, path }) => [code, path]);
const bundleText = (objects: JsonValue, more: Readonly<Record<string, JsonValue>> = {}): string =>
  JSON.stringify({ type: 'bundle', id: bundleId, ...more, objects });
const custom = (value: string): string =>
  JSON.stringify([sampleIndicator(1, { x_value: 'HERE' })]).replace('"HERE"', value);

/** Holds for every reading of anything. */
function checkAccount(reading: BundleReading): void {
  assert.equal(reading.objects.length + reading.refused + reading.repeated, reading.seen);
  if (reading.refused > 0) assert.ok(reading.faults.length > 0);
  assert.equal(reading.losses.filter((loss) => loss.code === 'loss-duplicate-object').length, reading.repeated);
}

test('bytes and text read alike, as bundle, envelope and list (STX-1)', () => {
  const objects = [sampleIndicator(1), sampleIndicator(2)];
  for (const text of [bundleText(objects), JSON.stringify({ objects }), JSON.stringify(objects)]) {
    assert.deepEqual(readBundle(text).objects, objects);
    assert.deepEqual(readBundle(utf8(text)), readBundle(text));
  }
});

test('a bundle without objects is empty (STX-1)', () => {
  const reading = readBundle(JSON.stringify({ type: 'bundle', id: bundleId }));
  assert.deepEqual(found(reading), []);
  assert.equal(reading.seen, 0);
});

test('what the wrapper holds beside its objects is a loss (STX-12)', () => {
  assert.deepEqual(lost(readBundle(bundleText([], { spec_version: '2.1', 'x/y': 1 }))), [
    ['loss-bundle-id', '/id'],
    ['loss-wrapper-property', '/spec_version'],
    ['loss-wrapper-property', '/x~1y'],
  ]);
});

const refusedWhole: readonly (readonly [why: string, input: string | Uint8Array, code: string, path: string])[] = [
  ['no text', '', 'stix-syntax', ''],
  ['a text that is no list', '"x"', 'stix-not-a-bundle', ''],
  ['null', 'null', 'stix-not-a-bundle', ''],
  ['an object of no kind', '{"a":1}', 'stix-not-a-bundle', ''],
  ['a single object', JSON.stringify(sampleIndicator()), 'stix-not-a-bundle', ''],
  ['a type that is no text', '{"type":null,"objects":[]}', 'stix-not-a-bundle', ''],
  ['objects that are no list', bundleText({}), 'stix-list-expected', '/objects'],
  ['bytes that are not UTF-8', Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d), 'stix-text', ''],
  ['a string that is not Unicode', '["\ud800"]', 'stix-text', ''],
  ['a bundle of STIX 2.0', bundleText([sampleIndicator()], { spec_version: '2.0' }), 'stix-version', '/spec_version'],
  [
    'a bundle of no known version',
    bundleText([sampleIndicator()], { spec_version: 2.1 }),
    'stix-version',
    '/spec_version',
  ],
  [
    'a wrapper with thousands of members',
    JSON.stringify(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`k${i}`, i]))),
    'stix-not-a-bundle',
    '',
  ],
];

for (const [why, input, code, path] of refusedWhole)
  test(`refused as a whole: ${why} (STX-1, STX-10)`, () => {
    const reading = readBundle(input);
    assert.deepEqual(found(reading).at(-1), [code, path]);
    assert.equal(reading.objects.length + reading.seen, 0);
  });

test('a bundle with a wrong id is a fault, and its objects are read (STX-2)', () => {
  assert.deepEqual(found(readBundle('{"type":"bundle","objects":[]}')), [['stix-missing', '/id']]);
  const reading = readBundle(JSON.stringify({ type: 'bundle', id: 'bundle--1', objects: [sampleIndicator()] }));
  assert.deepEqual(found(reading), [['stix-id', '/id']]);
  assert.equal(reading.objects.length, 1);
});

test('an object with a fault is refused alone, and counts add up (STX-2)', () => {
  const reading = readBundle(
    bundleText([sampleIndicator(1), 7, sampleIndicator(2, { confidence: -1 }), sampleIndicator(1)]),
  );
  assert.deepEqual(found(reading), [
    ['stix-object-expected', '/objects/1'],
    ['stix-range', '/objects/2/confidence'],
  ]);
  assert.deepEqual([reading.seen, reading.objects.length, reading.refused, reading.repeated], [4, 1, 2, 1]);
  assert.deepEqual(lost(reading).at(-1), ['loss-duplicate-object', '/objects/3']);
});

test('every faulty object is refused even when its fault is no longer listed (STX-2)', () => {
  const reading = readBundle(bundleText([1, 2, 3, 4, 5].map((n) => sampleIndicator(n, { confidence: n + 98 }))), {
    faults: 2,
  });
  assert.deepEqual(found(reading), [
    ['stix-range', '/objects/2/confidence'],
    ['stix-range', '/objects/3/confidence'],
    ['stix-more-faults', ''],
  ]);
  assert.deepEqual([reading.objects.length, reading.refused], [2, 3]);
});

test('the order of members and zeros in a fraction do not make another version (STX-12)', () => {
  const object = sampleIndicator();
  const turned = Object.fromEntries(Object.entries(object).reverse());
  assert.equal(readBundle(JSON.stringify([object, turned])).repeated, 1);
  const other = readBundle(JSON.stringify([object, { ...object, modified: '2026-03-01T00:00:00.0Z' }]));
  assert.deepEqual(found(other), [['stix-version-conflict', '/1']]);
});

const inexact = [
  '9007199254740992',
  '-9007199254740992',
  '123456789012345678901234567890',
  '1e400',
  '-1e400',
  '9007199254740993.0',
  '1E20',
  '[[1,9007199254740993]]',
];
for (const token of inexact)
  test(`the number ${token} cannot be kept and is refused (STX-11)`, () => {
    const reading = readBundle(custom(token));
    assert.deepEqual(found(reading), [
      ['stix-number-inexact', token.startsWith('[') ? '/0/x_value/0/1' : '/0/x_value'],
    ]);
    assert.equal(reading.refused, 1);
  });

for (const token of [
  '9007199254740991',
  '-9007199254740991',
  '0.1',
  '1e3',
  '-0.5',
  '123456789.123456789123',
  '1e-400',
  '0',
  '1.0',
])
  test(`the number ${token} is read (STX-11)`, () => {
    const reading = readBundle(custom(token));
    assert.deepEqual(found(reading), []);
    assert.equal(reading.objects[0]?.['x_value'], Number(token));
  });

test('digits inside a text are no number (STX-11)', () => {
  assert.deepEqual(found(readBundle(custom('"99999999999999999999 \\" 99999999999999999999 {[\\\\"'))), []);
});

test('the sign of a zero is a loss (STX-12)', () => {
  for (const token of ['-0', '-0.0', '-0e5', '-1e-400']) {
    const reading = readBundle(custom(token));
    assert.deepEqual(found(reading), []);
    assert.deepEqual(lost(reading), [['loss-negative-zero', '/0/x_value']]);
  }
});

test('a repeated key is refused wherever it stands, however it is spelt (STX-11)', () => {
  assert.deepEqual(found(readBundle(custom('{"a":{"b/c":[{"k":1,"k":2}]}}'))), [
    ['stix-duplicate-key', '/0/x_value/a/b~1c/0/k'],
  ]);
  assert.deepEqual(found(readBundle(custom('{"a":1,"\\u0061":1}'))), [['stix-duplicate-key', '/0/x_value/a']]);
  assert.deepEqual(found(readBundle(custom('{"__proto__":1,"__proto__":2}'))), [
    ['stix-duplicate-key', '/0/x_value/__proto__'],
  ]);
  assert.deepEqual(found(readBundle(custom('[{"k":1},{"k":2,"v":{"k":3}}]'))), []);
});

test('a fault of the text outside of every object refuses all of them (STX-11)', () => {
  const text = bundleText([sampleIndicator()]).replace('{', '{"x":9007199254740993,');
  const reading = readBundle(text);
  assert.deepEqual(found(reading), [['stix-number-inexact', '/x']]);
  assert.deepEqual([reading.seen, reading.refused], [1, 1]);
});

test('a text with more oddities than anyone writes by mistake is refused whole (STX-11)', () => {
  const reading = readBundle(custom(`[${Array.from({ length: 1001 }, () => '1e999').join()}]`));
  assert.equal(reading.faults.at(-1)?.code, 'stix-more-faults');
  assert.equal(reading.seen, 0);
});

test('lone surrogates are refused in values and in keys, and pairs are read (STX-11)', () => {
  assert.deepEqual(found(readBundle(custom('"\\ud83d\\ude00"'))), []);
  assert.deepEqual(found(readBundle(custom('["\\ude00"]'))), [['stix-not-unicode', '/0/x_value/0']]);
  assert.deepEqual(found(readBundle(custom('{"\\uD83D":1}'))), [['stix-not-unicode', '/0/x_value/\ufffd']]);
});

test('a byte order mark is passed over and reported (STX-12)', () => {
  assert.deepEqual(lost(readBundle(utf8('\ufeff[]'))), [['loss-byte-order-mark', '']]);
});

test('depth is bounded before the parser runs (STX-10)', () => {
  const deep = (levels: number): string => custom(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  assert.deepEqual(found(readBundle(deep(62))), []);
  assert.deepEqual(found(readBundle(deep(63))), [['stix-depth', '']]);
  assert.deepEqual(found(readBundle('['.repeat(5_000_000))), [['stix-depth', '']]);
  assert.deepEqual(found(readBundle('{"a":'.repeat(1_000_000))), [['stix-depth', '']]);
  assert.deepEqual(found(readBundle(deep(9), { depth: 10 })), [['stix-depth', '']]);
});

test('size, values and objects are bounded (STX-10)', () => {
  assert.deepEqual(found(readBundle('[1]', { bytes: 2 })), [['stix-size', '']]);
  assert.deepEqual(found(readBundle(`[${'[],'.repeat(4_500_000)}[]]`)), [['stix-values', '']]);
  assert.deepEqual(found(readBundle('[1,2,3]', { values: 3 })), [['stix-values', '']]);
  const reading = readBundle(bundleText([1, 2, 3]), { objects: 2 });
  assert.deepEqual(found(reading), [['stix-objects', '/objects']]);
  assert.equal(reading.seen, 0);
});

test('a bomb of keys does not blow up paths (STX-2)', () => {
  const key = 'k'.repeat(1_000_000);
  const reading = readBundle(custom(`{"${key}":{"${key}":[1e999,1e999]}}`));
  assert.equal(reading.faults.length, 2);
  for (const fault of reading.faults) assert.ok(fault.path.length < 600);
});

const member = fc.stringMatching(/^x_[a-z0-9_]{1,20}$/);
const content = fc.jsonValue({ maxDepth: 3 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)));
const safe = (value: JsonValue): boolean =>
  readBundle(`[{"type":"x-v","id":"x-v--0d2b8f3e-51c7-4a6e-9f10-3c7b2a64e8d1","x_v":${JSON.stringify(value)}}]`).faults
    .length === 0;

test('what is read and written and read again is equal, whatever custom properties hold (STX-13)', () => {
  const objects = fc
    .uniqueArray(fc.nat({ max: 99_999_999 }), { maxLength: 6 })
    .chain((numbers) =>
      fc.tuple(
        ...numbers.map((number) =>
          fc.dictionary(member, content.filter(safe)).map((more): StixObject => sampleIndicator(number, more)),
        ),
      ),
    );
  fc.assert(
    fc.property(objects, (given) => {
      const reading = readBundle(writeBundle(bundleId, given));
      assert.deepEqual(found(reading), []);
      assert.deepEqual(reading.objects, given);
      assert.equal(writeBundle(bundleId, reading.objects), writeBundle(bundleId, given));
    }),
  );
});

test('no text makes reading throw, and every object is accounted for (STX-2)', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json({ maxDepth: 5 }),
    fc.array(fc.jsonValue()).map((items) => bundleText(JSON.parse(JSON.stringify(items)))),
    fc
      .array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '-0', '1e9', '\\', 'null', '"type"', '"objects"'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (input) => checkAccount(readBundle(input))),
    { numRuns: 1000 },
  );
  fc.assert(fc.property(fc.uint8Array(), (input) => checkAccount(readBundle(input))));
});

test('a text with one byte changed never makes reading throw (STX-2)', () => {
  const bytes = utf8(
    bundleText([sampleIndicator(1, { labels: ['a'], x_deep: { a: [1, null, { b: 0.5 }] } }), sampleIndicator(2)]),
  );
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), (at, byte) =>
      checkAccount(readBundle(bytes.with(at, byte))),
    ),
    { numRuns: 1000 },
  );
});

test('an observable whose hashed id is not the derived one is kept and reported, others are not (STX-17)', () => {
  const address = (id: string, value: string): object => ({ type: 'ipv4-addr', spec_version: '2.1', id, value });
  const derived = 'ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4';
  const random = 'ipv4-addr--28bb3599-77cd-4a82-a950-b5bc3caf07c4';
  const { objects, losses } = readBundle(
    JSON.stringify([address(derived, '198.51.100.3'), address(random, '198.51.100.4')]),
  );
  assert.deepEqual([objects.length, losses], [2, []]);
  const other = readBundle(JSON.stringify([address(derived, '198.51.100.4')]));
  assert.equal(other.objects.length, 1);
  assert.deepEqual(
    other.losses.map(({ code, path }) => [code, path]),
    [['observable-id-other', '/0']],
  );
});
