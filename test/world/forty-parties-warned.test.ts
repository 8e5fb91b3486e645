import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HeldNotice } from '#server/notice/held-notice.ts';
import { auditParty } from '#server/party/audit.ts';
import { Warning } from './notice.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const hour = 3600;

/** The number of parties in each state; states with nobody are left out. */
const counts = (world: Warning, notice: HeldNotice): Record<string, number> =>
  Object.fromEntries(Object.entries(world.matrix(notice)).map(([state, names]) => [state, names.length]));

const meetAll = (world: Warning, teams: readonly StagedParty[]): Promise<void> => world.meet(...teams);

describe('a notice to forty parties, five of them unreachable, three late', () => {
  it('NTC-7, NTC-8, NTC-9: the matrix is right at every step, over a restart and a clock that is set back', async () => {
    const world = new Warning(40);
    const { stage, author } = world;
    const away = world.others.slice(0, 5);
    const late = world.others.slice(5, 8);
    const silent = world.others.slice(8, 10);
    const prompt = world.others.slice(10);
    for (const one of away) one.isAway = true;

    const notice = world.send();
    const by = notice.notice.by ?? 0;
    assert.deepEqual(counts(world, notice), { 'not-delivered': 40 });

    const there = [...late, ...silent, ...prompt];
    await meetAll(world, there);
    assert.deepEqual(counts(world, notice), { 'not-delivered': 5, delivered: 35 });
    for (const one of away) await stage.meet(author, one);
    const obstacles = world.rows(notice.id).flatMap(({ obstacle }) => (obstacle === undefined ? [] : [obstacle]));
    assert.equal(obstacles.length, 5);
    for (const { decision, link } of obstacles) {
      assert.equal(decision.verdict, 'allowed');
      assert.equal(link.faultCode, 'egress-unreachable');
    }

    for (const team of [...late, ...prompt]) world.answer(team, { step: 'opened' });
    await meetAll(world, there);
    assert.deepEqual(counts(world, notice), { 'not-delivered': 5, delivered: 2, opened: 33 });

    for (const team of prompt) world.answer(team, { status: 'handled' });
    await meetAll(world, prompt);
    const before = { 'not-delivered': 5, delivered: 2, opened: 3, acknowledged: 30 };
    assert.deepEqual(counts(world, notice), before);

    stage.now = by;
    assert.deepEqual(counts(world, notice), before, 'the last second still counts');
    stage.now = by + 1;
    const lapsed = { 'not-delivered': 5, lapsed: 5, acknowledged: 30 };
    assert.deepEqual(counts(world, notice), lapsed);

    author.restart();
    assert.deepEqual(counts(world, notice), lapsed, 'after a restart');

    // The restarted author asks for its head, and has its log cosigned, by a majority.
    for (const one of [...prompt, ...prompt.slice(0, 3)]) await stage.meet(author, one);
    stage.now -= hour;
    assert.deepEqual(counts(world, notice), lapsed, 'the clock is set back');
    stage.now += hour + 60;

    for (const team of late) world.answer(team, { status: 'working' });
    await meetAll(world, late);
    const final = { 'not-delivered': 5, lapsed: 2, acknowledged: 33, late: 3 };
    assert.deepEqual(counts(world, notice), final);
    assert.deepEqual(
      world.matrix(notice).late,
      late.map(({ name }) => name),
    );
    assert.deepEqual(
      world.matrix(notice).lapsed,
      silent.map(({ name }) => name),
    );

    for (const one of away) one.isAway = false;
    await meetAll(world, away);
    assert.deepEqual(counts(world, notice), { lapsed: 7, acknowledged: 33, late: 3 }, 'it reached them too late');
    assert.deepEqual(auditParty(author.party).findings, []);
  });
});
