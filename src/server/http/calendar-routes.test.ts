import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Notice } from '#desks/infrastructure/notice.ts';
import { newestNotices } from '../notice/held-notice.ts';
import { answerNotice } from '../notice/notice-answers.ts';
import { stateNotice } from '../notice/state-notice.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { PagesWorld, pull, testStart } from './pages.fixture.ts';

const notice: Notice = {
  name: 'cd'.repeat(16),
  version: 1,
  state: 'current',
  urgency: 'urgent',
  from: testStart,
  until: testStart + 86_400,
  by: testStart + 3600,
  texts: [{ lang: 'en', title: 'Patch the gateway', body: 'Only after opening', steps: [] }],
  records: [],
};

it('NTC-15: gives a signed-in calendar program deadlines and validity, and nothing else of a notice', async () => {
  const world = await PagesWorld.make();
  const draft = { notice, audience: [world.aldoria.id], isNamed: false, label: { tlp: 'green' } } as const;
  stateNotice(world.bereth, draft, true);
  pull(world.bereth, world.aldoria);
  const app = calendarRoutes({ party: world.aldoria, signIn: world.parts.signIn });
  const { password, token } = await world.parts.accounts.renew('viewer');
  const partner = await world.parts.accounts.renew('partner');
  const get = async (authorization?: string): Promise<Response> =>
    app.request('/calendar/notices.ics', authorization === undefined ? {} : { headers: { authorization } });
  const basic = (name: string, secret: string): string => `Basic ${btoa(`${name}:${secret}`)}`;
  const answer = await get(basic('viewer', password));
  assert.equal(answer.headers.get('content-type'), 'text/calendar; charset=utf-8');
  const text = (await answer.text()).replaceAll('\r\n ', '');
  assert.match(text, /SUMMARY:Bereth: Patch the gateway/);
  assert.match(text, /DUE:20260921T151320Z\r\nSTATUS:NEEDS-ACTION/);
  assert.match(text, /DTSTART:20260921T141320Z\r\nDTEND:20260922T141320Z/);
  assert.doesNotMatch(text, /Only after opening/);
  answerNotice(world.aldoria, newestNotices(world.aldoria, 'theirs', 1)[0]?.seq ?? -1, {
    step: 'acknowledged',
    role: 'analyst',
  });
  assert.match(await (await get(`Bearer ${token}`)).text(), /STATUS:COMPLETED/);
  assert.equal((await get()).status, 401);
  assert.match((await get()).headers.get('www-authenticate') ?? '', /^Basic/);
  assert.equal((await get(basic('viewer', 'wrong'))).status, 401);
  assert.equal((await get(basic('partner', partner.password))).status, 403);
});
