import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Notice } from '#desks/infrastructure/notice.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { newestNotices } from '../notice/held-notice.ts';
import { takeAnswer } from '../notice/notice-answers.ts';
import { stateNotice } from '../notice/state-notice.ts';
import { waiting } from '../party/outbox.ts';
import { hostileTitle, PagesWorld, pull, testStart } from './pages.fixture.ts';

const filled = {
  urgency: 'immediate',
  'title-en': 'Patch the gateway',
  'body-en': 'It is exploited.',
  'steps-en': 'Patch\r\nLook for traces',
  audience: 'all',
  label: 'green',
  within: '3600',
  valid: '86400',
  records: '',
};

const hidden = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';

/** Looks at the consequence and then sends; gives where the browser goes. */
async function sendAs(world: PagesWorld, as: 'analyst' | 'releaser', fields: Record<string, string>): Promise<string> {
  const looked = await (await world.post('/notices/new', { ...fields, step: 'check' }, { as })).text();
  const sent = { ...fields, step: 'send', checked: hidden(looked, 'checked') };
  const answer = await world.post('/notices/new', sent, { as });
  assert.equal(answer.status, 303);
  return answer.headers.get('location') ?? '';
}

const fromBereth = (world: PagesWorld, change: Partial<Notice> = {}): void => {
  const notice: Notice = {
    name: 'cd'.repeat(16),
    version: 1,
    state: 'current',
    urgency: 'urgent',
    from: testStart,
    until: testStart + 86_400,
    by: testStart + 3600,
    texts: [{ lang: 'en', title: hostileTitle, body: 'Nobody sees this body unopened', steps: ['Pull the plug'] }],
    records: [],
    ...change,
  };
  const draft = { notice, audience: [world.aldoria.id], isNamed: false, label: { tlp: 'green' } } as const;
  stateNotice(world.bereth, draft, true);
  pull(world.bereth, world.aldoria);
};

const idOf = (world: PagesWorld): string => newestNotices(world.aldoria, 'theirs', 1)[0]?.id ?? '';

describe('stating a notice', () => {
  it('NTC-1: shows whom it would reach and whom not before anything is stated', async () => {
    const world = await PagesWorld.make();
    const before = world.aldoria.db.count('SELECT count(*) FROM item');
    const page = await (await world.post('/notices/new', { ...filled, label: 'amber' }, { as: 'releaser' })).text();
    assert.match(page, /It reaches 1 party.*Calder/s);
    assert.match(page, /1 will not be reached.*Bereth/s);
    assert.match(page, /sending it approves it/);
    assert.equal(world.aldoria.db.count('SELECT count(*) FROM item'), before);
  });

  it('names every fault with its field, and keeps what was typed', async () => {
    const world = await PagesWorld.make();
    const wrong = { ...filled, 'title-en': '', label: 'pink', urgency: '', audience: 'named', records: 'a b' };
    const answer = await world.post('/notices/new', { ...wrong, step: 'send' }, { as: 'analyst' });
    assert.equal(answer.status, 422);
    const page = await answer.text();
    for (const name of ['title-en', 'label', 'urgency', 'audience', 'records'])
      assert.match(page, new RegExp(`href="#f-${name}"`));
    assert.match(page, /It is exploited/);
    assert.deepEqual(newestNotices(world.aldoria, 'own', 9), []);
  });

  it('looks again at what was changed after it was looked at', async () => {
    const world = await PagesWorld.make();
    const looked = await (await world.post('/notices/new', filled, { as: 'analyst' })).text();
    const changed = { ...filled, label: 'clear', step: 'send', checked: hidden(looked, 'checked') };
    assert.equal((await world.post('/notices/new', changed, { as: 'analyst' })).status, 200);
    assert.deepEqual(newestNotices(world.aldoria, 'own', 9), []);
  });

  it('REL-2: by an analyst waits for a releaser, and says so', async () => {
    const world = await PagesWorld.make();
    const path = await sendAs(world, 'analyst', { ...filled, label: 'amber' });
    assert.match(await world.page(path), /It waits for a releaser: nobody has it yet.*Go to the approval/s);
    assert.match(await world.page('/'), /Approve the release of 2 records/);
  });

  it('is closed to viewers, auditors and accounts of partners', async () => {
    const world = await PagesWorld.make();
    for (const as of ['viewer', 'auditor', 'partner'] as const) {
      assert.equal((await world.get('/notices/new', { as })).status, 403, as);
      assert.equal((await world.post('/notices/new', filled, { as })).status, 403, as);
    }
    assert.doesNotMatch(await world.page('/notices', 'viewer'), /Warn partners/);
  });
});

describe('the screen of 03:00', () => {
  it('NTC-7: says who has read it and who has not, and why', async () => {
    const world = await PagesWorld.make();
    const path = await sendAs(world, 'releaser', { ...filled, label: 'amber' });
    pull(world.aldoria, world.calder);
    let page = await world.page(path);
    assert.match(page, /Nobody has read it\..*2 have not\./s);
    assert.match(page, /Calder.*Delivered/s);
    assert.match(page, /Bereth.*Not delivered/s);
    const [held] = newestNotices(world.calder, 'theirs', 1);
    const { answerNotice } = await import('../notice/notice-answers.ts');
    answerNotice(world.calder, held?.seq ?? -1, { step: 'acknowledged', status: 'not-affected', role: 'releaser' });
    const [message] = waiting(world.calder, world.aldoria.id).filter(({ path: to }) => to === '/link/notice-answer');
    assert.ok(message);
    takeAnswer(world.aldoria, world.calder.id, parseNote(message.body));
    page = await world.page(path);
    assert.match(page, /1 party has read it\..*1 has not\./s);
    assert.match(page, /Acknowledged.*releaser.*We are not affected/s);
    assert.match(await world.page('/notices'), /1 of 2/);
    assert.match(await world.page('/'), /1 party has not acknowledged.*Patch the gateway/s);
    for (const sort of ['party', 'answered', 'state'])
      assert.match(await world.page(`${path}?sort=${sort}`), /aria-sort="ascending"/);
  });

  it('NTC-10: reminds the rest with one press, and then says from when it may again', async () => {
    const world = await PagesWorld.make();
    const path = await sendAs(world, 'releaser', filled);
    assert.match(await world.page(path), /Remind the 2 that have not answered/);
    assert.equal((await world.post(`${path}/remind`, {}, { as: 'viewer' })).status, 403);
    assert.equal((await world.post(`${path}/remind`, {}, { as: 'analyst' })).status, 303);
    assert.match(await world.page(path), /Last reminded.*can be reminded again from/s);
    assert.doesNotMatch(await world.page(path), /Remind the 2/);
    const sent = waiting(world.aldoria, world.bereth.id).filter(({ path: to }) => to === '/link/notice-reminder');
    assert.equal(sent.length, 1);
  });

  it('renews itself only when asked to', async () => {
    const world = await PagesWorld.make();
    const path = await sendAs(world, 'releaser', filled);
    assert.equal((await world.get(path, { as: 'viewer' })).headers.get('refresh'), null);
    assert.equal((await world.get(`${path}?renew=1`, { as: 'viewer' })).headers.get('refresh'), '60');
  });

  it('NTC-3: leads from an old version to the one that counts, and cancels', async () => {
    const world = await PagesWorld.make();
    const path = await sendAs(world, 'releaser', filled);
    const of = path.slice('/notices/'.length);
    assert.match(await world.page(`/notices/new?of=${of}`), /value="Patch the gateway"/);
    assert.equal(await sendAs(world, 'releaser', { ...filled, of, 'title-en': 'Patch it twice' }), path);
    assert.match(await world.page(path), /Patch it twice/);
    assert.match(await world.page(`${path}?version=1`), /Version 2 has taken the place/);
    assert.equal((await world.post(`${path}/cancel`, {}, { as: 'releaser' })).status, 303);
    const page = await world.page(path);
    assert.match(page, /Cancelled/);
    assert.doesNotMatch(page, /Remind the/);
    assert.equal((await world.post(`${path}/cancel`, {}, { as: 'releaser' })).status, 422);
  });
});

describe('a notice to us', () => {
  it('NTC-14: shows its text only after a press, whatever fetches the page', async () => {
    const world = await PagesWorld.make();
    fromBereth(world);
    const path = `/notices/${idOf(world)}`;
    const { seq = -1 } = newestNotices(world.aldoria, 'theirs', 1)[0] ?? {};
    for (let tries = 0; tries < 2; tries++) assert.doesNotMatch(await world.page(path, 'analyst'), /Nobody sees this/);
    for (const what of ['', '/proof'])
      assert.equal((await world.get(`/records/${seq}${what}`, { as: 'analyst' })).headers.get('location'), path);
    assert.equal(world.aldoria.db.count('SELECT count(*) FROM notice_answer'), 0);
    assert.equal((await world.post(`${path}/open`, {}, { as: 'analyst' })).status, 303);
    assert.match(await world.page(path, 'analyst'), /Nobody sees this body.*Pull the plug/s);
    const proof = await world.get(`/records/${seq}/proof`, { as: 'analyst' });
    assert.match(await proof.text(), /Nobody sees this body/);
    assert.equal(
      waiting(world.aldoria, world.bereth.id).filter(({ path: to }) => to === '/link/notice-answer').length,
      1,
    );
  });

  it('stands first on Today until it is acknowledged', async () => {
    const world = await PagesWorld.make();
    fromBereth(world);
    const path = `/notices/${idOf(world)}`;
    assert.match(await world.page('/'), /&lt;script&gt;.*Urgent.*from.*Bereth/s);
    await world.post(`${path}/open`, {}, { as: 'releaser' });
    await world.post(`${path}/acknowledge`, { status: 'handled' }, { as: 'releaser' });
    assert.match(await world.page(path), /Acknowledged.*releaser.*It is handled/s);
    assert.doesNotMatch(await world.page('/'), new RegExp(path));
    const deeds = world.aldoria.db.all<{ what: string }>("SELECT what FROM deed WHERE account = 'releaser' ORDER BY n");
    assert.deepEqual(
      deeds.map(({ what }) => what),
      ['open-notice', 'acknowledge-notice'],
    );
  });

  it('NTC-5: is read by viewers and auditors without an answer in our name', async () => {
    const world = await PagesWorld.make();
    fromBereth(world);
    const path = `/notices/${idOf(world)}`;
    for (const as of ['viewer', 'auditor'] as const) {
      assert.match(await world.page(path, as), /Nobody sees this body.*without answering for us/s);
      for (const act of ['open', 'acknowledge'])
        assert.equal((await world.post(`${path}/${act}`, {}, { as })).status, 403);
    }
    assert.equal((await world.get(path, { as: 'partner' })).status, 403);
  });
});
