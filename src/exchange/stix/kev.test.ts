import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { describeObject } from './describe.ts';
import { type KevFact, kevExtensionId, kevObjects, readKevFacts, vulnerabilityOf } from './kev.ts';
import { readBundle } from './read-bundle.ts';
import type { JsonValue } from './stix-object.ts';
import { validateObject } from './validate-object.ts';
import { writeBundle } from './write-bundle.ts';

const bundleId = 'bundle--11111111-1111-4111-8111-111111111111';
const sample: JsonValue = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../samples/kev-facts.json'), 'utf8'),
);
const row: readonly JsonValue[] = ['CVE-2024-0001', 'Vendor', 'Product', '2024-02-29', '2024-03-21', true];
const fact: KevFact = {
  cve: 'CVE-2024-0001',
  vendor: 'Vendor',
  product: 'Product',
  added: '2024-02-29',
  due: '2024-03-21',
  ransomware: true,
};
const columns = ['cve', 'vendor', 'product', 'added', 'due', 'ransomware'];
const catalogue = (...rows: readonly JsonValue[]): JsonValue => ({
  source: 's',
  licence: 'l',
  catalogVersion: 'v',
  columns,
  rows,
});

test('a fact becomes one vulnerability with the same id everywhere (STX-15)', () => {
  const object = vulnerabilityOf(fact);
  assert.deepEqual(object, {
    type: 'vulnerability',
    spec_version: '2.1',
    id: 'vulnerability--5098aeca-92e1-5dc6-8587-6b6c0bce87ad',
    created: '2024-02-29T00:00:00.000Z',
    modified: '2024-02-29T00:00:00.000Z',
    name: 'CVE-2024-0001',
    labels: ['known-exploited', 'known-ransomware-use'],
    external_references: [{ source_name: 'cve', external_id: 'CVE-2024-0001' }],
    extensions: {
      [kevExtensionId]: {
        extension_type: 'property-extension',
        vendor: 'Vendor',
        product: 'Product',
        date_added: '2024-02-29',
        due_date: '2024-03-21',
        known_ransomware_use: true,
      },
    },
  });
  assert.deepEqual(validateObject(object), []);
  assert.equal(describeObject(object).title, 'CVE-2024-0001 · Vendor Product');
});

test('without known ransomware use the label is absent (STX-15)', () => {
  assert.deepEqual(vulnerabilityOf({ ...fact, ransomware: false })['labels'], ['known-exploited']);
});

test('the sample is read whole, and its objects are valid STIX that comes back equal (STX-15)', () => {
  const facts = readKevFacts(sample);
  assert.equal(facts.licence, 'CC0-1.0');
  assert.equal(facts.facts.length, 1404);
  const objects = kevObjects(facts);
  assert.equal(objects.length, facts.facts.length + 2);
  const reading = readBundle(writeBundle(bundleId, objects));
  assert.deepEqual(reading.faults, []);
  assert.deepEqual(reading.objects, objects);
  assert.equal(new Set(objects.map((object) => object.id)).size, objects.length);
});

const wrong: readonly (readonly [code: string, path: string, input: JsonValue])[] = [
  ['kev-shape', '/rows', null],
  ['kev-shape', '/rows', { rows: 3 }],
  ['kev-shape', '/columns', { rows: [], columns: ['cve'] }],
  ['kev-row', '/rows/0', catalogue('x')],
  ['kev-row', '/rows/1', catalogue(row, row.slice(1))],
  ['kev-value', '/rows/0/0', catalogue(row.with(0, 'CVE-24-1'))],
  ['kev-value', '/rows/0/1', catalogue(row.with(1, ' Vendor'))],
  ['kev-value', '/rows/0/2', catalogue(row.with(2, ''))],
  ['kev-value', '/rows/0/3', catalogue(row.with(3, '2023-02-29'))],
  ['kev-value', '/rows/0/4', catalogue(row.with(4, 20))],
  ['kev-value', '/rows/0/5', catalogue(row.with(5, 'Known'))],
  ['kev-repeated', '/rows/1/0', catalogue(row, row)],
  ['kev-value', '/source', { columns, rows: [] }],
];

for (const [code, path, input] of wrong)
  test(`facts with ${code} at ${path} are refused (STX-15)`, () => {
    assert.throws(
      () => readKevFacts(input),
      (thrown) => faultCode(thrown) === code && thrown instanceof Fault && thrown.path === path,
    );
  });
