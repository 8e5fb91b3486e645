import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptedLanguage, directionOf, findLanguage, langTag, languages, ownNames } from './language.ts';
import { link } from './link.ts';

test('there are six languages, each with a name of its own', () => {
  assert.equal(languages.length, 6);
  assert.equal(new Set(Object.values(ownNames)).size, 6);
});

test('only Arabic runs from right to left', () => {
  assert.deepEqual(
    languages.filter((language) => directionOf(language) === 'rtl'),
    ['ar'],
  );
});

test('Chinese pages say that they are in simplified characters', () => assert.equal(langTag('zh'), 'zh-Hans'));

test('a language is found by its tag only', () => {
  assert.equal(findLanguage('fr'), 'fr');
  for (const odd of ['FR', 'de', '', '__proto__']) assert.equal(findLanguage(odd), undefined);
});

const headers: readonly (readonly [string, string])[] = [
  ['', 'en'],
  ['de', 'en'],
  ['de-CH, fr;q=0.9, en;q=0.8', 'fr'],
  ['zh-Hant-TW', 'zh'],
  ['AR-eg', 'ar'],
  [' ru ', 'ru'],
  [`${'de,'.repeat(5000)}fr`, 'en'],
];
for (const [header, language] of headers)
  test(`a browser that asks for ${JSON.stringify(header.slice(0, 40))} is answered in ${language}`, () =>
    assert.equal(acceptedLanguage(header), language));

test('a link keeps what is said, drops what is not, and encodes', () => {
  assert.equal(link('/records'), '/records');
  assert.equal(link('/records', { q: 'a b&c', page: 2, kind: undefined, label: '' }), '/records?q=a%20b%26c&page=2');
  assert.equal(link('/records', { q: '\ud800' }), '/records?q=%EF%BF%BD');
});
