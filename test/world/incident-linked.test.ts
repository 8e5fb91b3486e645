import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { incidentMatrix } from '#desks/infrastructure/incident-matrix.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { readActProof, verifyActProof } from '#protocol/case/act-proof.ts';
import { owedIn } from '#protocol/case/view.ts';
import { draftAct } from '#server/case/act-drafts.ts';
import { carriedFrom, carriedInto, carryingDraft, carryingRules } from '#server/case/carried-act.ts';
import { releasedActs, releasedProof } from '#server/case/released-act.ts';
import { auditParty } from '#server/party/audit.ts';
import { words } from './case-stage.fixture.ts';
import { RunningCase } from './running-case.fixture.ts';
import { conclude, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const day = 24;
const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;

/** What is said in the technical case and must never be found beyond it. */
const secret = {
  report: 'A packet with an odd length restarts the gateway.',
  item: 'Gateway 4, every build before 4.9',
  shorter: 'We can ship in twenty days.',
  longer: 'Our second factory needs longer.',
  note: 'Hand-over: Quill has not answered, the reporter waits.',
  status: 'Told in confidence to the case.',
  public: 'A blog describes it.',
  withheld: 'Orrin has sold eleven thousand of them.',
} as const;
const released = 'Some gateways of three makers can be restarted from outside. Updates come within three weeks.';

/** Twelve parties of a technical case, and three of a political one that has none of them. */
class Scene {
  readonly stage = new Stage();
  readonly lead = this.stage.found('Aldoria CERT');
  readonly next = this.stage.found('Bereth CERT');
  readonly orrin = this.stage.found('Orrin Systems');
  readonly pell = this.stage.found('Pell Works');
  readonly quill = this.stage.found('Quill Devices');
  readonly certs = ['Calder CERT', 'Dunmore CERT', 'Estvale CERT', 'Farrow CERT', 'Glen CERT'].map((name) =>
    this.stage.found(name),
  );
  readonly witnesses = ['Lumen Institute', 'Meridian Centre'].map((name) => this.stage.found(name));
  readonly ministries = ['Ministry of Aldoria', 'Ministry of Bereth', 'Halden Office'].map((name) =>
    this.stage.found(name),
  );
  readonly technical: RunningCase;
  readonly political: RunningCase;

  constructor() {
    const { lead, next, orrin, pell, quill, certs, witnesses, ministries } = this;
    const technical = [lead, next, orrin, pell, quill, ...certs, ...witnesses];
    this.#agree(technical);
    this.#agree(ministries);
    // A ministry knows the CERT of its own state, and no agreement is needed for that.
    introduce(lead, this.ministry(0));
    const roles = [
      'coordinator',
      'cert',
      'vendor',
      'vendor',
      'vendor',
      ...certs.map(() => 'cert'),
      'witness',
      'witness',
    ];
    this.technical = new RunningCase(this.stage, {
      procedure: 'incident-coordination',
      label: { tlp: 'amber' },
      roles: new Map(technical.map((one, index) => [one, roles[index] ?? 'cert'])),
      council: [lead, next, ...witnesses],
      faults: 1,
    });
    this.political = new RunningCase(this.stage, {
      procedure: 'consultation',
      label: { tlp: 'green' },
      roles: new Map(ministries.map((one, index) => [one, ['asker', 'asked', 'witness'][index] ?? 'witness'])),
      council: ministries,
      faults: 0,
    });
  }

  #agree(parties: readonly StagedParty[]): void {
    introduce(...parties);
    const end = this.stage.now + 400 * day * 3600;
    conclude(parties, this.stage.terms(parties, [{ kinds: ['act'], ceiling: 'amber' }], { end }));
  }

  ministry(index: number): StagedParty {
    return this.ministries[index] ?? assert.fail('there is no such ministry');
  }

  cert(index: number): StagedParty {
    return this.certs[index] ?? assert.fail('there is no such CERT');
  }

  at(hours: number): number {
    return this.stage.now + hours * 3600;
  }
}

/** Everybody joins but one vendor, whose server does not answer. */
async function begin(scene: Scene): Promise<string> {
  const { technical, quill, lead, orrin, pell } = scene;
  quill.isAway = true;
  technical.alive = technical.members.filter((one) => one !== quill);
  await technical.rounds(1);
  technical.join(...technical.alive);
  await technical.rounds(8);
  technical.draft(lead, 'report', words(secret.report));
  const item = await technical.act(lead, 'add-item', words(secret.item));
  technical.draft(orrin, 'found-valid');
  technical.draft(orrin, 'say-status', { item, fields: { status: 'affected' }, ...words(secret.status) });
  technical.draft(pell, 'say-status', { item, fields: { status: 'not-affected' } });
  await technical.rounds();
  assert.equal(technical.in(lead, 'status', quill, item), 'not-said', 'silence says nothing');
  assertStatus(scene, item, [
    [orrin, 'affected'],
    [pell, 'not-affected'],
    [quill, 'not-said'],
  ]);
  return item;
}

/** On every server that answers these have said this of themselves. */
function assertStatus({ technical }: Scene, item: string, said: readonly (readonly [StagedParty, string])[]): void {
  for (const one of technical.alive) {
    const rows = incidentMatrix(technical.state(one));
    for (const [vendor, status] of said)
      assert.equal(rows.find(({ party }) => party === vendor.party.id)?.status[item], status, one.name);
  }
}

/** On every server that answers these alone, and nobody else, are bound by the embargo. */
function assertBound({ technical }: Scene, bound: readonly StagedParty[]): void {
  const expected = bound.map(({ party }) => party.id).toSorted();
  for (const one of technical.alive) {
    const rows = incidentMatrix(technical.state(one));
    const shown = rows.flatMap(({ party, consent }) => (consent === 'agreed' ? [party] : []));
    assert.deepEqual(shown.toSorted(), expected, one.name);
  }
}

/** Proposed, shortened, agreed by some; it stands among them, and binds none of the three that are silent. */
async function embargo(scene: Scene): Promise<number> {
  const { technical, lead, next, orrin, pell, quill } = scene;
  await technical.act(orrin, 'propose-embargo', { fields: { until: scene.at(30 * day) } });
  await technical.act(lead, 'agree-embargo');
  const end = scene.at(20 * day);
  await technical.act(pell, 'shorten-proposal', { fields: { until: end }, ...words(secret.shorter) });
  const agreeing = [lead, next, orrin, scene.cert(0), scene.cert(3), scene.cert(4)];
  for (const one of agreeing) technical.draft(one, 'agree-embargo');
  // Dunmore says nothing of the embargo, but acts having seen it; Estvale and Quill are not heard of at all.
  technical.draft(scene.cert(1), 'found-valid');
  await technical.rounds();
  assert.equal(technical.in(lead, 'embargo'), 'embargo-proposed');
  await technical.pass(7 * day);
  assert.equal(technical.in(lead, 'embargo'), 'embargoed');
  const lapse = technical.state(lead).steps.findLast((step) => step.kind === 'lapse' && step.wait === 'embargo-answer');
  assert.ok(lapse?.kind === 'lapse');
  const silent = [quill, scene.cert(1), scene.cert(2)].map(({ party }) => party.id).toSorted();
  assert.deepEqual(lapse.unbound?.toSorted(), silent, 'silence binds nobody, whether it reached them or not');
  assertBound(scene, [pell, ...agreeing]);
  return end;
}

/** A longer one is asked of all anew, and falls back to the one in force. */
async function revision(scene: Scene, end: number): Promise<void> {
  const { technical, lead, orrin, pell } = scene;
  const procedure = technical.file(lead).procedure.procedure;
  const dueOf = (wait: string) => owedIn(procedure, technical.state(lead)).find((one) => one.wait === wait);
  await technical.act(orrin, 'revise-embargo', { fields: { wanted: scene.at(30 * day) }, ...words(secret.longer) });
  assert.equal(dueOf('revision-answer')?.owners.length, 9, 'all but the one that asks');
  assert.equal(dueOf('embargo-end')?.due, end, 'the embargo in force goes on');
  await technical.act(pell, 'agree-revision');
  await technical.pass(7 * day);
  assert.equal(technical.in(lead, 'embargo'), 'embargoed');
  assert.equal(dueOf('embargo-end')?.due, end, 'an unanswered revision changes nothing');
}

/** The lead passes at a change of shift, with a note; the silent vendor comes back, and answers late. */
async function handOver(scene: Scene, item: string): Promise<void> {
  const { technical, lead, next, quill } = scene;
  await technical.act(lead, 'offer-ownership', { fields: { heir: next.party.id }, ...words(secret.note) });
  await technical.act(next, 'take-ownership');
  assert.deepEqual(technical.state(lead).members[next.party.id], ['cert', 'coordinator']);
  assert.deepEqual(technical.state(lead).members[lead.party.id], ['cert']);
  quill.isAway = false;
  technical.alive = [...technical.members];
  await technical.pass(1);
  technical.join(quill);
  await technical.rounds();
  technical.draft(quill, 'sign-embargo');
  technical.draft(quill, 'say-status', { item, fields: { status: 'under-investigation' } });
  await technical.rounds();
  assert.equal(technical.in(next, 'status', quill, item), 'said');
  const { orrin, pell } = scene;
  assertStatus(scene, item, [[quill, 'under-investigation']]);
  assertBound(scene, [lead, next, orrin, pell, quill, scene.cert(0), scene.cert(3), scene.cert(4)]);
  technical.agreed();
}

/** Once all are there, a longer one is asked again; it stands when the last has agreed, and binds all who have. */
async function revisionAgreed(scene: Scene): Promise<void> {
  const { technical, lead, orrin } = scene;
  const wanted = scene.at(25 * day);
  await technical.act(orrin, 'revise-embargo', { fields: { wanted }, ...words(secret.longer) });
  const asked = technical.members.filter((one) => one !== orrin && !scene.witnesses.includes(one));
  const [last, ...others] = asked.toReversed();
  for (const one of others) technical.draft(one, 'agree-revision');
  await technical.rounds();
  assert.equal(technical.in(lead, 'embargo'), 'revision-proposed');
  assert.ok(last);
  await technical.act(last, 'agree-revision');
  assert.equal(technical.in(lead, 'embargo'), 'embargoed');
  const procedure = technical.file(lead).procedure.procedure;
  const end = owedIn(procedure, technical.state(lead)).find(({ wait }) => wait === 'embargo-end');
  assert.equal(end?.due, wanted);
  assertBound(scene, [orrin, ...asked]);
}

/** Two texts are put forward; all vendors agree to both, of which one may not go beyond AMBER. */
async function release(scene: Scene): Promise<number> {
  const { technical, next, orrin, pell, quill, lead } = scene;
  const open = await technical.act(next, 'propose-release', { fields: { under: 'green' }, ...words(released) });
  const { index } = technical.last('propose-release');
  await assert.rejects(releasedProof(lead.party, technical.file(lead), index, []), hasCode('case-carry-unreleased'));
  const close = await technical.act(next, 'propose-release', { fields: { under: 'amber' }, ...words(secret.withheld) });
  for (const vendor of [orrin, pell, quill])
    for (const item of [open, close]) technical.draft(vendor, 'agree-release', { item });
  await technical.rounds(10);
  assert.equal(technical.in(lead, 'release', undefined, open), 'released');
  assert.deepEqual(
    releasedActs(lead.party, technical.file(lead)).map(({ label }) => label.tlp),
    ['green', 'amber'],
  );
  return index;
}

/** The first ministry gets a file from the CERT of its state, and carries it into the consultation. */
async function carry(scene: Scene, index: number): Promise<string> {
  const { technical, political, lead } = scene;
  const asker = scene.ministry(0);
  const file = technical.file(lead);
  const proof = await releasedProof(lead.party, file, index, []);
  const [carrying] = carryingRules(political.file(asker).procedure.procedure);
  assert.ok(carrying);
  const draft = (bytes: string) => carryingDraft(carrying, utf8(bytes), 'The CERTs have released this.');
  const carryOf = (bytes: string) => () => draftAct(asker.party, political.file(asker), draft(bytes), 'a test');
  const amber = releasedActs(lead.party, file)[1]?.index ?? 0;
  assert.throws(carryOf(await releasedProof(lead.party, file, amber, [])), hasCode('case-carry-label'));
  const report = technical.last('report').index;
  await assert.rejects(releasedProof(lead.party, file, report, []), hasCode('case-carry-unmarked'));
  carryOf(proof)();
  await political.rounds(8);
  return proof;
}

async function consult(scene: Scene): Promise<void> {
  const { political } = scene;
  await political.rounds(1);
  political.join(...scene.ministries);
  await political.rounds(8);
  await political.act(scene.ministry(0), 'ask', words('Gateways fail in both our states. What do you know of it?'));
}

/** All bytes that a party's server keeps. */
const storeOf = (one: StagedParty): string => readFileSync(one.backUp().store, 'latin1');

function checkNothingElseCrossed(scene: Scene, proof: string, carried: readonly Uint8Array[]): void {
  const { technical, lead, next } = scene;
  const named = [lead.party.id, next.party.id];
  const others = technical.members.map(({ party }) => party.id).filter((id) => !named.includes(id));
  assert.equal(others.length, 10);
  const records = [...technical.log(lead).records()].map(({ id }) => id);
  const mayCross = [technical.id, verifyActProof(readActProof(utf8(proof))).id];
  const hidden = [
    ...Object.values(secret),
    ...others,
    ...records.filter((id) => !mayCross.includes(id) && !proof.includes(id)),
  ];
  assert.ok(hidden.length > 40);
  assert.ok(!proof.includes('"genesis"'));
  for (const text of hidden.filter((one) => !records.includes(one)))
    assert.ok(!proof.includes(text), 'the proof reveals more than it says');
  const traffic = carried.map((bytes) => new TextDecoder('latin1').decode(bytes)).join('\n');
  assert.ok(traffic.length > 1000);
  for (const ministry of scene.ministries) {
    const store = storeOf(ministry);
    assert.ok(store.includes(mayCross[1] ?? ''), 'what was carried is there');
    for (const text of hidden) {
      assert.ok(!store.includes(text), `a store of the political case holds: ${text}`);
      assert.ok(!traffic.includes(text), `what travelled in the political case holds: ${text}`);
    }
  }
}

test('a vulnerability in a product of three makers: embargo, silence, hand-over, release, and a political case that sees only what was released (Spec: LNC-7, LNC-8, LNC-9, LNC-10, LNC-11, PRO-23, PRO-24)', async () => {
  const scene = new Scene();
  const { technical, political, lead, next } = scene;
  const item = await begin(scene);
  const end = await embargo(scene);
  await revision(scene, end);
  await handOver(scene, item);
  await revisionAgreed(scene);
  const index = await release(scene);

  const before = scene.stage.carried.length;
  await consult(scene);
  const proof = await carry(scene, index);
  const travelled = scene.stage.carried.slice(before).map(({ body }) => body);
  for (const ministry of scene.ministries) {
    const [one, ...more] = await carriedInto(ministry.party, political.file(ministry));
    assert.deepEqual(more, []);
    // A witness keeps and cosigns; its role does not read.
    if (ministry === scene.ministry(2)) continue;
    assert.equal(one?.words, released);
    assert.equal(one.proved?.head.author, next.party.id, 'stated by whoever had the lead, in the technical case');
    assert.equal(one.proved.act.case, technical.id);
    assert.equal(one.carrier, scene.ministry(0).party.id);
  }
  checkNothingElseCrossed(scene, proof, travelled);
  assert.deepEqual(verifyActProof(readActProof(utf8(proof))).cosigners, [lead.party.id, next.party.id].toSorted());
  assert.deepEqual(carriedFrom(lead.party, technical.file(lead)), [], 'the CERT does not have the political case');

  assert.equal(technical.in(lead, 'embargo'), 'embargoed');
  await technical.act(scene.cert(4), 'became-public', words(secret.public));
  assert.equal(technical.in(lead, 'embargo'), 'ended');
  assert.throws(() => technical.draft(scene.pell, 'propose-embargo', { fields: { until: end } }), hasCode('case-act'));
  await technical.act(next, 'lessons-learned', words('Ask vendors for a second address.'));
  assert.equal(technical.in(lead, 'coordination'), 'closed');
  technical.agreed();
  political.agreed();
  for (const one of [...technical.members, ...scene.ministries])
    assert.deepEqual(auditParty(one.party).findings, [], one.name);
});
