import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseLeaveRoutes } from '#server/http/case-leave-routes.ts';
import { caseRoutes } from '#server/http/case-routes.ts';
import { inboxRoutes } from '#server/http/inbox-routes.ts';
import type { PageRoute } from '#server/http/page-route.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';
import { visitOf } from './visit.fixture.ts';

/** A case to which all are invited, and which only the opener has joined. */
async function invited(): Promise<CaseStage> {
  const cases = new CaseStage();
  await cases.invite();
  await cases.rounds(1);
  return cases;
}

const routeOf = (routes: readonly PageRoute[], method: string, path: string): PageRoute =>
  routes.find((one) => one.method === method && one.path === path) ?? assert.fail(path);

async function press(cases: CaseStage, index: number, word: 'join' | 'leave'): Promise<void> {
  const route = routeOf([...caseRoutes, ...caseLeaveRoutes], 'POST', `/cases/:id/${word}`);
  const answer = await route.answer(visitOf(cases.party(index).party, { params: { id: cases.id } }));
  assert.equal(answer.status, 303);
}

const page = async (cases: CaseStage, index: number, route: PageRoute): Promise<string> =>
  (await route.answer(visitOf(cases.party(index).party, { params: { id: cases.id } }))).text();

const inbox = (cases: CaseStage): Promise<string> => page(cases, 0, routeOf(inboxRoutes, 'GET', '/inbox'));

test('whoever waits for others to join a case sees whom, an invitation may be declined, and taken up later after all (Spec: BRD-1, CEX-6)', async () => {
  const cases = await invited();
  assert.match(await inbox(cases), /<bdi>Bereth<\/bdi>[^:]*: to join/);
  assert.match(await page(cases, 1, routeOf(caseRoutes, 'GET', '/cases/:id')), /Decline/);
  const sent = cases.stage.carried.length;
  await press(cases, 1, 'leave');
  assert.equal(knownCaseFile(cases.party(1).party, cases.id).stage, 'left');
  assert.equal(cases.stage.carried.length, sent, 'nothing is sent');
  for (const index of [2, 3]) await press(cases, index, 'join');
  await cases.rounds(8);
  assert.doesNotMatch(await inbox(cases), /to join/);
  await cases.act(0, 'ask', words('What happened?'));
  assert.equal(knownCaseFile(cases.party(1).party, cases.id).stage, 'left', 'invited again, it has still declined');
  await press(cases, 1, 'join');
  await cases.rounds(8);
  cases.agreed();
  await cases.act(1, 'answer', words('A digger cut it.'));
  assert.equal(cases.where(), 'answered');
});

test('a party that never joins is as one that never answers: its silence takes effect, and a next step is open (Spec: PRO-3, P1)', async () => {
  const cases = await invited();
  cases.alive = [0, 2, 3].map((index) => cases.party(index));
  for (const index of [2, 3]) await press(cases, index, 'join');
  await cases.rounds(8);
  await cases.act(0, 'ask', words('What happened?'));
  assert.equal(cases.where(), 'asked');
  await cases.pass(49 * hour);
  assert.equal(cases.where(), 'unanswered');
  await cases.act(0, 'ask', words('We ask once more.'));
  assert.equal(cases.where(), 'asked');
});
