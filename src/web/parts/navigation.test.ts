import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reader } from '../reader.ts';
import { navigation } from './navigation.ts';

const reader = (path: string, role: 'viewer' | 'administrator' = 'viewer'): Reader => ({
  language: 'en',
  timeZone: 'UTC',
  now: 1_800_000_000,
  path,
  query: {},
  party: 'Aldoria',
  csrf: '',
  account: { name: 'someone', role },
});

const text = (part: { text: string } | ''): string => (part === '' ? '' : part.text);

test('a stranger is shown no way in', () => {
  const { account: _, ...stranger } = reader('/records');
  assert.deepEqual(navigation(stranger), { bar: '', places: '' });
});

test('a page within a section marks its section and its place, and no other', () => {
  const { bar, places } = navigation(reader('/left'));
  assert.deepEqual(text(bar).match(/<a [^>]*aria-current[^>]*>/g), ['<a href="/records" aria-current="true">']);
  assert.deepEqual(text(places).match(/<a [^>]*aria-current[^>]*>/g), ['<a href="/left" aria-current="page">']);
});

test('a page below a place marks it without claiming to be it', () => {
  assert.match(text(navigation(reader('/agreements/new')).places), /<a href="\/agreements" aria-current="true">/);
});

test('a section with one place has no second row', () => {
  assert.equal(navigation(reader('/cases')).places, '');
});

test('only administrators are led to the accounts', () => {
  assert.doesNotMatch(text(navigation(reader('/log-book')).places), /\/accounts/);
  assert.match(text(navigation(reader('/log-book', 'administrator')).places), /href="\/accounts"/);
});
