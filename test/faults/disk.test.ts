import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { proposeAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { auditParty } from '#server/party/audit.ts';
import type { Party } from '#server/party/party.ts';
import { directoryFiles } from '#server/store/log-files.ts';
import { storeFault } from '#server/store/store-fault.ts';
import { conclude, give, indicator, introduce, outcome, refusals, Stage, titles } from '../world/stage.fixture.ts';
import type { StagedParty } from '../world/staged-party.fixture.ts';

/** The store takes no page more. Returns how to give it space again. */
function fill({ db }: Party): () => void {
  db.raw.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM');
  db.raw.exec(`PRAGMA max_page_count=${db.count('PRAGMA page_count')}`);
  return () => db.raw.exec('PRAGMA max_page_count=1073741823');
}

function makeReadOnly({ db }: Party): () => void {
  db.raw.exec('PRAGMA query_only=ON');
  return () => db.raw.exec('PRAGMA query_only=OFF');
}

/** Files of the log that fail as a disk does. */
function failFiles({ files }: StagedParty, code: string): () => void {
  const set = files.set;
  files.set = () => {
    throw Object.assign(new Error('of the system'), { code });
  };
  return () => {
    files.set = set;
  };
}

const code = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    return storeFault(error)?.code ?? String(error);
  }
};

const found = (party: Party): string[] => auditParty(party).findings.map((finding) => finding.code);
const many = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => indicator(`one of many ${n}`, 'green'));

function scene() {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{}]));
  give(a, indicator('first', 'green'));
  return { stage, a, b };
}

const ends: readonly [name: string, fault: string, stop: (party: Party) => () => void][] = [
  ['full', 'store-full', fill],
  ['read-only', 'store-read-only', makeReadOnly],
];

for (const [name, fault, stop] of ends)
  describe(`a store that is ${name}`, () => {
    it('KEP-6: refuses an import whole, reads on, and takes it after there is space, without a restart', () => {
      const { a } = scene();
      const sent = many(400);
      const free = stop(a.party);
      assert.equal(
        code(() => give(a, ...sent)),
        fault,
      );
      assert.deepEqual(titles(a), ['first']);
      assert.deepEqual(refusals(a), []);
      free();
      assert.equal(give(a, ...sent).accepted, 400);
      assert.equal(a.party.log.publishedSize(), a.party.log.frontier().size);
      assert.deepEqual(found(a.party), []);
    });

    it('KEP-6: takes no release and refuses none, and the sender brings it again', async () => {
      const { stage, a, b } = scene();
      give(a, ...many(300));
      const free = stop(b.party);
      assert.equal(outcome(await stage.meet(b, a)), fault);
      assert.deepEqual([titles(b), refusals(b)], [[], []]);
      free();
      await stage.settle(a, b);
      assert.deepEqual(titles(b), titles(a));
      assert.deepEqual(found(b.party), []);
    });

    it('KEP-6: tells a partner who brings something to come again, and the message waits there', async () => {
      const { stage, a, b } = scene();
      const terms = Array.from({ length: 30 }, (_, n) =>
        stage.terms([a, b], [{ ceiling: 'amber' }], { end: stage.now + 1_000 + n }),
      );
      const proposed = terms.map((one) => proposeAgreement(a.party, one).agreement.id);
      const free = stop(b.party);
      assert.notEqual(outcome(await stage.meet(a, b).catch((error: unknown) => storeFault(error) ?? { error })), 'met');
      free();
      await stage.settle(a, b);
      for (const id of proposed) signKnownAgreement(b.party, id);
      assert.deepEqual(refusals(b), []);
    });
  });

it('KEP-2, KEP-6: of a large import whole batches are kept and the rest comes with the repetition', () => {
  const { a } = scene();
  const sent = many(2_500);
  a.party.db.raw.exec(`PRAGMA max_page_count=${a.party.db.count('PRAGMA page_count') + 300}`);
  assert.equal(
    code(() => give(a, ...sent)),
    'store-full',
  );
  const kept = titles(a).length - 1;
  assert.ok(kept > 0 && kept < 2_500 && kept % 1_000 === 0, `${kept} kept`);
  a.party.db.raw.exec('PRAGMA max_page_count=1073741823');
  const { accepted, known } = give(a, ...sent);
  assert.deepEqual([accepted, known], [2_500 - kept, kept]);
  assert.deepEqual(found(a.party), []);
});

for (const system of ['ENOSPC', 'EROFS', 'EIO'])
  it(`KEP-6: what is accepted while the log's files cannot be written (${system}) waits, and is published later`, async () => {
    const { stage, a, b } = scene();
    await stage.settle(a, b);
    const before = a.party.log.publishedSize();
    const free = failFiles(a, system);
    assert.equal(give(a, indicator('second', 'green')).accepted, 1);
    assert.equal(a.party.db.trouble, storeFault(Object.assign(new Error(), { code: system }))?.code);
    assert.equal(a.party.log.publishedSize(), before);
    await stage.meet(b, a);
    assert.deepEqual(titles(b), ['first'], 'nothing leaves that the published log does not have');
    assert.throws(() => a.party.tryStore(), { code: system });
    free();
    a.party.tryStore();
    assert.equal(a.party.db.trouble, undefined);
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['first', 'second']);
  });

it('KEP-6: once damage was seen nothing is signed until a restart', () => {
  const { a } = scene();
  const { size } = a.party.log.frontier();
  a.party.db.failed(Object.assign(new Error(), { code: 'ERR_SQLITE_ERROR', errcode: 11 }));
  give(a, indicator('second', 'green'));
  a.party.tryStore();
  assert.equal(a.party.log.frontier().size, size);
  assert.ok(a.party.log.pendingCount() > 0);
  a.restart();
  a.party.log.signing = 'confirmed';
  assert.equal(a.party.sealAndPublish(), true);
});

it('KEP-6: a file of the log is whole or as it was when the disk is full', { skip: !existsSync('/dev/full') }, (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'comity-disk-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const files = directoryFiles(directory);
  files.write('checkpoint', utf8('the old one'));
  // A device that is always full stands where the new file is written.
  symlinkSync('/dev/full', join(directory, 'checkpoint.new'));
  assert.equal(
    code(() => files.write('checkpoint', utf8('the new one'))),
    'store-full',
  );
  assert.equal(fromUtf8(files.read('checkpoint') ?? utf8('')), 'the old one');
  assert.deepEqual(readdirSync(directory), ['checkpoint']);
  files.write('checkpoint', utf8('the new one'));
  assert.equal(fromUtf8(files.read('checkpoint') ?? utf8('')), 'the new one');
});
