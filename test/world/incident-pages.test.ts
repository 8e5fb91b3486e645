import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#protocol/bytes/text.ts';
import { carryingDraft, carryingRules } from '#server/case/carried-act.ts';
import { bodyBytes } from '#server/case/case-body.ts';
import { releasedProof } from '#server/case/released-act.ts';
import { caseCarryRoutes } from '#server/http/case-carry-routes.ts';
import { caseRoutes } from '#server/http/case-routes.ts';
import type { Visit } from '#server/http/visit.ts';
import { words } from './case-stage.fixture.ts';
import { RunningCase } from './running-case.fixture.ts';
import { conclude, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';
import { visitOf as visitAt } from './visit.fixture.ts';

const routes = [...caseCarryRoutes, ...caseRoutes];
const facts = 'Close port 2404\nAn update comes within three weeks.';

const visitOf = ({ party }: StagedParty, params: Record<string, string>, form: Record<string, string> = {}): Visit =>
  visitAt(party, { params, form });

async function ask(method: 'GET' | 'POST', path: string, visit: Visit) {
  const route = routes.find((one) => one.method === method && one.path === path);
  assert.ok(route, path);
  assert.ok(method === 'GET' || route.needs === 'approve-release');
  const response = await route.answer(visit);
  return { status: response.status, text: await response.text() };
}

/** An incident of three, and a consultation of which only the first of them is a member. */
class Scene {
  readonly stage = new Stage();
  readonly parties = ['Aldoria', 'Bereth', 'Calder', 'Meridian', 'Lumen'].map((name) => this.stage.found(name));
  readonly incident: RunningCase;
  readonly talk: RunningCase;

  constructor() {
    const [first, maker, third, other, witness] = this.parties as [
      StagedParty,
      StagedParty,
      StagedParty,
      StagedParty,
      StagedParty,
    ];
    introduce(...this.parties);
    const end = this.stage.now + 86_400 * 400;
    for (const group of [
      [first, maker, third],
      [first, other, witness],
    ])
      conclude(group, this.stage.terms(group, [{ kinds: ['act'], ceiling: 'amber' }], { end }));
    const technical = new Map([
      [first, 'coordinator'],
      [maker, 'vendor'],
      [third, 'witness'],
    ]);
    const political = new Map([
      [first, 'asker'],
      [other, 'asked'],
      [witness, 'witness'],
    ]);
    this.incident = new RunningCase(this.stage, {
      procedure: 'incident-coordination',
      label: { tlp: 'amber' },
      roles: technical,
      council: [...technical.keys()],
      faults: 0,
    });
    this.talk = new RunningCase(this.stage, {
      procedure: 'consultation',
      label: { tlp: 'green' },
      roles: political,
      council: [...political.keys()],
      faults: 0,
    });
  }

  party(index: number): StagedParty {
    return this.parties[index] ?? assert.fail('there is no such party');
  }
}

async function begun(): Promise<Scene> {
  const scene = new Scene();
  for (const one of [scene.incident, scene.talk]) {
    await one.rounds(1);
    one.join(...one.members);
    await one.rounds(8);
  }
  await scene.talk.act(scene.party(0), 'ask', {
    body: {
      words: '',
      parts: [
        { key: 'subject', n: 1, text: 'Outage' },
        { key: 'facts', n: 1, text: 'Gateways fail.' },
        { key: 'question', n: 1, text: 'What do you know?' },
      ],
      files: [],
    },
  });
  await scene.incident.act(scene.party(0), 'propose-release', { fields: { under: 'green' }, ...words(facts) });
  return scene;
}

test('only what was released is offered; carrying shows what it reveals first, and each case then shows the link (Spec: LNC-8, LNC-10, LNC-11)', async () => {
  const scene = await begun();
  const { incident, talk } = scene;
  const us = scene.party(0);
  const at = { id: talk.id, act: 'bring-facts' };
  const form = () => ask('GET', '/cases/:id/carry/:act', visitOf(us, at));
  assert.match((await form()).text, /No case on this server has released anything/);
  await incident.act(scene.party(1), 'agree-release', { item: incident.recordOf('propose-release') });
  await incident.rounds();
  assert.match((await form()).text, /Close port 2404/);

  const source = `${incident.id}/${incident.last('propose-release').index}`;
  const review = await ask('POST', '/cases/:id/carry/:act', visitOf(us, at, { source, words: 'For you.' }));
  assert.match(review.text, /What this does[\s\S]*does not reveal the other members/);
  assert.equal(us.party.db.count('SELECT count(*) FROM case_draft'), 0);
  const staged = /name="staged" value="([^"]+)"/.exec(review.text)?.[1] ?? '';
  const parts = visitOf(us, at, { staged: staged.replaceAll('&#43;', '+'), words: 'For you.', step: 'sign' });
  const signed = await ask('POST', '/cases/:id/carry/:act', parts);
  assert.equal(signed.status, 303);
  await talk.rounds(8);
  const theirs = await ask('GET', '/cases/:id', visitOf(scene.party(3), { id: talk.id }));
  assert.match(theirs.text, /stated in another case[\s\S]*An update comes within three weeks[\s\S]*The proof holds/);
  assert.ok(!theirs.text.includes(scene.party(1).party.id), 'nobody hears of the maker');
  assert.match(
    (await ask('GET', '/cases/:id', visitOf(us, { id: incident.id }))).text,
    /From this case something was brought to/,
  );
});

test('a proof that does not hold is shown as such, and none of its words (Spec: LNC-10)', async () => {
  const scene = await begun();
  const { incident, talk } = scene;
  const us = scene.party(0);
  await incident.act(scene.party(1), 'agree-release', { item: incident.recordOf('propose-release') });
  await incident.rounds();
  const proof = await releasedProof(us.party, incident.file(us), incident.last('propose-release').index, []);
  const [carrying] = carryingRules(talk.file(us).procedure.procedure);
  assert.ok(carrying);
  const good = carryingDraft(carrying, utf8(proof), 'Look at this.');
  const broken = utf8(proof.replace(/"index": \d+/, '"index": 1'));
  const files = (good.body?.files ?? []).map((one) => ({ ...one, bytes: broken }));
  // A faulty server keeps what ours refuses to draft.
  us.party.db.run(
    'INSERT INTO case_draft (case_id, account, draft, at, body) VALUES (?, ?, ?, ?, ?)',
    talk.id,
    'a test',
    JSON.stringify({ act: good.act, fields: good.fields }),
    us.party.now,
    bodyBytes({ words: 'Look at this.', files }),
  );
  await talk.rounds(8);
  const { text } = await ask('GET', '/cases/:id', visitOf(scene.party(3), { id: talk.id }));
  assert.match(text, /its proof does not hold/);
  assert.ok(!text.includes('An update comes within three weeks'));
});
