import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { reasonCodes } from '#protocol/agreement/release-decision.ts';
import { partyKinds } from '#protocol/identity/key-history.ts';
import { languages, localeOf } from '../language.ts';
import { areas, type Catalogue, isMessageKey, messageKeys, texts } from './catalogue.ts';
import { compile, placeholders, pluralBranches } from './message-format.ts';

const english = texts.en;

/** Every catalogue of a language, with the area it is of. */
const catalogues = (language: (typeof languages)[number]): [area: string, catalogue: Catalogue][] =>
  Object.entries(areas).map(([area, all]) => [area, all[language]]);
const translations = languages.filter((language) => language !== 'en');

test('there are messages at all', () => assert.ok(messageKeys.length > 300));

for (const language of languages) {
  const messages = texts[language];

  test(`${language}: every key of the English catalogue is there, in its order, and no other`, () => {
    assert.deepEqual(Object.keys(messages), messageKeys);
    const count = catalogues(language).reduce((sum, [, area]) => sum + Object.keys(area.messages).length, 0);
    assert.equal(count, messageKeys.length, 'two areas have one key');
  });

  test(`${language}: every message compiles and needs the same values as in English`, () => {
    for (const key of messageKeys)
      assert.deepEqual(placeholders(compile(messages[key] ?? '{')), placeholders(compile(english[key] ?? '{')), key);
  });

  test(`${language}: every plural has every category of the language, and no other`, () => {
    const categories = new Intl.PluralRules(localeOf(language)).resolvedOptions().pluralCategories.toSorted();
    const plural = messageKeys.flatMap((key) =>
      pluralBranches(compile(messages[key] ?? '{')).map((branches) => ({ key, branches })),
    );
    assert.ok(plural.length > 10);
    for (const { key, branches } of plural)
      assert.deepEqual(
        branches.filter((branch) => !branch.startsWith('=')),
        categories,
        key,
      );
  });

  test(`${language}: no message is empty, has white space at its ends, or turns the direction of text`, () => {
    for (const key of messageKeys)
      assert.match(messages[key] ?? '', /^(?!\s)[^\u200e\u200f\u202a-\u202e\u2066-\u2069]+(?<!\s)$/u, key);
  });
}

test('what a machine translated and nobody reviewed is marked as a draft', () => {
  for (const [area, { status }] of catalogues('en')) assert.equal(status, 'source', area);
  for (const language of translations)
    for (const [area, { status }] of catalogues(language))
      assert.ok(['draft', 'reviewed'].includes(status), `${area}/${language}`);
});

test('every catalogue says which language it is', () => {
  for (const language of languages)
    for (const [area, catalogue] of catalogues(language)) assert.equal(catalogue.language, language, area);
});

const latin = new Set(['zh', 'ar', 'ru']);
test('a translation into another script is in that script', () => {
  const untranslated = [...latin].flatMap((language) => {
    const messages = language === 'zh' ? texts.zh : language === 'ar' ? texts.ar : texts.ru;
    return messageKeys.filter((key) => messages[key] === english[key]).map((key) => `${language}/${key}`);
  });
  assert.deepEqual(
    untranslated.filter((name) => !/\/(?:kind\.url|line\.named)$/.test(name)),
    [],
  );
});

test('every reason of a release decision and every kind of party has a text', () => {
  for (const code of reasonCodes) assert.ok(isMessageKey(`reason.${code}`), code);
  for (const kind of partyKinds) assert.ok(isMessageKey(`party.kind.${kind}`), kind);
});

const source = (folder: string): string =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

test('every message is used', () => {
  const code = source(join(import.meta.dirname, '..'));
  const literal = new Set([...code.matchAll(/'([a-z0-9_.+-]+)'/g)].map(([, key]) => key));
  const patterns = [...code.matchAll(/`([a-z][a-z.-]*\.)\$\{[^`]*?\}([a-z.-]*)`/g)].map(([, start = '', end = '']) => ({
    start,
    end,
  }));
  assert.ok(patterns.length > 10);
  const unused = messageKeys.filter(
    (key) => !literal.has(key) && !patterns.some(({ start, end }) => key.startsWith(start) && key.endsWith(end)),
  );
  assert.deepEqual(unused, []);
});
