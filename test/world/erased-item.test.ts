import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { formatReceiptEvidence, parseReceiptEvidence, verifyReceipt } from '#check/receipt.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { approveItems } from '#server/party/approvals.ts';
import { auditParty } from '#server/party/audit.ts';
import { eraseItems } from '#server/party/erase-item.ts';
import { itemProof } from '#server/party/item-proof.ts';
import { receiptEvidence } from '#server/party/receipt-evidence.ts';
import { countRecords } from '#server/party/record-search.ts';
import { sweepErased } from '#server/party/sweep-erased.ts';
import { conclude, give, indicator, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const secret = 'zzverysecretwordzz';

/** Two parties; the first has released three records to the second, one with a secret in it. */
async function scene(): Promise<{ stage: Stage; a: StagedParty; b: StagedParty }> {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{}]));
  give(a, indicator('first', 'green'), indicator(secret, 'green'), indicator('third', 'green'));
  await stage.settle(a, b);
  assert.equal(b.party.items.lastSeq(), 2);
  return { stage, a, b };
}

const seqOf = ({ party }: StagedParty, title: string): number =>
  party.db.count('SELECT seq FROM item WHERE title = ?', title);

const findings = (one: StagedParty): string[] => auditParty(one.party).findings.map(({ code }) => code);

/** Whether any row of any table, or any page of the store's files, holds these bytes. */
function storeHolds({ party }: StagedParty, words: string): boolean {
  const path = String(party.db.get<{ file: string }>('PRAGMA database_list')?.file);
  return [path, `${path}-wal`].some((file) => existsSync(file) && readFileSync(file).includes(utf8(words)));
}

function sweep(one: StagedParty): void {
  for (let step = 0; step < 50 && one.party.meta.get('erasure-sweep') !== 'done'; step++) sweepErased(one.party);
  assert.equal(one.party.meta.get('erasure-sweep'), 'done');
}

describe('erasing an item', () => {
  it('ERA-1: the body goes, the log says so without naming it, and the audit is clean on both sides', async () => {
    const { stage, a, b } = await scene();
    const record = eraseItems(b.party, [seqOf(b, secret)], { reason: 'own-decision' });
    b.party.sealAndPublish();
    assert.ok(!record.note.text.includes(secret) && !record.note.text.includes('indicator--'));
    assert.equal(countRecords(b.party, { words: secret, order: 'at' }), 0);
    assert.equal(countRecords(b.party, { words: 'third', order: 'at' }), 1);
    await stage.settle(a, b);
    assert.deepEqual([...findings(a), ...findings(b)], []);
    assert.equal(a.party.log.signing, 'confirmed');
  });

  it('ERA-2: the other items of the batch keep their proofs, and the receipt verifies as before', async () => {
    const { b } = await scene();
    const before = [itemProof(b.party, seqOf(b, 'first')), itemProof(b.party, seqOf(b, 'third'))];
    const gone = seqOf(b, secret);
    eraseItems(b.party, [gone], { reason: 'retention' });
    assert.deepEqual([itemProof(b.party, seqOf(b, 'first')), itemProof(b.party, seqOf(b, 'third'))], before);
    assert.throws(() => itemProof(b.party, gone), new Fault('item-unknown', 'This server holds no such record.'));
    const [release] = b.party.db.all<{ id: string }>("SELECT id FROM batch WHERE direction = 'reached'");
    assert.ok(release);
    const file = parseReceiptEvidence(formatReceiptEvidence(receiptEvidence(b.party, release.id)));
    assert.equal(verifyReceipt(file).countersigned, true);
  });

  it('ERA-2: neither seed nor salt nor an unsalted hash nor the id is left to confirm a guess', async () => {
    const { a } = await scene();
    const seq = seqOf(a, secret);
    approveItems(a.party, [seq]);
    const held = a.party.items.bySeq(seq);
    const seeds = a.party.db.all<{ n: number; seed: Uint8Array }>('SELECT n, seed FROM batch');
    assert.equal(seeds.length, 2);
    assert.ok(held !== undefined && storeHolds(a, held.object));
    eraseItems(a.party, [seq], { reason: 'own-decision' });
    sweep(a);
    const path = String(a.party.db.get<{ file: string }>('PRAGMA database_list')?.file);
    const bytes = readFileSync(path);
    assert.equal(bytes.includes(utf8(held.object)), false);
    assert.equal(bytes.includes(held.hash), false);
    for (const { seed } of seeds) assert.equal(bytes.includes(seed), false);
    assert.deepEqual(findings(a), []);
  });

  it('ERA-3: after the sweep no page of the store and of its journal holds the words', async () => {
    const { a, b } = await scene();
    for (const one of [a, b]) {
      assert.equal(storeHolds(one, secret), true);
      eraseItems(one.party, [seqOf(one, secret)], { reason: 'own-decision' });
      sweep(one);
      assert.equal(storeHolds(one, secret), false);
      assert.equal(storeHolds(one, 'third'), true);
    }
  });

  it('ERA-3: a package that waits to be sent goes too, and the rest is released anew', async () => {
    const { stage, a, b } = await scene();
    give(a, indicator('fourth', 'green'), indicator('fifth', 'green'));
    stage.mischief = {
      betweenPieces: ({ path }) => {
        if (path === '/link/pull') throw new Error('cut');
      },
    };
    await stage.meet(b, a);
    assert.equal(a.party.db.count('SELECT count(*) FROM delivery WHERE package IS NOT NULL'), 1);
    eraseItems(a.party, [seqOf(a, 'fourth')], { reason: 'own-decision' });
    assert.equal(a.party.db.count('SELECT count(*) FROM delivery WHERE package IS NOT NULL'), 0);
    stage.mischief = {};
    await stage.settle(a, b);
    assert.deepEqual([seqOf(b, 'fourth'), b.party.items.lastSeq()], [0, 3]);
    assert.equal(b.party.items.bySeq(3)?.title, 'fifth');
    assert.deepEqual([...findings(a), ...findings(b)], []);
  });

  it('ERA-3: an audit names a text that is missing without an erasure, and an erasure undone', async () => {
    const { a, b } = await scene();
    const seq = seqOf(b, 'first');
    const text = String(b.party.items.bySeq(seq)?.text);
    b.party.db.run('UPDATE item SET text = NULL WHERE seq = ?', seq);
    assert.ok(findings(b).includes('batch-text-missing'));
    const past = a.backUp();
    const { note } = eraseItems(a.party, [seqOf(a, 'first')], { reason: 'own-decision' });
    a.restore(past, 'store');
    a.party.transaction(() => a.party.keep(note, { kind: 'erasure', author: a.party.id, open: false }));
    assert.deepEqual([findings(a).includes('erasure-undone'), text.includes('first')], [true, true]);
  });

  it('ERA-1: a second erasure of one item is refused and changes nothing', async () => {
    const { a } = await scene();
    const seq = seqOf(a, 'first');
    eraseItems(a.party, [seq], { reason: 'own-decision' });
    assert.throws(() => eraseItems(a.party, [seq], { reason: 'own-decision' }), { code: 'item-unknown' });
    assert.equal(a.party.db.count("SELECT count(*) FROM note WHERE kind = 'erasure'"), 1);
    assert.throws(() => eraseItems(a.party, [], { reason: 'own-decision' }), { code: 'erasure-count' });
  });
});
