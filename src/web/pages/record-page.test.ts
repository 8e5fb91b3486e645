import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RecordView, recordPage } from './record-page.ts';
import { received, record } from './sample-records.ts';
import { sampleReader } from './sample-views.ts';

const reader = sampleReader('en', '/records/48102');
const shown = (view: Partial<RecordView>, base = record): string => recordPage({ ...base, ...view }, reader).text;
const text = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('who may see it is counted before the table, and every party has its reasons', () => {
  assert.ok(text(shown({})).includes('2 of 4 other parties may see it; it has left to 1.'));
  for (const { party } of record.decisions) assert.ok(shown({}).includes(`href="/parties/${party.id}"`));
  assert.equal(shown({}).split('<ol class="reasons">').length - 1, 3);
});

test('where it went is shown with its receipt, and where not it says never', () => {
  const receipt = record.decisions[0]?.left?.receipt;
  assert.ok(receipt);
  assert.ok(shown({}).includes(`href="/receipts/${receipt}"`));
  assert.equal(shown({}).split('>never</td>').length - 1, 3);
});

test('a reader who may approve sees the consequence and the button', () => {
  assert.match(shown({}), /action="\/records\/48102\/approve"/);
  assert.ok(text(shown({})).includes('Approved, it will reach 2 parties: Bereth Cyber Centre and Calder Grid'));
  assert.ok(text(shown({})).includes('2 other parties will not get it'));
});

test('a reader who may not approve sees no button', () => {
  const view = shown({ approval: { ...record.approval, mayApprove: false } });
  assert.doesNotMatch(view, /\/approve"/);
  assert.match(view, /Only a releaser or an administrator/);
});

test('an approval that reaches nobody says so beforehand', () => {
  assert.ok(text(shown({ approval: { ...record.approval, reach: [] } })).includes('it will reach nobody'));
});

test('what needs no approval says nothing of it, what was approved says by whom', () => {
  assert.doesNotMatch(shown({ approval: { state: 'not-needed', reach: [], mayApprove: true } }), /approv/i);
  assert.ok(text(shown({}, received)).includes('approved for release by r.osei ,'));
});

test('a received record shows its receipt, what we owe for it and until when', () => {
  const view = shown({}, received);
  assert.ok(
    received.provenance.receipt !== undefined && view.includes(`href="/receipts/${received.provenance.receipt}"`),
  );
  assert.ok(text(view).includes('under Aldoria and Bereth: threat information , clause 1'));
  assert.ok(text(view).includes('To be erased by 20 Feb 2027'));
  assert.match(shown({}), /none, it is ours/);
});

test('the object stands there as it is held', () => {
  assert.ok(shown({}).includes('&quot;x_kev&quot;: {'));
});

test('a reference that we do not hold leads nowhere', () => {
  assert.doesNotMatch(shown({}), /<a[^>]*><bdi class="title">identity--f431f809/);
  assert.match(shown({}), /<a href="\/records\/48101"><bdi class="title">Beacon/);
});
