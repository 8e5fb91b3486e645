import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { observableId } from './observable-id.ts';

/** Ids published by others for these properties: the example of STIX 2.1 section 2.9, and those of other tools' tests. */
const published: readonly (readonly [type: string, members: Readonly<Record<string, unknown>>, uuid: string])[] = [
  ['ipv4-addr', { value: '198.51.100.3' }, '28bb3599-77cd-5a82-a950-b5bc3caf07c4'],
  ['ipv6-addr', { value: '2001:db8::1' }, '6469e3a9-b053-5e34-a025-9396ae051d26'],
  ['domain-name', { value: 'example.com' }, 'bedb4899-d24b-5401-bc86-8f6b4cc18ec7'],
  ['autonomous-system', { number: 15139 }, '3aa27478-50b5-5ab8-9da9-cdc12b657fff'],
  [
    'file',
    {
      name: 'example.exe',
      size: 68_000,
      magic_number_hex: '50000000',
      hashes: { 'SHA-256': '841a8921140aba50671ebb0770fecc4ee308c4952cfeff8de154ab14eeef4649' },
      extensions: {
        'windows-pebinary-ext': {
          pe_type: 'exe',
          machine_hex: '014c',
          sections: [
            {
              name: '.data',
              size: 4096,
              entropy: 7.980693,
              hashes: { 'SHA-256': '6e3b6f3978e5cd96ba7abee35c24e867b7e64072e2ecb22d0ee7a6e6af6894d0' },
            },
          ],
        },
      },
    },
    'ced31cd4-bdcb-537d-aefa-92d291bfc11d',
  ],
  [
    'windows-registry-key',
    {
      values: [
        { name: 'Foo', data: 'qwerty' },
        { name: 'Bar', data: '42' },
      ],
    },
    '36594eba-bcc7-5014-9835-0e154264e588',
  ],
];

for (const [type, members, uuid] of published)
  test(`the id of this ${type} is the one that others give it (STX-17)`, () => {
    assert.equal(observableId(type, members), `${type}--${uuid}`);
  });

test('of several hashes the first of MD5, SHA-1, SHA-256, SHA-512 names a file, else the first by name (STX-17)', () => {
  const [md5, sha256] = ['a'.repeat(32), 'b'.repeat(64)];
  const both = observableId('file', { hashes: { 'SHA-256': sha256, MD5: md5 } });
  assert.equal(both, observableId('file', { hashes: { MD5: md5 } }));
  assert.notEqual(both, observableId('file', { hashes: { 'SHA-256': sha256 } }));
  assert.equal(
    observableId('file', { hashes: { TLSH: 'y', SSDEEP: 'x' } }),
    observableId('file', { hashes: { SSDEEP: 'x' } }),
  );
});

test('neither the order of members nor a property that names nothing changes an id (STX-17)', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (name, vendor, extra) => {
      const id = observableId('software', { name, vendor });
      assert.equal(observableId('software', { vendor, labels: [extra], name }), id);
      assert.match(id ?? '', /^software--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});

test('what has nothing to be named by gets no id (STX-17)', () => {
  assert.equal(observableId('process', { pid: 1 }), undefined);
  assert.equal(observableId('email-message', { is_multipart: false }), undefined);
  assert.equal(observableId('indicator', { name: 'n' }), undefined);
  assert.equal(observableId('constructor', { name: 'n' }), undefined);
});
