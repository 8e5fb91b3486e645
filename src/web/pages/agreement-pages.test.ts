import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstClause } from '../parts/clause-fields.ts';
import { agreementPage } from './agreement-page.ts';
import { agreementsPage } from './agreements-page.ts';
import { dryRunPage } from './dry-run-page.ts';
import { proposePage } from './propose-page.ts';
import { agreement, agreements, dryRun, leaving, propose, review } from './sample-agreements.ts';
import { bereth } from './sample-facts.ts';
import { sampleReader } from './sample-views.ts';

const reader = sampleReader('en', '/agreements');
const textOf = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('signing shows first whom it would reach and what stays', () => {
  const { text } = agreementPage(agreement, reader);
  const [before = '', after = ''] = text.split('name="confirm"');
  assert.ok(textOf(before).includes('this would reach 3 parties: Bereth Cyber Centre : 1,300 records'));
  assert.ok(textOf(before).includes('12 records stay here.'));
  assert.ok(before.includes(`action="/agreements/${agreement.id}/sign"`));
  assert.match(after, /<button class="button">Sign<\/button>/);
});

test('withdrawing is kept apart, says what it means, and asks for a tick', () => {
  const { text } = agreementPage(leaving, reader);
  assert.ok(text.includes(`action="/agreements/${leaving.id}/withdraw"`));
  assert.match(textOf(text), /The next byte under this agreement will not leave\. What has left cannot be called back/);
  assert.doesNotMatch(text, /\/sign"/);
});

test('who may do nothing sees no form but the one to sign out', () => {
  const { mayDo: _, ...rest } = agreement;
  assert.equal(agreementPage({ ...rest, errors: [] }, reader).text.split('<form method="post"').length - 1, 1);
});

test('an agreement without clauses says that it releases nothing', () => {
  assert.match(agreementPage({ ...agreement, clauses: [] }, reader).text, /It has no clause, so it releases nothing/);
});

test('an agreement says its state and what that means', () => {
  for (const standing of ['expired', 'withdrawn', 'superseded', 'not-started', 'no-parties'] as const)
    assert.doesNotMatch(agreementPage({ ...agreement, standing }, reader).text, /class="yes">in force/);
  assert.match(agreementPage({ ...agreement, standing: 'in-force' }, reader).text, /class="yes">in force/);
});

test('a clause keeps its number as a place to link to', () => {
  assert.match(agreementPage(agreement, reader).text, /<li id="clause-2"><h3>Clause 2<\/h3>/);
});

test('the list says what waits for us, and how many are in force', () => {
  const { text } = agreementsPage(agreements, reader);
  assert.match(text, /1 agreement is in force\./);
  assert.equal(text.split('waits for us').length - 1, 1);
  assert.doesNotMatch(agreementsPage({ ...agreements, mayPropose: false }, reader).text, /\/agreements\/new/);
});

test('a dry run leads from every count to its list, and gives every reason', () => {
  const { text } = dryRunPage(dryRun, reader);
  assert.match(text, /This page sends nothing/);
  assert.ok(text.includes('href="/records?kind=vulnerability&amp;label=amber&amp;origin='));
  assert.ok(text.includes(`href="#to-${bereth.id}">1,300</a>`));
  assert.match(text, /all 3 reasons/);
});

test('the form of a proposal asks for every member of every clause', () => {
  const { text } = proposePage(propose, reader);
  for (const n of [1, 2])
    for (const member of Object.keys(firstClause))
      assert.ok(text.includes(`name="clause-${n}-${member}"`), `${n} ${member}`);
  assert.match(text, /name="clauses" value="2"/);
});

test('we are a party without asking: only others are offered', () => {
  const { text } = proposePage(propose, reader);
  assert.ok(!text.includes(`name="party" value="${propose.self}"`));
  assert.ok(text.includes(`name="party" value="${bereth.id}" checked`));
});

test('all faults stand at the top and lead to their fields', () => {
  const { text } = proposePage(propose, reader);
  const summary = text.slice(text.indexOf('role="alert"'), text.indexOf('</ul></div>'));
  for (const { field } of propose.errors) assert.ok(summary.includes(`href="#f-${field}"`), field);
  assert.match(text, /id="f-end"[^>]*aria-describedby="f-end-hint f-end-fault" aria-invalid="true"/);
});

test('the review says the whole in words and carries every value along', () => {
  const { text } = proposePage(review, reader);
  assert.match(textOf(text), /Every party to this agreement may send every other party/);
  for (const name of [
    'title',
    'form',
    'start',
    'end',
    'centre',
    'supersedes',
    'clauses',
    'party',
    'clause-1-ceiling',
    'clause-2-kinds',
  ])
    assert.ok(text.includes(`<input type="hidden" name="${name}"`), name);
  assert.match(text, /name="step" value="propose"/);
  assert.match(text, /name="step" value="change"/);
});

test('only one clause is left to keep, so it cannot be dropped', () => {
  const values = { ...propose.values, clauses: [firstClause] };
  assert.doesNotMatch(proposePage({ ...propose, values }, reader).text, /drop-clause/);
});
