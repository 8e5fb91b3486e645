import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordPage } from '../pages/record-page.ts';
import { advisoryRecord } from '../pages/sample-advisory.ts';
import { sampleReader } from '../pages/sample-views.ts';

const reader = sampleReader('en', '/records/7');
const { advisory } = advisoryRecord;
assert.ok(advisory);
const shown = (change: Partial<typeof advisory> = {}): string =>
  recordPage({ ...advisoryRecord, advisory: { ...advisory, ...change } }, reader).text;
const text = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('each product stands in a row with its status in words and the reason why it is not affected', () => {
  assert.match(text(shown()), /Flow 1\.0 Affected/);
  assert.match(text(shown()), /Flow 2\.0 Fixed Recommended/);
  assert.match(text(shown()), /流量控制器 3\.0 Not affected The vulnerable code is never run\. &lt;b&gt;Never run\./);
  assert.match(text(shown()), /Under investigation/);
});

test('the words of the publisher are text, and only an address of the web is a link', () => {
  assert.doesNotMatch(shown(), /<b>Never run|href="javascript:/);
  assert.match(shown(), /<a href="https:\/\/pumps\.example\/2\.0" rel="noreferrer external">/);
});

test('CSF-5: what is proved of the file is said, and that an unknown key proves nothing', () => {
  assert.match(text(shown()), /It is the hash of this file\./);
  assert.match(text(shown()), /Present, by key CAC5AC4F74164B17 \. The key is not known here/);
  const { sha512: _hash, signedBy: _key, newer: _newer, ...bare } = advisory;
  const page = text(recordPage({ ...advisoryRecord, advisory: bare }, reader).text);
  assert.equal(page.split('None came with the file.').length - 1, 2);
  assert.ok(!page.includes('A newer version'));
});

test('CSF-12: what a trusted key said of the signature is shown, with the key and when', () => {
  const checked = { holds: true, fingerprint: 'AB'.repeat(20), name: '<i>Pumps</i>', at: 1_793_613_600 };
  assert.match(text(shown({ checked })), /The signature holds\. &lt;i&gt;Pumps&lt;\/i&gt; (AB){20} /);
  assert.match(text(shown({ checked: { ...checked, holds: false } })), /The signature does not hold over this file\./);
  assert.doesNotMatch(text(shown({ checked })), /The key is not known here/);
});

test('CSF-6: an older version leads to the newest that is held', () => {
  assert.match(shown(), /<a href="\/records\/7">A newer version of this advisory is held here\.<\/a>/);
});
