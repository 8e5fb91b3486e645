import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64 } from '#protocol/bytes/encodings.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { drafts } from '#server/case/act-drafts.ts';
import { bodyOf, eraseBody, hasBody } from '#server/case/case-body.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseFolder } from '#server/case/case-folder.ts';
import { joinCase, openNewCase } from '#server/case/open-case.ts';
import { openRoom, passOn } from '#server/case/room-drafts.ts';
import { roomsOf } from '#server/case/rooms.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { auditParty } from '#server/party/audit.ts';
import { publishCard } from '#server/party/open-party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { CaseStage, words } from './case-stage.fixture.ts';

const [aldoria, bereth, calder, meridian, lumen] = [0, 1, 2, 3, 4];
const tester = 'a test';

/** A consultation with a mediator from the start, ordered by a witness that reads nothing; Lumen stands outside. */
class Mediation extends CaseStage {
  constructor() {
    super(['Aldoria', 'Bereth', 'Calder', 'Meridian', 'Lumen']);
  }

  override async open(): Promise<void> {
    const roles = ['asker', 'asked', 'mediator', 'witness'];
    const members = roles.map((role, index) => ({ party: this.idOf(index), roles: [role] }));
    const depositaries = [meridian, aldoria, bereth, calder].map((index) => this.idOf(index));
    const opening = { procedure: 'consultation', label: { tlp: 'amber' }, members, faults: 1, depositaries } as const;
    this.id = openNewCase(this.party(aldoria).party, opening, tester);
    await this.rounds(1);
    this.alive = this.parties.slice(0, lumen);
    for (const index of [bereth, calder, meridian]) joinCase(this.party(index).party, this.id, tester);
    await this.rounds(6);
  }

  idOf(index: number): string {
    return this.party(index).party.id;
  }

  async caucus(by: number, room: string, ...readers: number[]): Promise<void> {
    const { party } = this.party(by);
    const draft = { room, readers: readers.map((index) => this.idOf(index)) };
    openRoom(party, knownCaseFile(party, this.id), draft, tester);
    await this.rounds(6);
  }

  async say(by: number, act: string, text: string, room?: string): Promise<void> {
    await this.act(by, act, { ...words(text), ...(room === undefined ? {} : { room }) });
    await this.rounds(6);
  }

  /** Hash of the body that one act names, the newest first. */
  bodyAt(fromEnd: number): string {
    const acts = [...this.log(aldoria).records()].filter(({ head }) => head.kind === 'act' && head.body !== undefined);
    return acts.at(-fromEnd)?.head.body ?? assert.fail('there are no such words');
  }

  /** Who can read a body, by index. All that joined must hold it. */
  readersOf(hash: string): number[] {
    const joined = this.parties.flatMap(({ party }, index) => (hasBody(party, this.id, hash) ? [index] : []));
    assert.ok(joined.length >= 4, 'not every member holds the sealed words');
    return joined.filter((index) => bodyOf(this.party(index).party, this.id, hash) !== undefined);
  }

  audit(): void {
    for (const { party } of this.parties)
      assert.deepEqual(
        auditParty(party).findings.filter(({ code }) => code.startsWith('case-')),
        [],
      );
    this.agreed();
  }
}

/** Whether bytes hold a text, as it is or in base64 at whatever place. */
function holds(bytes: Uint8Array, text: string): boolean {
  const inside = fromUtf8(bytes.filter((byte) => byte < 128));
  const coded = [0, 1, 2].map((shift) => base64(utf8(`${' '.repeat(shift)}${text}`)).slice(4, -4));
  return [text, ...coded].some((one) => inside.includes(one));
}

test('words are found however they travel', () => {
  for (const before of ['', 'x', 'xx'])
    assert.ok(
      holds(
        utf8(JSON.stringify({ body: base64(utf8(`${before}Our own operator erred. Really.`)) })),
        'Our own operator',
      ),
    );
});

test('two caucuses: each side tells the mediator what the other does not read; who orders and cosigns reads nothing (Spec: ROM-1, ROM-4, ROM-5, ROM-8)', async () => {
  const cases = new Mediation();
  await cases.open();
  await cases.say(aldoria, 'ask', 'What happened at Norrin Energy?');
  assert.deepEqual(cases.readersOf(cases.bodyAt(1)), [aldoria, bereth, calder]);
  await cases.caucus(calder, 'caucus-a', aldoria);
  await cases.caucus(calder, 'caucus-b', bereth);
  await cases.say(aldoria, 'exchange-facts', 'Our own operator erred.', 'caucus-a');
  await cases.say(bereth, 'exchange-facts', 'We saw it and kept quiet.', 'caucus-b');
  assert.deepEqual(cases.readersOf(cases.bodyAt(2)), [aldoria, calder]);
  assert.deepEqual(cases.readersOf(cases.bodyAt(1)), [bereth, calder]);

  const copied = (index: number): string[] =>
    caseFolder(cases.party(index).party, cases.id).flatMap(({ path, bytes }) =>
      path.startsWith('words/') ? [fromUtf8(bytes)] : [],
    );
  assert.equal(copied(meridian).length, 0, 'the copy of a witness has words');
  assert.equal(copied(bereth).length, 2);
  assert.ok(copied(bereth).every((text) => !text.includes('Our own operator erred.')));

  const file = knownCaseFile(cases.party(bereth).party, cases.id);
  const seen = roomsOf(cases.party(bereth).party, file).map(({ name, readers }) => [name, readers.length]);
  assert.deepEqual(seen, [
    ['all', 3],
    ['caucus-a', 2],
    ['caucus-b', 2],
  ]);
  const intrude = () => cases.draft(bereth, 'exchange-facts', { ...words('Hello?'), room: 'caucus-a' });
  assert.throws(intrude, (thrown: unknown) => faultCode(thrown) === 'case-room');
  for (const said of ['What happened at Norrin Energy?', 'Our own operator erred.'])
    assert.ok(
      cases.stage.carried.length > 50 && cases.stage.carried.every(({ body }) => !holds(body, said)),
      'words travelled unsealed',
    );
  cases.audit();
});

test('who is admitted reads what is said afterwards, earlier words when a reader passes them on; who lost its role reads nothing newer (Spec: ROM-6, ROM-9, ROM-10, ROM-11)', async () => {
  const cases = new Mediation();
  await cases.open();
  await cases.say(aldoria, 'ask', 'What happened?');
  const early = cases.bodyAt(1);
  await cases.say(bereth, 'answer', 'A cable was cut.');
  await cases.act(aldoria, 'ask-for-meeting', { fields: { meetAt: cases.stage.now + 600 }, ...words('By video') });
  await cases.act(bereth, 'record-meeting', words('Both sides met.'));
  await cases.act(aldoria, 'own-record', words('So they did.'));
  await cases.act(aldoria, 'propose-mediator', { fields: { mediator: cases.idOf(lumen) } });
  cases.alive = [...cases.parties];
  await cases.rounds(1);
  joinCase(cases.party(lumen).party, cases.id, tester);
  for (const side of [aldoria, bereth]) await cases.act(side, 'consent-mediator');
  assert.deepEqual(cases.readersOf(cases.bodyAt(1)), [aldoria, bereth, calder], 'a candidate reads already');
  await cases.act(lumen, 'accept-mandate', { fields: { until: cases.stage.now + 400_000 } });
  await cases.rounds(3);

  // Crash between the draft and the epoch that it waits for.
  cases.draft(bereth, 'exchange-facts', words('For the new mediator.'));
  cases.alive = [cases.party(bereth)];
  await cases.rounds(1);
  cases.party(bereth).restart();
  cases.alive = [...cases.parties];
  await cases.rounds(12);
  const late = cases.bodyAt(1);
  assert.deepEqual(cases.readersOf(late), [aldoria, bereth, lumen]);
  assert.deepEqual(cases.readersOf(early), [aldoria, bereth, calder]);

  const { party } = cases.party(aldoria);
  passOn(party, knownCaseFile(party, cases.id), { room: 'all', readers: [cases.idOf(lumen)] }, tester);
  await cases.rounds(8);
  assert.deepEqual(cases.readersOf(early), [aldoria, bereth, calder, lumen]);
  const before = cases.agreed();
  eraseBody(party, cases.id, early);
  await cases.rounds(2);
  assert.equal(bodyOf(party, cases.id, early), undefined);
  assert.equal(cases.agreed(), before);
  cases.audit();
});

test('nothing is sealed while a member that reads has stated no sealing key: the draft waits and says why (Spec: ROM-2)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const [{ party }, { party: other }] = [cases.party(0), cases.party(1)];
  const withoutKey = other.record({
    kind: 'card',
    label: { tlp: 'clear' },
    data: { names: [{ lang: 'en', text: 'Bereth' }], url: other.url },
  });
  keepPeer(party, { history: other.history.notes, card: withoutKey.note }, true);
  cases.draft(0, 'ask', words('What happened?'));
  await cases.rounds(4);
  const faults = () => drafts(party, cases.id).map(({ fault }) => fault);
  assert.deepEqual(faults(), ['case-sealing-key']);
  publishCard(other, { names: [{ lang: 'en', text: 'Bereth' }], url: other.url });
  keepPeer(party, ownIntroduction(other), true);
  await cases.rounds(6);
  assert.deepEqual(faults(), []);
  assert.equal(cases.where(2), 'asked');
});

test('whoever may not reach a member any more goes on cosigning, and its draft says why it waits (Spec: CEX-2, ROM-9)', async () => {
  const cases = new Mediation();
  await cases.open();
  const { party } = cases.party(aldoria);
  cases.draft(aldoria, 'ask', words('What happened?'));
  setPolicy(party, { ...party.policy(), blocked: [cases.idOf(calder)] });
  const faults = () => drafts(party, cases.id).map(({ fault }) => fault);
  await cases.rounds(2);
  assert.deepEqual(faults(), ['case-release']);
  const fields = { standUntil: cases.stage.now + 400_000 };
  await cases.act(bereth, 'propose-standstill', { fields, ...words('Let us both be quiet.') });
  await cases.rounds(8);
  assert.deepEqual(faults(), ['case-release']);
  const { size } = cases.log(meridian);
  assert.ok(size > 3);
  assert.equal(party.db.count('SELECT max(size) FROM case_cosigned'), size);
});
