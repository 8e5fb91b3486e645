import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkBalanced, tagsOf } from '../pages/markup-check.fixture.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { type StixObject, stixSummary } from './stix-summary.ts';

const english = sampleReader('en', '/');
const shown = (object: StixObject): string => stixSummary(english, object).text;

test('what a reader wants first stands first, and what is said elsewhere is left out', () => {
  const text = shown({
    type: 'indicator',
    id: 'indicator--1',
    x_odd: 1,
    pattern: '[file:size = 1]',
    description: 'words',
  });
  assert.ok(text.indexOf('Description') < text.indexOf('Pattern'));
  assert.ok(text.indexOf('Pattern') < text.indexOf('x_odd'));
  assert.doesNotMatch(text, /indicator--1/);
});

test('a source is linked only when its address is http or https', () => {
  const text = shown({
    external_references: [
      { source_name: 'a', url: 'https://example.test/' },
      { source_name: 'b', url: 'javascript:x' },
      { source_name: 'c', url: '/local' },
    ],
  });
  assert.equal(text.split('<a ').length - 1, 1);
  assert.match(text, /<a href="https:\/\/example\.test\/" rel="noreferrer external">/);
  assert.match(text, /<code dir="ltr">javascript:x<\/code>/);
});

test('times are read as times, truth values as words, hashes as names and values', () => {
  assert.match(shown({ valid_from: '2026-11-22T13:00:00.123Z' }), /datetime="2026-11-22T13:00:00Z"/);
  assert.match(shown({ revoked: true }), /<dd>yes<\/dd>/);
  assert.match(shown({ hashes: { 'SHA-256': 'abcd' } }), /<code dir="ltr">SHA-256<\/code>/);
});

test('a phase of an attack is named with its chain', () => {
  assert.match(shown({ kill_chain_phases: [{ kill_chain_name: 'lm', phase_name: 'delivery' }] }), /lm: delivery/);
});

test('a description is marked with the language that the object names', () => {
  assert.match(shown({ lang: 'fr-CH', description: 'bonjour' }), /<div lang="fr-CH">/);
  assert.doesNotMatch(shown({ lang: '" onload="x', description: 'bonjour' }), /<div lang/);
});

test('a long list is cut, and says how much is left', () => {
  const text = shown({ object_refs: Array.from({ length: 250 }, (_, index) => `x--${index}`) });
  assert.match(text, /and 150 more/);
  assert.equal(text.split('<li>').length - 1, 101);
});

test('whatever an object holds, the page stays whole', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 8 }), (object) =>
      checkBalanced(tagsOf(shown(object))),
    ),
    { numRuns: 200 },
  );
});
