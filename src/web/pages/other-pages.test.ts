import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountsPage } from './accounts-page.ts';
import { faultPage, faultStatuses } from './fault-page.ts';
import { importPage } from './import-page.ts';
import { leftPage } from './left-page.ts';
import { logBookPage } from './log-book-page.ts';
import { logEntryPage } from './log-entry-page.ts';
import { partiesPage } from './parties-page.ts';
import { partyPage } from './party-page.ts';
import { receiptPage } from './receipt-page.ts';
import { partyList, partyView, selfView } from './sample-agreements.ts';
import { accounts, emptyLog, logBook, logEntry } from './sample-log.ts';
import { imported, importFaults, receipt, releases } from './sample-records.ts';
import { sampleReader } from './sample-views.ts';
import { signInPage } from './sign-in-page.ts';

const reader = sampleReader('en', '/');
const textOf = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('a password that was typed is never sent back', () => {
  const { text } = signInPage({ name: 'n.amara', errors: [] }, reader);
  assert.match(text, /name="name" type="text" value="n\.amara"/);
  assert.match(text, /name="password" type="password" autocomplete="current-password"/);
});

test('a checked bundle is imported by its token, with the label that was chosen', () => {
  const { text } = importPage(imported, reader);
  assert.match(text, /name="staged" value="k3JvXw"/);
  assert.match(text, /type="hidden" name="label" value="amber\+strict"/);
  assert.match(textOf(text), /Checked\. Nothing has been stored yet\./);
  assert.match(textOf(text), /It would reach: Bereth Cyber Centre : 1,482 records/);
});

test('what was refused and what was lost is counted, and each count leads to its list', () => {
  const { text } = importPage(imported, reader);
  for (const list of ['refused', 'losses']) {
    assert.ok(text.includes(`href="#${list}">1</a>`), list);
    assert.ok(text.includes(`<h2 id="${list}">`), list);
  }
});

test('once imported there is nothing to confirm any more', () => {
  const { result } = imported;
  assert.ok(result);
  const { text } = importPage({ ...imported, result: { ...result, stage: 'imported', entry: 7, reach: [] } }, reader);
  assert.doesNotMatch(text, /name="staged"/);
  assert.match(text, /href="\/log-book\/7"/);
  assert.match(text, /None of it reaches anybody/);
});

test('a bundle that was pasted wrongly stays in its field', () => {
  assert.match(importPage(importFaults, reader).text, /<textarea[^>]*aria-invalid="true">\{&quot;type&quot;/);
});

test('each release names the clause that allowed it, and says whether both have signed', () => {
  const { text } = leftPage(releases, { ...reader, path: '/left' });
  assert.match(textOf(text), /Aldoria and Bereth: threat information , Clause 1: 80 objects/);
  assert.match(text, /class="yes">both signatures/);
  assert.match(text, /class="wait">one signature/);
  assert.match(text, /<a href="\/left">Show all<\/a>/);
});

test('a receipt shows its id, both signatures and where its proof is', () => {
  const { text } = receiptPage(receipt, reader);
  assert.ok(text.replace(/<[^>]*>|\s/g, '').includes(receipt.id));
  assert.match(text, /class="yes">verified/);
  assert.match(text, /class="wait">not yet/);
  for (const href of [receipt.noteHref, receipt.proofHref]) assert.ok(text.includes(`href="${href}"`));
});

test('our own party has no link and nothing to be sent', () => {
  const { text } = partyPage(selfView, reader);
  assert.doesNotMatch(text, /What we may send it|Link and witness/);
  assert.match(partyPage(partyView, reader).text, /What we may send it/);
});

test('an address that is none is not linked', () => {
  assert.doesNotMatch(partyPage({ ...partyView, address: 'javascript:alert(1)' }, reader).text, /javascript/);
});

test('a party that no agreement covers gets nothing, and the page says so', () => {
  assert.match(
    partyPage({ ...partyView, maySend: [] }, reader).text,
    /class="no">Nothing: no agreement in force covers it/,
  );
});

test('the list of parties counts the others, and says how to begin when there are none', () => {
  assert.match(partiesPage(partyList, reader).text, /4 other parties are known/);
  assert.match(
    partiesPage({ rows: partyList.rows.slice(0, 1) }, reader).text,
    /No other party is known yet.*compare fingerprints/s,
  );
});

test('the button to verify names entry, proof and key, and waits for its module', () => {
  const { text } = logEntryPage(logEntry, reader);
  assert.ok(text.includes(`data-entry="${logEntry.verify.entryHref}" data-proof="${logEntry.verify.proofHref}"`));
  assert.match(text, /<button type="button" class="button quiet" hidden>/);
  assert.match(text, /<script type="module" src="\/assets\/browser\/verify-inclusion\.ts"><\/script>/);
  assert.match(text, /<noscript>/);
});

test('an empty log offers nothing to verify', () => {
  const { text } = logBookPage(emptyLog, reader);
  assert.doesNotMatch(text, /data-verify|<script/);
  assert.match(text, /The log is empty/);
  assert.match(logBookPage(logBook, reader).text, /class="wait">not yet/);
});

test('the first entry has no neighbour before it, the last none after it', () => {
  assert.doesNotMatch(logEntryPage({ ...logEntry, index: 0 }, reader).text, /rel="prev"/);
  assert.doesNotMatch(logEntryPage({ ...logEntry, index: logEntry.size - 1 }, reader).text, /rel="next"/);
});

test('a secret is shown only on the page that made it', () => {
  const { created, ...rest } = accounts;
  assert.ok(created);
  assert.ok(accountsPage(accounts, reader).text.includes(created.token));
  assert.doesNotMatch(accountsPage(rest, reader).text, /Password and token/);
});

for (const status of faultStatuses)
  test(`a fault of status ${status} says what happened, what was expected and what to do`, () => {
    const text = textOf(faultPage({ status }, reader).text);
    for (const part of ['What happened', 'What was expected', 'What to do', `Code ${status}`])
      assert.ok(text.includes(part), part);
  });
