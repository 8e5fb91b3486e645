import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordsPage } from './records-page.ts';
import { meridian } from './sample-facts.ts';
import { records } from './sample-records.ts';
import { sampleReader } from './sample-views.ts';

const reader = { ...sampleReader('en', '/records'), query: { q: 'log', kind: 'vulnerability', page: '2' } };

test('what was searched for stands in the form', () => {
  const { text } = recordsPage(records, reader);
  assert.match(text, /name="q" type="search" value="log"/);
  assert.match(text, /<option value="vulnerability" selected>/);
});

test('paging keeps the search', () => {
  const { text } = recordsPage(records, reader);
  assert.ok(text.includes('rel="prev" href="/records?q=log&amp;kind=vulnerability&amp;page=1"'));
  assert.ok(text.includes('rel="next" href="/records?q=log&amp;kind=vulnerability&amp;page=3"'));
});

test('one page needs no paging', () => {
  assert.doesNotMatch(
    recordsPage({ ...records, paging: { page: 1, pages: 1, total: 4 } }, reader).text,
    /rel="(?:next|prev)"/,
  );
});

test('a heading sorts by itself, then the other way, and starts at the first page', () => {
  const standard = recordsPage(records, reader).text;
  assert.match(standard, /aria-sort="descending"><a href="\/records\?q=log&amp;kind=vulnerability&amp;sort=at">Time/);
  assert.match(standard, /aria-sort="none"><a href="\/records\?q=log&amp;kind=vulnerability&amp;sort=title">Title/);
  const sorted = recordsPage(records, { ...reader, query: { sort: 'title' } }).text;
  assert.match(sorted, /aria-sort="ascending"><a href="\/records\?sort=-title">Title/);
});

test('a list of what is refused to a party keeps saying so while it is searched', () => {
  const { text } = recordsPage({ ...records, search: { refused: meridian } }, reader);
  assert.ok(text.includes(`<input type="hidden" name="refused" value="${meridian.id}">`));
  assert.match(text, /nothing allows them to <bdi>Meridian Secretariat<\/bdi>/);
});

test('an empty store says what to do, an empty search how to go back', () => {
  assert.match(
    recordsPage({ ...records, rows: [], held: 0 }, reader).text,
    /No record is held here yet\. <a href="\/import">/,
  );
  assert.match(recordsPage({ ...records, rows: [] }, reader).text, /Nothing matches\. <a href="\/records">/);
});

test('the conditions of a label stand beside its level', () => {
  const { text } = recordsPage(records, reader);
  assert.match(
    text,
    /TLP:AMBER\+STRICT<\/span> <small>only for <bdi>Bereth Cyber Centre<\/bdi> and <bdi>Calder Grid<\/bdi>/,
  );
  assert.match(text, /TLP:GREEN<\/span> <small>only for statistics/);
});

test('a search by words says which records it cannot see yet', () => {
  const behind = (q: string | undefined): string =>
    recordsPage({ ...records, search: q === undefined ? {} : { q }, withoutWords: 1200 }, reader).text;
  assert.match(behind('log'), /The newest 1,200 records cannot be found by words yet/);
  assert.doesNotMatch(behind(undefined), /cannot be found by words/);
});
