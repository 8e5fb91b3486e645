import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import fc from 'fast-check';
import { searchWords } from './search-words.ts';

function index(...texts: readonly string[]): (typed: string) => number[] {
  const db = new DatabaseSync(':memory:');
  db.exec("CREATE VIRTUAL TABLE item_words USING fts5 (words, content='', contentless_delete=1, tokenize='unicode61')");
  texts.forEach((text, at) => db.prepare('INSERT INTO item_words (rowid, words) VALUES (?, ?)').run(at, text));
  const find = db.prepare('SELECT rowid FROM item_words WHERE item_words MATCH ? ORDER BY rowid');
  return (typed) => {
    const query = searchWords(typed);
    return query === undefined ? [] : find.all(query).map(({ rowid }) => Number(rowid));
  };
}

it('finds words, beginnings of words and things written with marks between', () => {
  const find = index('Remote code in Log4j CVE-2021-44228', 'Log of birds', 'Ségur naïve', '中文 报告', 'a"b');
  assert.deepEqual(find('log'), [0, 1]);
  assert.deepEqual(find('LOG4J'), [0]);
  assert.deepEqual(find('cve-2021'), [0]);
  assert.deepEqual(find('2021-cve'), []);
  assert.deepEqual(find('birds log'), [1]);
  assert.deepEqual(find('segur'), [2]);
  assert.deepEqual(find('报告'), [3]);
  assert.deepEqual(find('"log" OR "birds"'), []);
  assert.deepEqual(find('a"b'), [4]);
});

it('takes nothing for a word that is none', () => {
  for (const typed of ['', ' ', '"', '***', '( )', '\u0000', '\ud800', '--'])
    assert.equal(searchWords(typed), undefined, JSON.stringify(typed));
});

it('makes a query of whatever is typed that the search can run', () => {
  const find = index('some words', 'other words');
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc
      .array(
        fc.constantFrom(
          '"',
          '*',
          '^',
          '(',
          ')',
          'AND',
          'OR',
          'NOT',
          'NEAR',
          ':',
          '{',
          '}',
          '+',
          '-',
          'words',
          ' ',
          "'",
          '\\',
          ',',
          '\u0301',
        ),
        { maxLength: 20 },
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(typed, (text) => find(text).length <= 2),
    { numRuns: 300 },
  );
});
