import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditCases } from '../case/audit-cases.ts';
import { PagesWorld } from '../http/pages.fixture.ts';
import { AuditReport } from '../party/audit-finding.ts';
import { Party } from '../party/party.ts';
import { knownCaseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';
import { isSummaryTrue, summariesAt, summaryOf } from './case-summary.ts';
import { listCases } from './case-view.ts';
import { LongCase } from './long-case.fixture.ts';

async function oneCase() {
  const { aldoria: party } = await PagesWorld.make();
  const long = new LongCase([party], { members: 12, council: 4 }).grow(20, 10);
  long.store(party);
  return { party, long, id: long.known.id };
}

/** A party that has forgotten everything but its store. */
const restarted = ({ db, log, powers, history, secrets, mirror }: Party): Party =>
  new Party({ db, log, powers, history, secrets, mirror });

test('a list is read from what was derived, without the entries', async () => {
  const { party, id } = await oneCase();
  const first = summariesAt(party, 'joined');
  assert.equal(first.length, 1);
  assert.ok(first[0]?.words !== undefined && first[0].state === 'open' && first[0].owed.length > 0);
  const entries = party.db.all<{ position: number }>('SELECT * FROM case_entry');
  party.db.run('DELETE FROM case_entry WHERE case_id = ? AND position > 3', id);
  assert.deepEqual(summariesAt(restarted(party), 'joined'), first);
  assert.ok(entries.length > 20);
});

test('a command that only reads lists cases from what was derived, and keeps nothing', async () => {
  const { party, id } = await oneCase();
  const replayed = listCases(party);
  assert.ok(replayed[0]?.next !== undefined && replayed[0].state === 'open');
  assert.equal(party.db.count('SELECT count(*) FROM case_summary'), 0);
  summariesAt(party, 'joined');
  party.db.run('DELETE FROM case_entry WHERE case_id = ? AND position > 3', id);
  assert.deepEqual(listCases(restarted(party)), replayed);
});

test('a summary changes with the highest certificate, with the stage and with the end of the log', async () => {
  const { party, long, id } = await oneCase();
  const before = summaryOf(party, id);
  party.db.run("UPDATE case_file SET stage = 'left' WHERE id = ?", id);
  assert.equal(summaryOf(party, id).stage, 'left');
  party.db.run('DELETE FROM case_entry WHERE case_id = ?', id);
  party.db.run('DELETE FROM case_file WHERE id = ?', id);
  party.db.run('DELETE FROM case_certificate WHERE case_id = ?', id);
  long.grow(30, 10).store(party);
  party.db.run('UPDATE case_file SET epoch = 1 WHERE id = ?', id);
  const after = summaryOf(party, id);
  assert.notDeepEqual(after.owed, before.owed);
  assert.ok(isSummaryTrue(party, knownCaseFile(party, id)));
  assert.equal(caseLog(party, knownCaseFile(party, id)).size, long.entries.length);
});

test('the audit finds a summary that is not what the log leads to (Spec: AUD-6)', async () => {
  const { party, id } = await oneCase();
  summaryOf(party, id);
  const findings = (): unknown[] => {
    const report = new AuditReport();
    auditCases(party, report);
    return [...report.findings];
  };
  assert.deepEqual(findings(), []);
  party.db.run(`UPDATE case_summary SET summary = replace(summary, '"open"', '"closed"')`);
  assert.equal(findings().length, 1);
});
