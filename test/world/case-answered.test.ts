import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { drafts } from '#server/case/act-drafts.ts';
import { caseActRoutes } from '#server/http/case-act-routes.ts';
import type { Party } from '#server/party/party.ts';
import { formsIn } from '#world/consultation/form-in-page.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';
import { visitOf } from './visit.fixture.ts';

type Typed = Record<string, string>;

/** The desk of one party, whose forms send what a browser sends by itself. */
class Desk {
  readonly party: Party;
  readonly id: string;

  constructor(cases: CaseStage, index: number) {
    this.party = cases.party(index).party;
    this.id = cases.id;
  }

  async #ask(method: 'GET' | 'POST', act: string, { form = {}, query = '' }: { form?: Typed; query?: string } = {}) {
    const route = caseActRoutes.find((one) => one.method === method) ?? assert.fail(method);
    const response = await route.answer(visitOf(this.party, { params: { id: this.id, act }, form, query }));
    const text = await response.text();
    return { status: response.status, text, location: response.headers.get('location'), plain: plain(text) };
  }

  open(act: string, query = '') {
    return this.#ask('GET', act, { query });
  }

  /** Sends the form of a page with what is typed into it. */
  send(act: string, page: { readonly text: string }, typed: Typed = {}) {
    const form = formsIn(page.text).find(({ action }) => action.endsWith(`/acts/${act}`)) ?? assert.fail(act);
    return this.#ask('POST', act, { form: { ...Object.fromEntries(form.fields), ...typed } });
  }

  post(act: string, form: Typed) {
    return this.#ask('POST', act, { form });
  }

  get signs(): number {
    return drafts(this.party, this.id).length;
  }
}

const plain = (page: string): string =>
  page
    .replaceAll(/<\/?bdi[^>]*>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

const moved = /The case has moved on since this page was shown\. Nothing was signed\./;

/** Both sides talk, and the first has proposed a text. */
async function proposed(text: string): Promise<CaseStage> {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  await cases.act(1, 'answer', words('A digger cut it.'));
  await cases.act(0, 'ask-for-meeting', { fields: { meetAt: cases.stage.now + hour }, ...words('By video') });
  await cases.act(1, 'record-meeting', words('Both sides met.'));
  await cases.act(0, 'own-record', words('So they did.'));
  await propose(cases, text);
  return cases;
}

const propose = (cases: CaseStage, text: string): Promise<void> =>
  cases.act(0, 'propose-statement', {
    fields: { statementHash: sha256Hex(utf8(text)), releaseAt: cases.stage.now + 100 * hour },
    ...words(text),
  });

test('what is agreed to stands on the form and where it is checked: text, fingerprint, author, times, entry (Spec: CPG-9)', async () => {
  const text = 'Both sides regret the outage.';
  const cases = await proposed(text);
  const desk = new Desk(cases, 1);
  const form = await desk.open('agree-statement');
  const review = await desk.send('agree-statement', form);
  assert.match(review.text, /name="checked"/);
  const entry = cases.state(1).machines['consultation']?.index;
  for (const page of [form, review]) {
    assert.match(page.plain, /What this refers to .*Aldoria : Propose a statement Both sides regret the outage\./);
    assert.ok(page.plain.includes(sha256Hex(utf8(text)).slice(0, 12)), 'the fingerprint');
    assert.ok(page.text.includes(`/cases/${cases.id}/entries/${entry}"`), 'the entry');
    assert.equal(page.text.match(/<time /g)?.length, 2, 'when it was proposed, and when it is released');
  }
});

test('who looked at one text does not sign another that took its place meanwhile (Spec: CPG-9)', async () => {
  const cases = await proposed('The second version.');
  const desk = new Desk(cases, 1);
  const old = await desk.open('agree-statement');
  const review = await desk.send('agree-statement', old);
  await cases.act(0, 'object-statement');
  await propose(cases, 'The third version.');
  assert.equal(cases.where(1), 'statement-proposed');

  const late = await desk.send('agree-statement', review, { step: 'sign' });
  assert.equal(late.status, 422);
  assert.match(late.plain, moved);
  assert.match(late.plain, /What this refers to .*The third version\./);
  assert.doesNotMatch(late.plain, /The second version\./);
  assert.equal((await desk.send('agree-statement', old)).status, 422, 'the form is as old as its check');
  assert.equal(desk.signs, 0);

  const again = await desk.send('agree-statement', late);
  assert.match(again.plain, /What this refers to .*The third version\./);
  const signed = await desk.send('agree-statement', again, { step: 'sign' });
  assert.deepEqual([signed.status, desk.signs], [303, 1]);
});

test('what was checked names what it answers: an old check with a new form signs nothing (Spec: CPG-6, CPG-9)', async () => {
  const cases = await proposed('The second version.');
  const desk = new Desk(cases, 1);
  const review = await desk.send('agree-statement', await desk.open('agree-statement'));
  const checked = /name="checked" value="([^"]*)"/.exec(review.text)?.[1] ?? assert.fail();
  await cases.act(0, 'object-statement');
  await propose(cases, 'The third version.');
  const now = await desk.open('agree-statement');
  const mixed = await desk.send('agree-statement', now, { step: 'sign', checked });
  assert.deepEqual([mixed.status, desk.signs], [200, 0]);
  assert.match(mixed.plain, /Nothing is signed yet/);
});

test('a form that does not say what was looked at signs nothing (Spec: CPG-9)', async () => {
  const cases = await proposed('A text.');
  const desk = new Desk(cases, 1);
  const blind = await desk.post('object-statement', { words: 'No.' });
  assert.equal(blind.status, 422);
  assert.match(blind.plain, moved);
  assert.equal(desk.signs, 0);
});

async function embargo(): Promise<CaseStage> {
  const cases = new CaseStage();
  await cases.open('incident-coordination', ['coordinator', 'cert', 'cert', 'cert']);
  await cases.act(0, 'propose-embargo', { fields: { until: cases.stage.now + 400 * hour } });
  return cases;
}

test('a value that is given anew without another state is looked at anew, and one that is set is shown as it was and will be (Spec: CPG-9)', async () => {
  const cases = await embargo();
  const first = await new Desk(cases, 1).open('agree-embargo');
  assert.match(first.plain, /What this refers to .*Aldoria : Propose an embargo Embargo until: /);
  for (const index of [1, 2, 3]) await cases.act(index, 'agree-embargo');
  await cases.act(0, 'revise-embargo', { fields: { wanted: cases.stage.now + 600 * hour }, ...words('A late test.') });
  const desk = new Desk(cases, 1);
  const old = await desk.open('agree-revision');
  assert.match(old.plain, /“Embargo until” is .* now and then becomes .*\..*A late test\./);
  const line = /<li>“[^“]*then becomes.*<\/li>/.exec(old.text)?.[0] ?? '';
  const [now, then] = ['until', 'wanted'].map((key) => cases.state(1).machines['embargo']?.values[key]?.value);
  for (const at of [now, then]) {
    const when = new Date(Number(at) * 1000).toISOString().slice(0, 19);
    assert.ok(line.includes(when), when);
  }
  await cases.act(2, 'shorten-embargo', { fields: { until: cases.stage.now + 300 * hour }, ...words('Sooner.') });
  const late = await desk.send('agree-revision', old);
  assert.match(late.plain, moved);
  assert.equal(desk.signs, 0);
  const sent = await desk.send('agree-revision', late);
  assert.deepEqual([sent.status, desk.signs], [303, 1]);
});

test('where silence led there is no act to show, and what holds by now still is (Spec: CPG-9)', async () => {
  const cases = await embargo();
  await cases.act(1, 'agree-embargo');
  await cases.pass(169 * hour);
  assert.equal(cases.state(2).machines['embargo']?.state, 'embargoed');
  const { plain: page } = await new Desk(cases, 2).open('sign-embargo');
  assert.match(page, /What this refers to Embargo until: /);
  assert.doesNotMatch(page, /settled · entry/);
});

test('of several items the one that is agreed to is shown (Spec: CPG-9)', async () => {
  const cases = new CaseStage();
  await cases.open('incident-coordination', ['coordinator', 'vendor', 'cert', 'cert']);
  for (const text of ['The first text.', 'The second text.'])
    await cases.act(0, 'propose-release', { fields: { under: 'amber' }, ...words(text) });
  const items = Object.values(cases.state(1).machines).flatMap(({ item }) => (item === undefined ? [] : [item]));
  assert.equal(items.length, 2);
  const { plain: page } = await new Desk(cases, 1).open('agree-release', `item=${items[0]}`);
  assert.match(page, /What this refers to .*Aldoria : [^:]* The first text\./);
  assert.doesNotMatch(page.slice(page.indexOf('What this refers to')), /The second text\./);
});

test('an act that needs nobody else shows nothing that it refers to (Spec: CPG-9)', async () => {
  const cases = await proposed('A text.');
  assert.doesNotMatch((await new Desk(cases, 1).open('object-statement')).plain, /What this refers to/);
});
