import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '#protocol/bytes/fault.ts';
import { idOfName, isIdOf, isTypeName, typeOfId } from './identifier.ts';

const uuid = '0d2b8f3e-51c7-4a6e-9f10-3c7b2a64e8d1';

test('type names of STIX and of others are read (STX-4)', () => {
  for (const name of ['url', 'x-mitre-tactic', 'ipv4-addr', 'x509-certificate', 'a2c', 'x-old-', 'a'.repeat(250)])
    assert.equal(isTypeName(name), true, name);
});

test('texts that are no type names are refused (STX-4)', () => {
  for (const name of ['', 'ab', 'Url', '2ab', '-abc', 'a--b', 'a_bc', 'abc--', 'a b', 'abc\n', 'a'.repeat(251)])
    assert.equal(isTypeName(name), false, name);
});

test('hostile type names cost no more than their length (STX-3)', () => {
  // The published expression takes longer than the age of the universe on the second of these.
  assert.equal(isTypeName('a'.repeat(30)), true);
  assert.equal(isTypeName(`${'a'.repeat(200)}!`), false);
  assert.equal(isTypeName(`${'a-'.repeat(5_000_000)}!`), false);
  assert.equal(typeOfId(`${'a-'.repeat(1_000_000)}--${uuid}`), undefined);
});

test('the type of an id is read only when its UUID has its form (STX-5)', () => {
  assert.equal(typeOfId(`indicator--${uuid}`), 'indicator');
  assert.equal(typeOfId(`x-old---${uuid}`), 'x-old-');
  assert.equal(typeOfId(`indicator--${uuid.toUpperCase()}`), 'indicator');
  const wrong = ['indicator', `indicator-${uuid}`, `--${uuid}`, `indicator--${uuid}0`, `indicator--${uuid.slice(1)}`];
  for (const id of [
    ...wrong,
    `Indicator--${uuid}`,
    `indicator--${uuid.replace('-4', '-0')}`,
    `indicator--${uuid.replace('-9', '-7')}`,
  ])
    assert.equal(typeOfId(id), undefined, id);
});

test('isIdOf agrees with typeOfId for any text (STX-5)', () => {
  const types = fc.constantFrom('indicator', 'x-old-', 'url', 'tool', 'Bad');
  fc.assert(
    fc.property(
      types,
      types,
      fc.constantFrom(uuid, `${uuid}0`, uuid.slice(1), '', uuid.replace('a', 'g')),
      (type, asked, tail) => {
        const id = `${type}--${tail}`;
        if (isTypeName(asked)) assert.equal(isIdOf(id, asked), typeOfId(id) === asked);
      },
    ),
  );
});

test('a name always gives the same id, and other names or types another (STX-15)', () => {
  const id = idOfName('vulnerability', 'CVE-2024-0001');
  assert.equal(id, idOfName('vulnerability', 'CVE-2024-0001'));
  assert.equal(typeOfId(id), 'vulnerability');
  assert.notEqual(id, idOfName('vulnerability', 'CVE-2024-0002'));
  assert.notEqual(id.slice(-36), idOfName('indicator', 'CVE-2024-0001').slice(-36));
});

test('every name gives an id of the form that STIX asks for (STX-15)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      assert.match(
        idOfName('tool', name),
        /^tool--[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }),
  );
});

test('an id of a type that is none is a fault', () => {
  assert.throws(
    () => idOfName('No Type', 'x'),
    (thrown) => faultCode(thrown) === 'stix-type-name',
  );
});
