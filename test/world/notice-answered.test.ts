import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerJson } from '#desks/infrastructure/notice-answer.ts';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { newestNotices, newestVersion, versionsOf } from '#server/notice/held-notice.ts';
import { takeAnswer } from '#server/notice/notice-answers.ts';
import { remindRest } from '#server/notice/notice-reminder.ts';
import { forecastNotice, stateNotice } from '#server/notice/state-notice.ts';
import { withdrawFromAgreement } from '#server/party/agreement-book.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { auditParty } from '#server/party/audit.ts';
import { waiting } from '#server/party/outbox.ts';
import { Warning, warning } from './notice.fixture.ts';
import { conclude, give, indicator, introduce, refusals } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** An answer record that a party signs about an item of its choice. */
const forged = ({ party }: StagedParty, item: string, author: string) =>
  party.transaction(() => {
    const only = [party.id, author].toSorted();
    const data = answerJson({ item, step: 'acknowledged', role: 'analyst' });
    return party.record({ kind: 'notice-answer', label: { tlp: 'amber+strict', only }, data }).note;
  });

const code = (fault: string) => (error: unknown) => {
  assert.equal((error as { code?: string }).code, fault);
  return true;
};

describe('a lying recipient', () => {
  it('NTC-6: cannot acknowledge what it never got', async () => {
    const world = new Warning(2);
    const notice = world.send(world.draft({}, { audience: [world.team(0).party.id], isNamed: true }));
    await world.meet(world.team(0), world.team(1));
    const liar = world.team(1);
    const { party } = world.author;
    assert.throws(() => takeAnswer(party, liar.party.id, forged(liar, notice.item, party.id)), code('notice-unknown'));
    assert.throws(
      () => takeAnswer(party, liar.party.id, forged(liar, 'ab'.repeat(32), party.id)),
      code('notice-unknown'),
    );
    assert.deepEqual(world.matrix(notice), { delivered: ['Team 00'] });
  });

  it('NTC-6: cannot acknowledge for another, nor carry an answer of another as its own', async () => {
    const world = new Warning(2);
    const notice = world.send();
    await world.meet(world.team(0), world.team(1));
    const { party } = world.author;
    const honest = forged(world.team(0), notice.item, party.id);
    assert.throws(() => takeAnswer(party, world.team(1).party.id, honest), code('record-author'));
    assert.deepEqual(world.matrix(notice), { delivered: ['Team 00', 'Team 01'] });
  });

  it('NTC-6: floods in vain, and one answer twice changes nothing', async () => {
    const world = new Warning(1);
    const notice = world.send();
    await world.meet(world.team(0));
    const { party } = world.author;
    const [team] = world.others;
    assert.ok(team);
    const first = forged(team, notice.item, party.id);
    takeAnswer(party, team.party.id, first);
    takeAnswer(party, team.party.id, first);
    assert.equal(party.db.count('SELECT count(*) FROM notice_answer'), 1);
    for (let n = 1; n < 50; n++) {
      world.stage.now++;
      takeAnswer(party, team.party.id, forged(team, notice.item, party.id));
    }
    world.stage.now++;
    assert.throws(
      () => takeAnswer(party, team.party.id, forged(team, notice.item, party.id)),
      code('notice-answers-many'),
    );
  });
});

describe('an answer', () => {
  it('NTC-5: says who by function alone, goes to the author alone, and is logged by both', async () => {
    const world = new Warning(2);
    const notice = world.send();
    await world.meet(...world.others);
    const team = world.team(0);
    world.answer(team, { status: 'not-affected', role: 'releaser' });
    const [message, ...more] = waiting(team.party, world.author.party.id).filter(({ path }) => path.includes('notice'));
    assert.ok(message);
    assert.deepEqual(more, []);
    const head = parseRecordHead(parseNote(message.body).text);
    assert.deepEqual(head.data, { item: notice.item, step: 'acknowledged', status: 'not-affected', role: 'releaser' });
    assert.deepEqual(head.label, { tlp: 'amber+strict', only: [team.party.id, world.author.party.id].toSorted() });
    await world.meet(team);
    for (const { party } of [team, world.author]) {
      assert.equal(party.db.count("SELECT count(*) FROM note WHERE kind = 'notice-answer'"), 1);
      assert.deepEqual(auditParty(party).findings, []);
    }
    assert.equal(world.rows(notice.id).find(({ party }) => party === team.party.id)?.status, 'not-affected');
  });

  it('NTC-5: is not sent when the notice came through a third party', async () => {
    const world = new Warning(0);
    const { stage, author } = world;
    const [hub, rim] = [stage.found('Hub'), stage.found('Rim')];
    introduce(author, hub);
    introduce(hub, rim);
    introduce(author, rim);
    const duties = { ...plainDuties, onward: 'own-constituency' as const };
    conclude([author, hub], stage.terms([author, hub], [{ duties }]));
    conclude([hub, rim], stage.terms([hub, rim], [{}], { centre: hub.party.id, form: 'constituency' }));
    world.send(world.draft({}, { audience: [hub.party.id], label: { tlp: 'green' } }));
    await stage.settle(hub, author);
    await stage.settle(rim, hub);
    const [relayed] = newestNotices(rim.party, 'theirs', 1);
    assert.equal(relayed?.author, author.party.id);
    world.answer(rim);
    for (const { party } of [author, hub])
      assert.deepEqual(
        waiting(rim.party, party.id).filter(({ path }) => path.includes('notice')),
        [],
      );
  });

  it('NTC-5: that waits does not go to an author who was blocked since, and goes once asked for after that', async () => {
    const world = new Warning(1);
    const notice = world.send();
    const team = world.team(0);
    await world.meet(team);
    world.answer(team);
    const policy = team.party.policy();
    setPolicy(team.party, { ...policy, blocked: [world.author.party.id] });
    await world.meet(team);
    assert.deepEqual(world.matrix(notice), { delivered: ['Team 00'] });
    setPolicy(team.party, policy);
    remindRest(world.author.party, notice, 'duty');
    await world.stage.meet(world.author, team);
    await world.meet(team);
    assert.deepEqual(world.matrix(notice), { acknowledged: ['Team 00'] });
  });

  it('NTC-10, LNK-6: comes again after the author has lost it in a restore', async () => {
    const world = new Warning(3);
    const notice = world.send();
    await world.meet(...world.others);
    for (const other of world.others) await world.stage.meet(world.author, other);
    const backup = world.author.backUp();
    for (const team of world.others) world.answer(team);
    await world.meet(...world.others);
    assert.deepEqual(Object.keys(world.matrix(notice)), ['acknowledged']);
    world.author.restore(backup, 'store');
    assert.deepEqual(Object.keys(world.matrix(notice)), ['delivered']);
    for (const other of world.others) await world.stage.meet(world.author, other);
    await world.meet(...world.others);
    assert.deepEqual(Object.keys(world.matrix(notice)), ['acknowledged']);
    assert.equal(world.author.party.db.count('SELECT count(*) FROM notice_answer'), 3);
  });
});

describe('versions of a notice', () => {
  it('NTC-3, NTC-7: the newest counts, and each has states of its own', async () => {
    const world = new Warning(2);
    const first = world.send();
    await world.meet(...world.others);
    for (const team of world.others) world.answer(team);
    await world.meet(...world.others);
    assert.deepEqual(Object.keys(world.matrix(first)), ['acknowledged']);
    world.stage.now += 10;
    const second = world.send(world.draft({ version: 2 }));
    assert.equal(second.id, first.id);
    assert.deepEqual(Object.keys(world.matrix(first)), ['not-delivered']);
    await world.meet(...world.others);
    assert.deepEqual(Object.keys(world.matrix(first)), ['delivered']);
    const { by: _, ...rest } = warning(world.stage.now);
    const cancelled = { ...world.draft(), notice: { ...rest, version: 3, state: 'cancelled' as const } };
    world.send(cancelled);
    await world.meet(...world.others);
    assert.equal(newestVersion(world.team(0).party, first.id)?.notice.state, 'cancelled');
    world.stage.now += 7200;
    assert.deepEqual(Object.keys(world.matrix(first)), ['delivered'], 'what asks for nothing does not lapse');
  });

  it('NTC-3: a second text of one version is refused at the door, and a number is used once', async () => {
    const world = new Warning(1);
    const notice = world.send();
    await world.meet(world.team(0));
    assert.throws(() => world.send(), code('notice-version'));
    const { party } = world.author;
    party.db.run('UPDATE item SET object = ? WHERE seq = ?', 'elsewhere', notice.seq);
    stateNotice(party, world.draft({ urgency: 'routine' }), true);
    await world.meet(world.team(0));
    assert.deepEqual(refusals(world.team(0)), ['notice-version-differs']);
    assert.equal(versionsOf(world.team(0).party, notice.id).length, 1);
  });
});

describe('what lets a notice leave', () => {
  it('NTC-1: AMBER waits for a releaser, unless one approves it in the same act', async () => {
    const world = new Warning(1);
    stateNotice(world.author.party, world.draft(), false);
    await world.meet(world.team(0));
    assert.deepEqual(newestNotices(world.team(0).party, 'theirs', 9), []);
    const [held] = newestNotices(world.author.party, 'own', 1);
    assert.ok(held);
    const [row] = world.rows(held.id);
    assert.ok(row?.obstacle?.decision.reasons.some(({ code: reason }) => reason === 'approval-missing'));
    world.send(world.draft({ version: 2 }));
    await world.meet(world.team(0));
    assert.equal(newestNotices(world.team(0).party, 'theirs', 9).length, 1);
  });

  it('NTC-1: an audience chosen by name is all that gets it', async () => {
    const world = new Warning(3);
    const chosen = [world.team(0), world.team(2)];
    world.send(world.draft({}, { audience: chosen.map(({ party }) => party.id), isNamed: true }));
    await world.meet(...world.others);
    assert.deepEqual(
      world.others.map(({ party }) => newestNotices(party, 'theirs', 9).length),
      [1, 0, 1],
    );
  });

  it('NTC-4: a record that stays here holds the notice that names it, and the forecast says so', async () => {
    const world = new Warning(2, 'amber');
    const secret = indicator('Nightjar', 'red');
    give(world.author, secret);
    const draft = world.draft({ records: [secret.id] });
    const before = world.author.party.db.count('SELECT count(*) FROM item');
    for (const { decision } of forecastNotice(world.author.party, draft, true)) {
      assert.equal(decision.verdict, 'refused');
      assert.ok(decision.reasons.some(({ code: reason }) => reason === 'reference-unreleased'));
    }
    assert.equal(world.author.party.db.count('SELECT count(*) FROM item'), before, 'a forecast keeps nothing');
    for (const { decision } of forecastNotice(world.author.party, world.draft(), true))
      assert.equal(decision.verdict, 'allowed');
    const notice = world.send(draft);
    await world.meet(...world.others);
    assert.deepEqual(Object.keys(world.matrix(notice)), ['not-delivered']);
  });
});

describe('a reminder', () => {
  it('NTC-10: reaches those who have not acknowledged, not more often than the urgency allows', async () => {
    const world = new Warning(3);
    const notice = world.send();
    await world.meet(...world.others);
    world.answer(world.team(0));
    await world.meet(world.team(0));
    const { party } = world.author;
    const { sent } = remindRest(party, notice, 'duty');
    assert.deepEqual(sent.map((id) => world.nameOf(id)).toSorted(), ['Team 01', 'Team 02']);
    assert.throws(() => remindRest(party, notice, 'duty'), code('notice-reminded'));
    for (const other of world.others) await world.stage.meet(world.author, other);
    const reminded = world.others.map(({ party: one }) => one.db.count('SELECT count(*) FROM notice_reminder'));
    assert.deepEqual(reminded, [0, 1, 1]);
    assert.equal(party.db.count("SELECT count(*) FROM deed WHERE what = 'remind' AND account = 'duty'"), 1);
    world.stage.now += 300;
    assert.equal(remindRest(party, notice, 'duty').sent.length, 2);
    world.stage.now += 86_400;
    assert.throws(() => remindRest(party, notice, 'duty'), code('notice-over'));
  });

  it('NTC-10: that waits is asked about again before it goes', async () => {
    const world = new Warning(1);
    const notice = world.send();
    await world.meet(world.team(0));
    const { party } = world.author;
    assert.equal(remindRest(party, notice, 'duty').sent.length, 1);
    const agreement = party.db.get<{ id: string }>('SELECT id FROM agreement')?.id ?? '';
    withdrawFromAgreement(party, agreement);
    await world.stage.meet(world.author, world.team(0));
    assert.equal(world.team(0).party.db.count('SELECT count(*) FROM notice_reminder'), 0);
    assert.deepEqual(waiting(party, world.team(0).party.id), []);
  });

  it('NTC-10: of a notice that another party stated is refused', async () => {
    const world = new Warning(2);
    const notice = world.send();
    await world.meet(...world.others);
    const [one, other] = [world.team(0), world.team(1)];
    introduce(one, other);
    const note = one.party.transaction(
      () =>
        one.party.record({ kind: 'notice-reminder', label: { tlp: 'amber+strict' }, data: { item: notice.item } }).note,
    );
    const { takeReminder } = await import('#server/notice/notice-reminder.ts');
    assert.throws(() => takeReminder(other.party, one.party.id, note), code('notice-unknown'));
  });
});
