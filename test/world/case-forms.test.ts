import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf } from '#server/case/case-body.ts';
import { caseActRoutes } from '#server/http/case-act-routes.ts';
import { caseFileRoutes } from '#server/http/case-file-routes.ts';
import { caseRoutes } from '#server/http/case-routes.ts';
import { securityHeaders } from '#server/http/security-headers.ts';
import type { Party } from '#server/party/party.ts';
import { shownAt } from '#web/local-time.ts';
import { CaseStage, words } from './case-stage.fixture.ts';
import { visitOf } from './visit.fixture.ts';

const routes = [...caseActRoutes, ...caseFileRoutes, ...caseRoutes];
const hour = 3600;

interface Sent {
  readonly form?: Record<string, string | File>;
  readonly name?: string;
}

/** A releaser in Paris at one party's server, whose forms may carry files. */
class Desk {
  readonly party: Party;

  constructor(party: Party) {
    this.party = party;
  }

  async ask(method: 'GET' | 'POST', path: string, params: Record<string, string>, sent: Sent = {}) {
    const route = routes.find((one) => one.method === method && one.path === path) ?? assert.fail(path);
    const response = await route.answer(visitOf(this.party, { params, timeZone: 'Europe/Paris', ...sent }));
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: new TextDecoder().decode(bytes) };
  }

  async act(id: string, act: string, form: Record<string, string | File>, name = 'r') {
    const { text } = await this.ask('GET', '/cases/:id/acts/:act', { id, act });
    const standing = /name="standing" value="([^"]*)"/.exec(text)?.[1] ?? '';
    return this.ask('POST', '/cases/:id/acts/:act', { id, act }, { form: { standing, ...form }, name });
  }
}

/** A case in which the two sides talk, and the desk of the asker. */
async function talking(): Promise<{ cases: CaseStage; desk: Desk }> {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  await cases.act(1, 'answer', words('A digger cut it.'));
  return { cases, desk: new Desk(cases.party(0).party) };
}

test('a time is read in the zone that the form names, and one out of bounds is refused with the bound beside it. Spec: CPG-5', async () => {
  const { cases, desk } = await talking();
  const { id } = cases;
  const form = await desk.ask('GET', '/cases/:id/acts/:act', { id, act: 'pause' });
  assert.match(form.text, /type="date"[\s\S]*type="time"/);
  assert.match(form.text, /Time of <bdi>Europe\/Paris<\/bdi>/);
  assert.match(form.text, /At the earliest[\s\S]*At the latest/);
  const pause = (date: string, time: string, more: Record<string, string> = {}) =>
    desk.act(id, 'pause', { words: 'Holidays.', 'field-resumeAt': date, 'field-resumeAt-time': time, ...more });
  const near = shownAt('Europe/Paris', cases.stage.now + 60);
  const early = await pause(near.date, near.time);
  assert.equal(early.status, 422);
  assert.match(early.text, /This time is too early[\s\S]*Holidays\./);
  const far = shownAt('Europe/Paris', cases.stage.now + 900 * hour);
  assert.match((await pause(far.date, far.time)).text, /This time is too late/);
  assert.match((await pause('', '')).text, /href="#f-field-resumeAt"/);
  const meant = Math.floor(cases.stage.now / 60) * 60 + 48 * hour;
  const { date, time } = shownAt('Europe/Paris', meant);
  assert.equal((await pause(date, time, { zone: 'Europe/Paris' })).status, 303);
  await cases.rounds(8);
  assert.equal(cases.where(), 'paused');
  assert.equal(cases.state().machines['consultation']?.values['resumeAt']?.value, meant);
});

test('files come with an act, outlive a fault of the form, and go only as a download in a sandbox. Spec: CPG-7', async () => {
  const { cases, desk } = await talking();
  const { id } = cases;
  const file = new File(['<script>alert(1)</script>'], 'a"b\u202Etxt.html', { type: 'text/html' });
  const wrong = await desk.act(id, 'exchange-facts', { words: '', files: file });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Already attached/);
  const staged = /name="staged" value="([^"]+)"/.exec(wrong.text)?.[1] ?? '';
  const stolen = await desk.act(id, 'exchange-facts', { words: 'Mine.', staged }, 'another');
  assert.equal(stolen.status, 422);
  assert.equal((await desk.act(id, 'exchange-facts', { words: 'The traces.', staged })).status, 303);
  await cases.rounds(8);
  const reader = new Desk(cases.party(1).party);
  const { text } = await reader.ask('GET', '/cases/:id', { id });
  const [, index = '', n = ''] = /\/files\/(\d+)\/(\d+)"/.exec(text) ?? [];
  const got = await reader.ask('GET', '/cases/:id/files/:index/:n', { id, index, n });
  assert.equal(got.text, '<script>alert(1)</script>');
  assert.equal(got.headers.get('content-type'), 'application/octet-stream');
  assert.match(
    got.headers.get('content-disposition') ?? '',
    /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''a%22b/,
  );
  assert.match(got.headers.get('content-security-policy') ?? '', /sandbox/);
  assert.equal(securityHeaders({ https: false })['x-content-type-options'], 'nosniff');
  const hash = cases.log(1).recordAt(Number(index))?.head.body ?? assert.fail('no body');
  assert.equal(bodyOf(reader.party, id, hash)?.files[0]?.type, 'text/html');
  const none = await reader.ask('GET', '/cases/:id/files/:index/:n', { id, index, n: '7' });
  assert.equal(none.headers.get('location'), `/cases/${id}`);
});

test('files that are too many or too large are refused at the door, with what was typed kept', async () => {
  const { cases, desk } = await talking();
  const big = new File([new Uint8Array(1_400_001)], 'big.bin');
  const refused = await desk.act(cases.id, 'exchange-facts', { words: 'The traces.', files: big });
  assert.equal(refused.status, 422);
  assert.match(refused.text, /These files cannot be attached[\s\S]*The traces\./);
});
