import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleIndicator } from '#exchange/stix/sample-indicator.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import { itemLimits } from '#protocol/record/item.ts';
import { Database } from '../store/database.ts';
import { memoryFiles } from '../store/log-files.ts';
import { auditParty } from './audit.ts';
import { importBatch, importObjects } from './import-objects.ts';
import { foundParty } from './open-party.ts';
import type { Party } from './party.ts';

/** A party in memory, which says at each step what has been kept and sealed by then. */
function party(step: (name: string) => void = () => undefined): Party {
  let drawn = 0;
  const next = (): Uint8Array => sha256(utf8(`import ${drawn++}`));
  return foundParty(
    {
      db: new Database(':memory:', { durable: false }),
      files: memoryFiles(),
      mirror: () => memoryFiles(),
      powers: { now: () => 1_790_000_000_000_000, random: (n) => concat(next(), next()).slice(0, n), step },
    },
    { kind: 'cert', names: [{ lang: 'en', text: 'Aldoria' }], url: 'http://127.0.0.1:1' },
    () => undefined,
  );
}

const many = (count: number) => JSON.stringify(Array.from({ length: count }, (_, n) => sampleIndicator(n)));

describe('import', () => {
  it('ITM-2, STX-12: refuses an object that is too large for an item, and keeps the rest', () => {
    const one = party();
    const large = sampleIndicator(1, { description: 'x'.repeat(itemLimits.bytes) });
    const report = importObjects(one, JSON.stringify([sampleIndicator(0), large, sampleIndicator(2)]));
    assert.deepEqual([report.seen, report.accepted, report.known, report.refused], [3, 2, 0, 1]);
    assert.deepEqual(
      report.faults.map(({ code, path }) => [code, path]),
      [['item-size', `/${large.id}`]],
    );
    assert.equal(one.db.count("SELECT count(*) FROM refusal WHERE code = 'item-size'"), 1);
    assert.deepEqual(auditParty(one).findings, []);
  });

  it('STX-21: refuses what follows a version that we revoked, whatever comes first, and takes older versions', () => {
    const one = party();
    const day = (n: number): string => `2026-03-0${n}T00:00:00.000Z`;
    const take = (more: Parameters<typeof sampleIndicator>[1]): readonly string[] => {
      const { faults } = importObjects(one, JSON.stringify([sampleIndicator(1, more)]));
      return faults.map(({ code }) => code);
    };
    assert.deepEqual(take({ modified: day(3), revoked: true }), []);
    assert.deepEqual(take({ modified: day(4) }), ['stix-revoked']);
    assert.deepEqual(take({ modified: day(2) }), []);
    assert.deepEqual(take({ modified: day(1), revoked: true }), ['stix-revoked']);
    assert.deepEqual(take({ modified: day(5), revoked: true, created: day(2) }), ['stix-creator-changed']);
    assert.deepEqual(take({ modified: day(3), revoked: true, name: 'n' }), ['import-version-differs']);
    assert.equal(one.db.count('SELECT count(*) FROM item'), 2);
  });

  it('KEP-1, KEP-2: keeps batch by batch and seals all of them under one checkpoint', () => {
    const steps: string[] = [];
    const one = party((name) => steps.push(name));
    const before = one.log.frontier().size;
    steps.length = 0;
    const done: number[] = [];
    const count = 2 * importBatch + 1;
    importObjects(one, many(count), { progress: (n) => done.push(n) });
    assert.deepEqual(done, [importBatch, 2 * importBatch, count]);
    assert.deepEqual(steps, ['batch-kept', 'batch-kept', 'batch-kept', 'sealed', 'tiles-written', 'published']);
    assert.equal(one.log.frontier().size, before + 3);
    assert.equal(one.log.publishedSize(), before + 3);
    assert.equal(one.log.pendingCount(), 0);
    assert.deepEqual(auditParty(one).findings, []);
  });

  it('KEP-2: an import that was cut off after a batch is continued by repeating it', () => {
    let armed = false;
    const one = party((name) => {
      if (armed && name === 'batch-kept') throw new Error('cut');
    });
    armed = true;
    assert.throws(() => importObjects(one, many(importBatch + 5)), /cut/);
    armed = false;
    assert.equal(one.log.pendingCount(), 1);
    const { accepted, known } = importObjects(one, many(importBatch + 5));
    assert.deepEqual([accepted, known], [5, importBatch]);
    assert.equal(one.log.pendingCount(), 0);
    assert.deepEqual(auditParty(one).findings, []);
  });

  it('gives positions, turns and times without a gap or a repeat', () => {
    const one = party();
    importObjects(one, many(importBatch + 3));
    const rows = one.db.all<{ seq: number; turn: number; added: number }>(
      'SELECT seq, turn, added FROM item ORDER BY seq',
    );
    assert.equal(rows.length, importBatch + 3);
    rows.forEach(({ seq, turn, added }, n) => assert.deepEqual([seq, turn, added], [n, n, 1_790_000_000_000_000 + n]));
  });
});
