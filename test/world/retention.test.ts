import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { auditParty } from '#server/party/audit.ts';
import { setHold } from '#server/party/legal-hold.ts';
import { expireDue } from '#server/party/retention.ts';
import { conclude, give, indicator, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const day = 86_400;

/** A source and a recipient that may keep what it gets for five days. */
async function scene(count = 2): Promise<{ stage: Stage; a: StagedParty; b: StagedParty }> {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  const terms = stage.terms([a, b], [{ from: [a.party.id], duties: { ...plainDuties, retentionDays: 5 } }]);
  conclude([a, b], { ...terms, end: stage.now + 400 * day });
  give(a, ...Array.from({ length: count }, (_, n) => indicator(`limited ${n}`, 'green')));
  give(b, indicator('own of b', 'green'));
  await stage.settle(a, b);
  assert.equal(held(b), count + 1);
  return { stage, a, b };
}

const held = ({ party }: StagedParty): number => party.db.count('SELECT count(*) FROM item WHERE text IS NOT NULL');
const findings = (...all: StagedParty[]): string[] =>
  all.flatMap(({ party }) => auditParty(party).findings.map(({ code }) => code));

/** Days pass with the server running: it looks at its clock at every round. */
async function pass(stage: Stage, b: StagedParty, days: number): Promise<void> {
  for (let half = 0; half < days * 2; half++) {
    stage.now += day / 2;
    expireDue(b.party);
  }
}

describe('retention', () => {
  it('DUT-1, DUT-2: what may be kept for five days is gone on the fifth, and the source holds the proof', async () => {
    const { stage, a, b } = await scene();
    await pass(stage, b, 4);
    assert.equal(held(b), 3);
    await pass(stage, b, 1);
    assert.equal(held(b), 1);
    await stage.settle(a, b);
    const [proof] = a.party.db.all<{ record: string; count: number }>(
      'SELECT record, count(*) AS count FROM expiry WHERE ground IS NULL GROUP BY record',
    );
    assert.equal(proof?.count, 2);
    assert.equal(a.party.db.count("SELECT count(*) FROM note WHERE kind = 'expiry' AND author = ?", b.party.id), 1);
    assert.equal(held(a), 2);
    assert.deepEqual(findings(a, b), []);
  });

  it('DUT-1: much that is due goes in portions, each whole, and a restart goes on', async () => {
    const { stage, b } = await scene(1_200);
    await pass(stage, b, 4);
    stage.now += day;
    assert.equal(expireDue(b.party), 500);
    b.restart();
    assert.equal(expireDue(b.party), 500);
    assert.equal(expireDue(b.party), 200);
    assert.equal(expireDue(b.party), 0);
    assert.equal(held(b), 1);
    assert.deepEqual(findings(b), []);
  });

  it('DUT-2: what the law keeps stays with its ground stated once, and goes when the ground ends', async () => {
    const { stage, a, b } = await scene();
    const seq = b.party.db.count("SELECT seq FROM item WHERE title = 'limited 0'");
    setHold(b.party, seq, 'criminal-proceedings');
    await pass(stage, b, 6);
    assert.equal(held(b), 2);
    await stage.settle(a, b);
    const stated = (): unknown[] =>
      a.party.db.all<{ ground: string | null }>('SELECT ground FROM expiry ORDER BY position').map((row) => row.ground);
    assert.deepEqual(stated(), ['criminal-proceedings', null]);
    assert.equal(b.party.db.count("SELECT count(*) FROM note WHERE kind = 'expiry'"), 2);
    setHold(b.party, seq, undefined);
    expireDue(b.party);
    await stage.settle(a, b);
    assert.deepEqual([held(b), stated()], [1, [null, null]]);
    assert.deepEqual(findings(a, b), []);
  });

  it('DUT-3: a clock that leaps forward erases nothing before a witness has cosigned since', async () => {
    const { stage, a, b } = await scene();
    expireDue(b.party);
    const before = stage.now;
    stage.now += 300 * day;
    assert.equal(expireDue(b.party), 0);
    stage.now = before;
    assert.equal(expireDue(b.party), 0);
    assert.equal(held(b), 3);
    stage.now += 300 * day;
    assert.equal(expireDue(b.party), 0);
    give(b, indicator('another', 'green'));
    await stage.settle(a, b);
    assert.equal(expireDue(b.party), 2);
  });

  it('DUT-3: alone, it believes its clock after a day; set back, it believes its witnesses', async () => {
    const { stage, a, b } = await scene();
    expireDue(b.party);
    stage.now += 300 * day;
    assert.equal(expireDue(b.party), 0);
    stage.now += day;
    assert.equal(expireDue(b.party), 2);
    const other = await scene();
    expireDue(other.b.party);
    other.stage.now += 6 * day;
    give(other.b, indicator('another', 'green'));
    await other.stage.settle(other.a, other.b);
    other.stage.now -= 6 * day;
    assert.equal(expireDue(other.b.party), 2);
    assert.equal(held(a), 2);
  });
});
