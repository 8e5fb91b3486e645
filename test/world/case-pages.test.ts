import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openNewCase } from '#server/case/open-case.ts';
import { caseActRoutes } from '#server/http/case-act-routes.ts';
import { caseNewRoutes } from '#server/http/case-new-routes.ts';
import { caseRoutes } from '#server/http/case-routes.ts';
import { readUtc } from '#server/http/case-time-form.ts';
import { waitingCases } from '#server/http/case-waiting.ts';
import type { Visit } from '#server/http/visit.ts';
import type { Party } from '#server/party/party.ts';
import { CaseStage, words } from './case-stage.fixture.ts';
import { visitOf } from './visit.fixture.ts';

const routes = [...caseNewRoutes, ...caseActRoutes, ...caseRoutes];

type Role = 'viewer' | 'releaser';

async function ask(method: 'GET' | 'POST', path: string, visit: Visit) {
  const route = routes.find((one) => one.method === method && one.path === path);
  assert.ok(route, path);
  const response = await route.answer(visit);
  return { status: response.status, location: response.headers.get('location') ?? '', text: await response.text() };
}

const page = (party: Party, id: string, role: Role = 'releaser') =>
  ask('GET', '/cases/:id', visitOf(party, { params: { id }, role }));

/** The form of an act, and what it says of where the case stood when it was shown. */
async function formOf(party: Party, id: string, name: string) {
  const { text } = await ask('GET', '/cases/:id/acts/:act', visitOf(party, { params: { id, act: name } }));
  return { text, standing: /name="standing" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? '' };
}

/** Opens the form of an act and sends it. */
async function act(party: Party, id: string, name: string, form: Record<string, string>) {
  const { standing } = await formOf(party, id, name);
  return ask(
    'POST',
    '/cases/:id/acts/:act',
    visitOf(party, { params: { id, act: name }, form: { standing, ...form } }),
  );
}

/** A consultation that has begun. */
async function begun(): Promise<CaseStage> {
  const cases = new CaseStage();
  await cases.open();
  return cases;
}

test('opening shows its consequence first and opens nothing, then opens what was looked at, with its first words', async () => {
  const cases = new CaseStage();
  const [asker, asked, third, fourth] = cases.parties.map(({ party }) => party);
  assert.ok(asker && asked && third && fourth);
  const form = {
    procedure: 'consultation',
    label: 'amber',
    'part-subject': 'A cable was cut',
    'part-facts': 'It was cut at 02:10.',
    'part-question': 'Who was near it?\n\nWho was told?',
    'our-role': 'asker',
    [`role-${asked.id}`]: 'asked',
    [`role-${third.id}`]: 'witness',
    [`role-${fourth.id}`]: 'witness',
  };
  const review = await ask('POST', '/cases/new', visitOf(asker, { form: { ...form, step: 'review' } }));
  const checked = /name="checked" value="([0-9a-f]{64})"/.exec(review.text)?.[1] ?? '';
  assert.match(review.text, /What this does[\s\S]*It invites/);
  assert.match((await ask('GET', '/cases', visitOf(asker))).text, /No case runs/);

  const changed = { ...form, 'part-question': 'Another question', step: 'open', checked };
  assert.equal((await ask('POST', '/cases/new', visitOf(asker, { form: changed }))).status, 200);
  const opened = await ask('POST', '/cases/new', visitOf(asker, { form: { ...form, step: 'open', checked } }));
  cases.id = opened.location.slice('/cases/'.length);
  await cases.rounds(1);
  for (const party of [asked, third, fourth]) {
    assert.match((await page(party, cases.id)).text, /invites us to/);
    await ask('POST', '/cases/:id/join', visitOf(party, { params: { id: cases.id } }));
  }
  await cases.rounds(8);
  assert.equal(cases.where(), 'asked');
  assert.match((await page(asked, cases.id)).text, /<h1><bdi class="title">A cable was cut<\/bdi><\/h1>/);
});

test('a question has its facts and no allegation, and the answer answers one by one what was asked (Spec: SAY-1)', async () => {
  const cases = await begun();
  const [asker, asked] = [cases.party(0).party, cases.party(1).party];
  const form = await ask('GET', '/cases/:id/acts/:act', visitOf(asker, { params: { id: cases.id, act: 'ask' } }));
  assert.match(form.text, /<details><summary>Allegation \(not needed\)/);
  const question = { 'part-subject': 'A cable', 'part-facts': 'It was cut.', 'part-question': 'By whom?\nWhen?' };
  const without = await act(asker, cases.id, 'ask', { ...question, 'part-facts': '' });
  assert.equal(without.status, 422);
  assert.match(without.text, /href="#f-part-facts"/);
  await act(asker, cases.id, 'ask', question);
  await cases.rounds(6);
  const shown = await page(asked, cases.id);
  assert.match(shown.text, /Question 1<\/small><br><bdi>By whom\?[\s\S]*Question 2<\/small><br><bdi>When\?/);
  assert.doesNotMatch(shown.text, /<small>Allegation/);
  const half = await act(asked, cases.id, 'answer', { 'part-answer-1': 'By a digger.' });
  assert.equal(half.status, 422);
  assert.match(half.text, /href="#f-part-answer-2"[\s\S]*Answer to question 2[\s\S]*When\?/);
  await act(asked, cases.id, 'answer', { 'part-answer-1': 'By a digger.', 'part-answer-2': 'At two.' });
  await cases.rounds(6);
  assert.match((await page(asker, cases.id)).text, /Answer to question 2<\/small><br><bdi>At two\./);
});

test('members that do not fit the roles are refused with the fault, and nothing is opened', async () => {
  const cases = new CaseStage();
  const { party } = cases.party(0);
  const form = { procedure: 'consultation', label: 'amber', 'our-role': 'asker', step: 'review' };
  const answer = await ask('POST', '/cases/new', visitOf(party, { form }));
  assert.equal(answer.status, 422);
  assert.match(answer.text, /do not fit the roles/);
});

test('whoever owes the answer sees it with its deadline and what silence means; after it, another has the turn', async () => {
  const cases = await begun();
  await cases.act(0, 'ask', words('What happened?'));
  const { party } = cases.party(1);
  const before = await page(party, cases.id);
  assert.match(before.text, /Our turn: the answer/);
  assert.match(before.text, /class="button" href="[^"]*\/acts\/answer"/);
  assert.match(before.text, /Further peaceful steps become possible\. It then stands at: Without an answer in time\./);
  assert.match(before.text, /48 hours[\s\S]*not verified/);
  assert.deepEqual(
    waitingCases(visitOf(party)).map((one) => one.what === 'case' && one.wait),
    ['reply'],
  );
  assert.deepEqual(waitingCases(visitOf(cases.party(2).party)), []);

  assert.equal((await act(party, cases.id, 'answer', { 'part-answer': '' })).status, 422);
  assert.equal((await act(party, cases.id, 'answer', { 'part-answer': 'A digger <b>cut</b> it.' })).status, 303);
  const between = await page(party, cases.id);
  assert.match(between.text, /class="headline"><strong>Our act is on its way: Answer</);
  assert.match(between.text, /class="button quiet" href="[^"]*\/acts\/answer"/);
  await cases.rounds(6);
  assert.equal(cases.where(), 'answered');
  const after = await page(party, cases.id);
  assert.match(after.text, /A digger &lt;b&gt;cut&lt;\/b&gt; it\.[\s\S]*>settled</);
  assert.doesNotMatch(after.text, /Our turn/);
  assert.deepEqual(waitingCases(visitOf(party)), []);
});

test('what cannot be taken back is shown as it will be signed, and nothing else is signed. Spec: CPG-6', async () => {
  const cases = await begun();
  const { party } = cases.party(0);
  const shown = await act(party, cases.id, 'withdraw', { words: 'We know enough.' });
  assert.equal(shown.status, 200);
  assert.match(shown.text, /Nothing is signed yet[\s\S]*We know enough\.[\s\S]*This cannot be taken back\./);
  const checked = /name="checked" value="([0-9a-f]{64})"/.exec(shown.text)?.[1] ?? '';
  const other = await act(party, cases.id, 'withdraw', { words: 'Something else.', step: 'sign', checked });
  assert.equal(other.status, 200);
  assert.match((await page(party, cases.id)).text, /Nothing yet/);
  const back = await act(party, cases.id, 'withdraw', { words: 'We know enough.', step: 'edit', checked });
  assert.match(back.text, /<textarea[^>]*>We know enough\.<\/textarea>/);
  const signed = await act(party, cases.id, 'withdraw', { words: 'We know enough.', step: 'sign', checked });
  assert.equal(signed.status, 303);
  await cases.rounds(6);
  assert.equal(cases.where(), 'withdrawn');
  assert.match((await page(party, cases.id)).text, /This case has ended at: Withdrawn\./);
});

test('an act that is only drafted is shown as waiting for our signature, and none as accepted before a quorum has it', async () => {
  const cases = await begun();
  const { party } = cases.party(0);
  const question = { 'part-subject': 'A cable', 'part-facts': 'It was cut.', 'part-question': 'By whom?' };
  await act(party, cases.id, 'ask', question);
  const drafted = (await page(party, cases.id)).text;
  assert.match(drafted, /waits for our signature/);
  assert.match(drafted, /class="headline"><strong>Our act is on its way: Ask/);
  assert.match(drafted, /our server signs it in its next round/);
  assert.doesNotMatch(drafted, /Our turn/);
  cases.alive = [cases.party(0)];
  await cases.rounds(3);
  const alone = (await page(party, cases.id)).text;
  assert.match(alone, />pending</);
  assert.doesNotMatch(alone, />(?:accepted|settled)</);
  assert.match(alone, /Our act is on its way: Ask[\s\S]*It is in the log\. Not enough members have cosigned it yet\./);
});

test('the page of a case and the list say the same of whose turn it is and for what. Spec: CPG-1', async () => {
  const cases = new CaseStage();
  await cases.open('contact-test', ['manager', 'contact', 'contact', 'witness']);
  await cases.act(0, 'test', { fields: { nonce: 'c3'.repeat(32) } });
  const said = ['the next test', 'the answer to the test', 'the answer to the test', 'the next test'];
  for (const [index, wait] of said.entries()) {
    const { party } = cases.party(index);
    const headline = /class="headline"><strong>(.*?)<\/strong>/.exec((await page(party, cases.id)).text)?.[1] ?? '';
    assert.ok(headline.endsWith(wait), `${index}: ${headline}`);
    assert.match((await ask('GET', '/cases', visitOf(party))).text, new RegExp(`<br><small>${wait}</small>`));
  }
});

test('an act that is not ours to do leads back to the case', async () => {
  const cases = await begun();
  const gone = await act(cases.party(2).party, cases.id, 'ask', { words: 'Not ours' });
  assert.deepEqual([gone.status, gone.location], [303, `/cases/${cases.id}`]);
});

test('a reader without the right to release sees the case and no way to act', async () => {
  const cases = await begun();
  const { text } = await page(cases.party(0).party, cases.id, 'viewer');
  assert.match(text, /takes the role of a releaser/);
  assert.doesNotMatch(text, /\/acts\//);
  for (const { path, method, needs } of routes) if (method === 'POST') assert.equal(needs, 'approve-release', path);
});

test('the log that can be saved has every entry and the highest certificate', async () => {
  const cases = await begun();
  const { text } = await ask('GET', '/cases/:id/log', visitOf(cases.party(0).party, { params: { id: cases.id } }));
  const lines = text
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one));
  assert.equal(lines.length, cases.log(0).size + 1);
  assert.match(lines.at(-1).certificate, /comity\/case\//);
});

test('a time is one that exists, in UTC', () => {
  assert.equal(readUtc('2026-11-22 14:00'), Date.UTC(2026, 10, 22, 14) / 1000);
  for (const text of ['2026-02-31 10:00', '2026-11-22', '22.11.2026 14:00', '2026-11-22 25:00'])
    assert.equal(readUtc(text), undefined, text);
});

test('the list shows what waits for us first, a page at a time, and what ended or was left apart', async () => {
  const cases = await begun();
  await cases.act(0, 'ask', words('What happened?'));
  const [asker, asked] = [cases.party(0).party, cases.party(1).party];
  const members = [
    { party: asker.id, roles: ['asker'] },
    { party: asked.id, roles: ['asked'] },
  ];
  for (let count = 0; count < 31; count++) {
    cases.stage.now += 1;
    openNewCase(asker, { procedure: 'consultation', label: { tlp: 'amber' }, members }, 'r.tester');
  }
  const list = (party: Party, query: string) => ask('GET', '/cases', visitOf(party, { query }));
  const first = (await list(asker, '')).text;
  assert.equal(first.match(/<tr role="row">/g)?.length, 31);
  assert.match(first, /Page 1 of 2|1 of 2/);
  assert.match((await list(asked, 'show=ours')).text, /What happened\?/);
  assert.doesNotMatch((await list(asker, 'show=ours')).text, /What happened\?/);
  assert.match((await list(asker, 'show=over')).text, /No case is of this kind/);
  const card = (await list(asked, '')).text;
  assert.doesNotMatch(card, /invites us to: Consultation/);
  await cases.rounds(1);
  assert.match((await list(asked, '')).text, /invites us to: Consultation\. Our role: asked party/);
});
