import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { html } from './html.ts';
import { languages } from './language.ts';
import { words } from './words.ts';

test('a foreign text inside a message is isolated and escaped', () => {
  assert.equal(words({ language: 'en' }).t('record.from', { party: '<A>' }).text, 'from <bdi>&lt;A&gt;</bdi>');
});

test('markup inside a message stands as it is', () => {
  assert.equal(words({ language: 'en' }).t('record.from', { party: html`<b>A</b>` }).text, 'from <b>A</b>');
});

test('plain text for attributes has no markup', () => {
  assert.equal(words({ language: 'en' }).plain('record.from', { party: 'A' }), 'from A');
});

const records: Readonly<Record<string, readonly (readonly [number, string])[]>> = {
  en: [
    [1, '1 record'],
    [1200, '1,200 records'],
  ],
  ar: [
    [0, '0 سجل'],
    [1, 'سجل واحد'],
    [2, 'سجلان'],
    [3, '3 سجلات'],
    [11, '11 سجلًا'],
    [100, '100 سجل'],
  ],
  zh: [
    [1, '1 条记录'],
    [2, '2 条记录'],
  ],
  ru: [
    [1, '1 запись'],
    [2, '2 записи'],
    [5, '5 записей'],
    [21, '21 запись'],
  ],
  fr: [
    [0, '0 fiche'],
    [2, '2 fiches'],
    [1_000_000, '1 000 000 fiches'],
  ],
  es: [
    [1, '1 registro'],
    [2, '2 registros'],
  ],
};
for (const language of languages) {
  test(`${language}: a counted noun has the form of its number`, () => {
    const seen = records[language] ?? [];
    assert.ok(seen.length > 0);
    for (const [count, text] of seen)
      assert.equal(
        words({ language })
          .plain('count.records', { count })
          .replace(/[\u202f\u00a0]/g, ' '),
        text,
      );
  });
}

test('a list is joined as the language joins it, and its members stay markup', () => {
  assert.equal(words({ language: 'en' }).list([html`<i>a</i>`, 'b', 'c']).text, '<i>a</i>, b and c');
  assert.equal(words({ language: 'zh' }).list(['a', 'b']).text, 'a和b');
  assert.equal(words({ language: 'en' }).list([]).text, '');
});

test('a missing value is a fault, and so is a count that is no number', () => {
  const { t } = words({ language: 'en' });
  assert.throws(
    () => t('record.from'),
    (thrown) => faultCode(thrown) === 'message-value',
  );
  assert.throws(
    () => t('count.records', { count: '1' }),
    (thrown) => faultCode(thrown) === 'message-value',
  );
});

test('digits are the same in every language', () => {
  for (const language of languages) assert.match(words({ language }).number(48_210), /^48\D?210$/u, language);
});
