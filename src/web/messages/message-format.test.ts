import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '#protocol/bytes/fault.ts';
import { assemble, compile, placeholders, pluralBranches } from './message-format.ts';

const plurals = new Intl.PluralRules('en');
const said = (text: string, values: Readonly<Record<string, string | number>>): string =>
  assemble<string>(compile(text), {
    text: (literal) => literal,
    value: (name) => String(values[name]),
    count: (name) => ({ value: Number(values[name]), category: plurals.select(Number(values[name])) }),
  }).join('');

test('a placeholder is replaced by its value', () => assert.equal(said('from {party}.', { party: 'A' }), 'from A.'));

test('a plural takes the branch of its category, an exact number before it', () => {
  const text = '{count, plural, =0 {none} one {# record of {party}} other {# records of {party}}}!';
  assert.equal(said(text, { count: 0, party: 'A' }), 'none!');
  assert.equal(said(text, { count: 1, party: 'A' }), '1 record of A!');
  assert.equal(said(text, { count: 7, party: 'A' }), '7 records of A!');
});

test('a number sign outside a plural is text', () => assert.equal(said('entry #{n}', { n: 3 }), 'entry #3'));

test('placeholders are listed once, those inside a plural as well', () => {
  assert.deepEqual(placeholders(compile('{b} {a, plural, other {# {c} {b}}}')), ['a', 'b', 'c']);
});

test('the branches of each plural are listed', () => {
  assert.deepEqual(pluralBranches(compile('{a, plural, one {x} =0 {y} other {z}}')), [['=0', 'one', 'other']]);
});

for (const text of [
  '{',
  '}',
  'a}',
  '{}',
  '{A}',
  '{a b}',
  '{a, select, x {y}}',
  '{a, plural, one {x}}',
  '{a, plural, other {x} y}',
  '{a, plural, other x}',
])
  test(`the text ${text} is malformed`, () => {
    assert.throws(
      () => compile(text),
      (thrown) => faultCode(thrown) === 'message-syntax',
    );
  });

test('text without braces is its own message', () => {
  fc.assert(
    fc.property(
      fc.string().map((text) => text.replace(/[{}]/g, '')),
      (text) => assert.equal(said(text, {}), text),
    ),
  );
});
