import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { auditParty } from '#server/party/audit.ts';
import { corrections } from '#server/party/compliance.ts';
import { eraseByDecision } from '#server/party/erase-own.ts';
import { takeCorrection } from '#server/party/received-corrections.ts';
import { countRecords } from '#server/party/record-search.ts';
import { conclude, give, indicator, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const secret = 'zzerasedeverywherezz';
const onward = { ...plainDuties, onward: 'any-within-label' } as const;

interface Scene {
  readonly stage: Stage;
  readonly source: StagedParty;
  readonly relay: StagedParty;
  readonly b: StagedParty;
  readonly c: StagedParty;
  readonly far: StagedParty;
  readonly all: readonly StagedParty[];
  settle(): Promise<void>;
}

/** A source releases to three; one of them passes on to a fourth that the source does not know. */
async function scene(): Promise<Scene> {
  const stage = new Stage();
  const all = ['Aldoria', 'Relay', 'Bereth', 'Calder', 'Dorn'].map((name) => stage.found(name));
  const [source, relay, b, c, far] = all as [StagedParty, StagedParty, StagedParty, StagedParty, StagedParty];
  introduce(source, relay, b, c);
  introduce(relay, far);
  conclude([source, relay, b, c], stage.terms([source, relay, b, c], [{ from: [source.party.id], duties: onward }]));
  conclude([relay, far], stage.terms([relay, far], [{ duties: onward }]));
  give(source, indicator(secret, 'green'), indicator('stays', 'green'));
  const settle = async (): Promise<void> => {
    await stage.settle(source, relay, b, c);
    await stage.settle(relay, far);
    await stage.settle(source, relay);
  };
  await settle();
  for (const one of all) assert.equal(countRecords(one.party, { words: secret, order: 'at' }), 1, one.name);
  return { stage, source, relay, b, c, far, all, settle };
}

const erase = (one: StagedParty): void => {
  eraseByDecision(one.party, [one.party.db.count('SELECT seq FROM item WHERE title = ?', secret)]);
};

const states = (one: StagedParty): string[] =>
  corrections(one.party, { direction: 'sent' })
    .map(({ state }) => state)
    .toSorted();

function isGone({ party }: StagedParty): boolean {
  assert.equal(countRecords(party, { words: 'stays', order: 'at' }), 1);
  const texts = party.db.all<{ text: string }>('SELECT text FROM item WHERE text IS NOT NULL');
  return countRecords(party, { words: secret, order: 'at' }) === 0 && !texts.some(({ text }) => text.includes(secret));
}

const auditCodes = (all: readonly StagedParty[]): string[] =>
  all.flatMap(({ party }) => auditParty(party).findings.map(({ code }) => code));

describe('erasure follows every receipt', () => {
  it('COR-2, COR-7: three recipients and one behind a relay drop the body, prove it, and every audit is clean', async () => {
    const { source, relay, all, settle } = await scene();
    erase(source);
    assert.deepEqual(states(source), ['waiting', 'waiting', 'waiting']);
    await settle();
    assert.deepEqual(all.map(isGone), [true, true, true, true, true]);
    assert.deepEqual(states(source), ['done', 'done', 'done']);
    assert.deepEqual(states(relay), ['done']);
    assert.deepEqual(auditCodes(all), []);
    for (const { party } of all) assert.equal(party.log.signing, 'confirmed');
  });

  it('COR-1: what goes over the wire says nothing of the record but its place, and goes to holders of the receipt only', async () => {
    const { stage, source, relay, far, settle } = await scene();
    const from = stage.carried.length;
    erase(source);
    await settle();
    const carried = stage.carried.slice(from).filter(({ path }) => /\/link\/correction(?:-answer)?$/.test(path));
    assert.ok(carried.length >= 8);
    const texts = carried.map(({ body }) => new TextDecoder().decode(body));
    assert.ok(texts.every((text) => !text.includes(secret) && !text.includes('indicator--')));
    // The source learns that the relay passed it on at most as not complete yet, never to whom.
    const answers = stage.carried.slice(from).filter(({ path }) => path === '/link/correction-answer');
    assert.ok(answers.some(({ body }) => new TextDecoder().decode(body).includes(relay.party.id)));
    const toSource = texts.filter((text) => text.includes(source.party.id));
    assert.ok(toSource.length > 0 && toSource.every((text) => !text.includes(far.party.id)));
  });

  it('COR-8: one that is away is shown as unreachable, and complies when it comes back', async () => {
    const { stage, source, c, settle } = await scene();
    c.isAway = true;
    erase(source);
    await settle();
    assert.deepEqual(states(source), ['done', 'done', 'unreachable']);
    assert.equal(isGone(c), false);
    stage.now += 10 * 86_400;
    assert.deepEqual(states(source), ['done', 'done', 'unreachable']);
    c.isAway = false;
    await settle();
    assert.deepEqual([states(source), isGone(c)], [['done', 'done', 'done'], true]);
  });

  it('COR-8: one that takes the correction and does not answer is late once the time is past', async () => {
    const { stage, source, b, settle } = await scene();
    stage.mischief = {
      before: ({ from, path }) => {
        if (from === b && path === '/link/correction-answer') throw new Fault('egress-cut', 'It keeps silent.');
      },
    };
    erase(source);
    await settle();
    assert.deepEqual(states(source), ['done', 'done', 'waiting']);
    stage.now += 4 * 86_400;
    assert.deepEqual(states(source), ['done', 'done', 'late']);
  });

  it('COR-7: the relay is not complete before those behind it are', async () => {
    const { source, relay, far, settle } = await scene();
    far.isAway = true;
    erase(source);
    await settle();
    assert.deepEqual(states(source), ['done', 'done', 'underway']);
    assert.deepEqual(states(relay), ['unreachable']);
    far.isAway = false;
    await settle();
    assert.deepEqual([states(source), isGone(far)], [['done', 'done', 'done'], true]);
  });

  it('COR-9: a recipient put back to before the erasure erases again before it signs', async () => {
    const { source, b, settle } = await scene();
    const past = b.backUp();
    erase(source);
    await settle();
    b.restore(past, 'store');
    assert.equal(isGone(b), false);
    await settle();
    assert.deepEqual([isGone(b), states(source), b.party.log.signing], [true, ['done', 'done', 'done'], 'confirmed']);
    assert.ok(auditCodes([b]).every((code) => code === 'entry-unopened'));
  });

  it('COR-9: a source put back to before its own erasure erases again', async () => {
    const { source, settle } = await scene();
    const past = source.backUp();
    erase(source);
    await settle();
    source.restore(past, 'store');
    assert.equal(isGone(source), false);
    await settle();
    assert.equal(isGone(source), true);
    assert.ok(auditCodes([source]).every((code) => code === 'entry-unopened'));
  });

  it('COR-3: a correction by another than the sender, or beyond the release, is refused and changes nothing', async () => {
    const { source, b, c, settle } = await scene();
    const release = source.party.db.get<{ id: string }>(
      "SELECT id FROM batch WHERE direction = 'left' AND party = ?",
      b.party.id,
    );
    const forged = (by: StagedParty, positions: number[]) =>
      by.party.transaction(() =>
        by.party.record({
          kind: 'correction',
          label: { tlp: 'amber+strict' },
          data: { release: String(release?.id), positions, what: 'erased', due: 1 },
        }),
      ).note;
    assert.throws(() => takeCorrection(b.party, c.party.id, forged(c, [0])), { code: 'correction-release' });
    assert.throws(() => takeCorrection(b.party, source.party.id, forged(source, [2])), { code: 'correction-position' });
    assert.equal(isGone(b), false);
    await settle();
    assert.deepEqual(auditCodes([b]), []);
  });
});
