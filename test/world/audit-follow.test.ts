import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { affectedParties, findAffected, markNotified } from '#server/party/affected-parties.ts';
import { auditParty } from '#server/party/audit.ts';
import { eraseByDecision } from '#server/party/erase-own.ts';
import { setHold } from '#server/party/legal-hold.ts';
import { reissueRecord } from '#server/party/reissue.ts';
import { expireDue } from '#server/party/retention.ts';
import { conclude, give, indicator, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const codes = ({ party }: StagedParty): string[] => auditParty(party).findings.map(({ code }) => code);

/** A recipient for which something of every kind has followed a release. */
async function followed(): Promise<{ source: StagedParty; held: StagedParty }> {
  const stage = new Stage();
  const [source, held] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(source, held);
  const duties = {
    ...plainDuties,
    onward: 'any-within-label',
    attribution: 'anonymous',
    notify: 'affected-parties',
    retentionDays: 1,
  } as const;
  conclude([source, held], stage.terms([source, held], [{ duties }], { end: stage.now + 10 * 86_400 }));
  const { pattern: _, pattern_type: __, valid_from: ___, ...common } = indicator('Calder', 'green');
  const named = { ...common, type: 'identity', id: common.id.replace('indicator', 'identity') };
  const [first, again] = [indicator('recalled', 'green'), indicator('kept', 'green')];
  give(source, named, { ...indicator('naming', 'green'), created_by_ref: named.id }, first, again);
  give(source, indicator('erased', 'green'));
  await stage.settle(source, held);
  introduce(held, stage.found('Calder'));
  while (findAffected(held.party));
  for (const { item, party } of affectedParties(held.party, 9)) markNotified(held.party, item, party, 'by phone');
  reissueRecord(held.party, held.party.db.count("SELECT seq FROM item WHERE title = 'naming'"));
  setHold(held.party, held.party.db.count("SELECT seq FROM item WHERE title = 'kept'"), 'legal-hold');
  give(source, { ...first, modified: '2026-02-01T00:00:00.000Z', revoked: true });
  eraseByDecision(source.party, [source.party.db.count("SELECT seq FROM item WHERE title = 'erased'")]);
  await stage.settle(source, held);
  // Two days in steps that no clock guard takes for a leap.
  for (let hours = 0; hours < 60; hours += 20) {
    stage.now += 20 * 3600;
    await stage.settle(source, held);
    while (expireDue(held.party) > 0);
  }
  await stage.settle(source, held);
  return { source, held };
}

const strokes: readonly (readonly [code: string, sql: string])[] = [
  ['correction-differs', 'UPDATE correction SET due = due + 1 WHERE n = 1'],
  ['correction-differs', 'DELETE FROM correction_item'],
  ['correction-differs', 'UPDATE correction_answer SET complete = 1 - complete'],
  ['hold-differs', 'DELETE FROM hold'],
  ['expiry-differs', 'DELETE FROM expiry WHERE position = 0'],
  ['recall-differs', "UPDATE recall SET what = 'replaced'"],
  ['erasure-differs', "UPDATE erasure SET reason = 'own-decision' WHERE reason <> 'own-decision'"],
  ['reissue-differs', 'UPDATE reissue SET source = source + 1'],
];

describe('the audit of what followed releases', () => {
  it('AUD-5: is clean after everything that may follow has, on both sides, and counts what it saw', async () => {
    const { source, held } = await followed();
    assert.deepEqual([codes(source), codes(held)], [[], []]);
    assert.ok(auditParty(held.party).checked.follows > 8);
  });

  it('AUD-5: names each table that was changed beside the log', async () => {
    const { held } = await followed();
    for (const [code, sql] of strokes) {
      held.party.db.raw.exec('SAVEPOINT stroke');
      assert.ok(held.party.db.run(sql).changes > 0, sql);
      assert.ok(codes(held).includes(code), sql);
      held.party.db.raw.exec('ROLLBACK TO stroke; RELEASE stroke');
    }
    assert.deepEqual(codes(held), []);
  });
});
