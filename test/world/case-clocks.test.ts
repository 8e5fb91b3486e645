import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateHash } from '#protocol/case/case-state.ts';
import { owedIn } from '#protocol/case/view.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseRoutes } from '#server/http/case-routes.ts';
import { signRequest } from '#server/link-signature/sign-request.ts';
import { linkHealth } from '#server/party/link-health.ts';
import type { Party } from '#server/party/party.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';
import { visitOf } from './visit.fixture.ts';

const names = ['Aldoria', 'Bereth', 'Calder', 'Meridian'];

/** A case whose members' clocks are ahead of the right one by so many seconds. */
async function begun(ahead: Readonly<Record<string, number>>): Promise<CaseStage> {
  const cases = new CaseStage(names);
  for (const [name, seconds] of Object.entries(ahead)) cases.stage.clockAhead.set(name, seconds);
  // The agreement is in force by every clock; and nobody takes a request that was signed before its own start.
  cases.stage.now += 2 * hour;
  for (const one of cases.parties) one.restart();
  cases.stage.now += 60;
  await cases.open();
  return cases;
}

const ahead = (party: Party, other: Party): number => linkHealth(party, other.id).ahead ?? 0;

test('servers whose clocks are an hour apart work at one case, with one state and the same deadlines (Spec: LSG-11, LSG-12, CAS-9)', async () => {
  const cases = await begun({ Bereth: hour, Calder: -200 });
  const [right, fast] = [cases.party(0).party, cases.party(1).party];
  await cases.act(0, 'ask', words('What happened?'));
  cases.agreed();
  const asked = cases.state().steps.at(-1)?.time ?? 0;
  const { procedure } = knownCaseFile(right, cases.id).procedure;
  const dues = cases.parties.map((_, index) => owedIn(procedure, cases.state(index)).map(({ due }) => due));
  assert.ok((dues[0]?.length ?? 0) > 0);
  for (const due of dues) assert.deepEqual(due, dues[0]);
  assert.ok(Math.abs(asked - cases.stage.now) < 300, 'the time of the case is that of the clocks that most have');
  assert.deepEqual([ahead(right, fast), ahead(fast, right)], [hour, -hour]);
  assert.equal(ahead(right, cases.party(3).party), 0);

  // The fast one answers when the deadline has passed by its clock, and not by those of the others.
  const due = dues[0]?.[0] ?? 0;
  cases.stage.now = due - 1_000;
  await cases.rounds(3);
  await cases.act(1, 'answer', words('A cable was cut.'));
  const step = cases.state(3).steps.at(-1);
  assert.ok(step?.kind === 'act' && step.late === undefined);
  cases.agreed();
});

/** The instants that a reader's page of the case names, whatever zone they are written in. */
async function instants(party: Party, id: string, timeZone: string): Promise<string[]> {
  const route = caseRoutes.find(({ method, path }) => method === 'GET' && path === '/cases/:id') ?? assert.fail();
  const text = await (await route.answer(visitOf(party, { params: { id }, timeZone }))).text();
  return [...new Set([...text.matchAll(/datetime="([^"]+)"/g)].map(([, instant = '']) => instant))].toSorted();
}

test('readers in other zones, of servers an hour apart, read the same deadline (Spec: LSG-12, CAS-9)', async () => {
  const cases = await begun({ Bereth: hour });
  await cases.act(0, 'ask', words('What happened?'));
  const { procedure } = knownCaseFile(cases.party(0).party, cases.id).procedure;
  const due = new Date((owedIn(procedure, cases.state())[0]?.due ?? 0) * 1000).toISOString().replace('.000', '');
  const here = await instants(cases.party(0).party, cases.id, 'Pacific/Kiritimati');
  const there = await instants(cases.party(1).party, cases.id, 'America/St_Johns');
  assert.ok(here.includes(due), here.join(' '));
  assert.ok(there.includes(due), there.join(' '));
});

test("a late answer is kept and late by the same time for all, though its author's clock says that it is in time (Spec: PRO-3, LSG-12)", async () => {
  const cases = await begun({ Bereth: -hour });
  await cases.act(0, 'ask', words('What happened?'));
  const { procedure } = knownCaseFile(cases.party(0).party, cases.id).procedure;
  const due = owedIn(procedure, cases.state())[0]?.due ?? 0;
  cases.stage.now = due + hour / 2;
  assert.ok(cases.party(1).party.now < due);
  await cases.act(1, 'answer', words('A cable was cut.'));
  const hashes = new Set<string>();
  for (const index of cases.parties.keys()) {
    const step = cases.state(index).steps.findLast(({ kind }) => kind === 'act');
    assert.ok(step?.kind === 'act' && step.act === 'answer' && (step.late ?? 0) > hour / 2 - 1);
    hashes.add(stateHash(cases.state(index)));
  }
  assert.equal(hashes.size, 1);
});

test('a clock that is put right is followed again, and one that is two days off is not (Spec: LSG-12)', async () => {
  const cases = await begun({ Bereth: hour });
  const [right, other] = [cases.party(0).party, cases.party(1).party];
  cases.stage.clockAhead.set('Bereth', 0);
  await cases.rounds(2);
  assert.equal(ahead(right, other), 0);
  cases.stage.clockAhead.set('Bereth', 48 * hour);
  cases.party(1).restart();
  await cases.rounds(2);
  assert.equal(ahead(right, other), 0);
});

test('a request signed for a later time is good once and at its own address, whoever kept it back (Spec: LSG-7, LSG-12)', async () => {
  const cases = await begun({});
  const [sender, receiver, third] = [cases.party(0), cases.party(1), cases.party(2)];
  // Somebody made the sender believe that the receiver's clock is an hour ahead, and keeps what it signed.
  const body = new Uint8Array();
  const target = `${receiver.party.url}/link/agreements`;
  const signer = { keyid: sender.party.id, seed: sender.party.secrets.link, nonce: new Uint8Array(16).fill(1) };
  const headers = { ...signRequest({ method: 'POST', target, body }, { ...signer, now: cases.stage.now + hour }) };
  const send = async (to: typeof receiver, url: string): Promise<string> => {
    const answer = await to.server.app.request(url, { method: 'POST', headers, body });
    return `${answer.status} ${answer.headers.get('comity-time') ?? ''}`.trim();
  };
  assert.equal(await send(receiver, target), `401 ${receiver.party.now}`);
  cases.stage.now += hour;
  assert.equal(await send(third, `${third.party.url}/link/agreements`), '401');
  assert.equal(await send(receiver, target), '200');
  assert.equal(await send(receiver, target), '401');
});
