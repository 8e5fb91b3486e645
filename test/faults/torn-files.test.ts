import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { verifyLogDirectory } from '#check/log-directory.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import { logKeys } from '#protocol/identity/key-history.ts';
import { auditParty } from '#server/party/audit.ts';
import { importObjects } from '#server/party/import-objects.ts';
import { layout, openDirectory } from '#server/party/open-party.ts';
import { HeadInquiry } from '#server/party/witnessing.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { serveParty } from '#server/process/serve-party.ts';
import { foundIn, freshDirectory, identity } from '#server/process/served-party.fixture.ts';
import { directoryFiles } from '#server/store/log-files.ts';
import { storeFault } from '#server/store/store-fault.ts';
import { call } from '../../src/cli/comity.fixture.ts';
import { conclude, give, indicator, introduce, outcome, Stage } from '../world/stage.fixture.ts';
import type { StagedParty } from '../world/staged-party.fixture.ts';

async function scene(records = 3) {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{}]));
  for (let n = 0; n < records; n++) give(a, indicator(`record ${n}`, 'green'));
  await stage.settle(a, b);
  return { stage, a, b };
}

const findings = ({ party, files }: StagedParty): string[] =>
  verifyLogDirectory({
    files: { read: (path) => files.get(path) },
    logKeys: logKeys(party.history),
    witnesses: [],
  }).findings.map(({ code }) => code);

/** The files that the published head of a log needs. */
const needed = ({ party, files }: StagedParty): string[] => {
  const width = party.log.publishedSize() % 256;
  return [...files.keys()].filter((path) => path.endsWith(`.p/${width}`) || path === 'checkpoint');
};

describe('a published log with torn files', () => {
  it('KEP-7: is found by verify, and whole again after the next start, whatever was torn', async () => {
    const { stage, a, b } = await scene();
    const whole = new Map(a.files);
    const paths = needed(a);
    assert.ok(paths.length >= 3, paths.join());
    assert.deepEqual(findings(a), []);
    const tears = fc.record({ path: fc.constantFrom(...paths), keep: fc.double({ min: 0, max: 0.99, noNaN: true }) });
    await fc.assert(
      fc.asyncProperty(fc.array(tears, { minLength: 1, maxLength: 3 }), async (torn) => {
        for (const [path, bytes] of whole) a.files.set(path, bytes);
        for (const { path, keep } of torn) {
          const bytes = whole.get(path) ?? new Uint8Array();
          a.files.set(path, bytes.slice(0, Math.floor(bytes.length * keep)));
        }
        assert.notDeepEqual(findings(a), []);
        a.restart();
        await stage.settle(a, b);
        assert.deepEqual(findings(a), []);
        for (const path of paths.filter((one) => one !== 'checkpoint'))
          assert.ok(sameBytes(a.files.get(path) ?? new Uint8Array(), whole.get(path) ?? new Uint8Array()), path);
      }),
      { numRuns: 15 },
    );
  });

  it('KEP-7: is mended before more is published on top, also while the server runs', async () => {
    const { a } = await scene();
    const paths = needed(a).filter((path) => path !== 'checkpoint');
    for (const path of paths) a.files.set(path, new Uint8Array(a.files.get(path)?.length ?? 0));
    give(a, indicator('on top', 'green'));
    assert.deepEqual(findings(a), []);
  });

  it('KEP-7: is not written from entries that do not lead to the signed head', async () => {
    const { a } = await scene();
    const before = new Map(a.files);
    a.party.db.run('UPDATE entry SET bytes = ? WHERE position = 1', new Uint8Array([1, 2, 3]));
    assert.throws(() => a.restart(), { code: 'store-log-differs' });
    assert.deepEqual(a.files, before);
  });
});

describe('a mirror that is torn on our side', () => {
  for (const what of ['bundle', 'tile', 'checkpoint'] as const)
    it(`KEP-8: is fetched anew and not held against the partner (${what})`, async () => {
      const { stage, a, b } = await scene();
      const mirror = b.mirrors.get(a.party.id);
      assert.ok(mirror);
      const width = a.party.log.publishedSize() % 256;
      const path = { bundle: `tile/entries/000.p/${width}`, tile: `tile/0/000.p/${width}`, checkpoint: 'checkpoint' }[
        what
      ];
      const bytes = mirror.get(path);
      assert.ok(bytes, path);
      mirror.set(path, bytes.slice(0, 20));
      give(a, indicator('later', 'green'));
      assert.equal(outcome(await stage.meet(b, a)), 'met');
      assert.equal(mirror.has('contradiction'), false);
      assert.ok(sameBytes(mirror.get('checkpoint') ?? new Uint8Array(), a.files.get('checkpoint') ?? new Uint8Array()));
    });

  it('KEP-8: does not let a partner rewrite what the mirror had', async () => {
    const { stage, a, b } = await scene();
    const mirror = b.mirrors.get(a.party.id);
    assert.ok(mirror);
    const width = a.party.log.publishedSize() % 256;
    mirror.set(`tile/0/000.p/${width}`, new Uint8Array(32));
    // Another log of the same party, signed with the same key, as long as the first and longer.
    const fork = new Stage().found('Aldoria');
    while (fork.party.log.publishedSize() <= a.party.log.publishedSize()) give(fork, indicator('other', 'green'));
    a.files.clear();
    for (const [path, bytes] of fork.files) a.files.set(path, bytes);
    assert.equal(outcome(await stage.meet(b, a)), 'mirror-root');
    assert.ok(mirror.has('contradiction'));
  });
});

/** A party on disk with some records, its server stopped. */
async function onDisk(t: TestContext): Promise<string> {
  const directory = freshDirectory(t);
  foundIn(directory, 'Aldoria');
  const party = openDirectory(directory, processPowers);
  new HeadInquiry(party);
  importObjects(party, JSON.stringify([1, 2, 3].map((n) => identity(n))));
  party.db.close();
  return directory;
}

/** Ends of a start: its fault's code, or 'started'. */
async function startOf(directory: string): Promise<string> {
  try {
    const running = await serveParty({ directory, port: 0, pause: 60_000 });
    await running.stop();
    return 'started';
  } catch (error) {
    const told = storeFault(error) ?? error;
    return told instanceof Error && 'code' in told ? String(told.code) : String(told);
  }
}

describe('a start on torn files of a directory', () => {
  it('KEP-7: refuses keys that are torn or of another party, and shows nothing of them', async (t) => {
    const directory = await onDisk(t);
    const { secrets } = layout(directory);
    const good = readFileSync(secrets, 'utf8');
    assert.equal(await startOf(directory), 'started');
    for (const torn of [good.slice(0, 60), '', '{}', good.replace(/"log": "..../, '"log": "')]) {
      writeFileSync(secrets, torn);
      assert.equal(await startOf(directory), 'secrets-malformed');
      const { code, err } = await call('doctor', '--data', directory);
      assert.equal(code, 1);
      assert.equal(err.includes(good.slice(15, 30)), false);
    }
    const other = freshDirectory(t);
    foundIn(other, 'Bereth');
    copyFileSync(layout(other).secrets, secrets);
    assert.equal(await startOf(directory), 'secrets-differ');
    writeFileSync(secrets, good);
    assert.equal(await startOf(directory), 'started');
  });

  it('KEP-6: refuses a store whose first page is damaged, in one clear line', async (t) => {
    const directory = await onDisk(t);
    const { store } = layout(directory);
    const bytes = readFileSync(store);
    bytes.fill(0x41, 0, 100);
    writeFileSync(store, bytes);
    assert.equal(await startOf(directory), 'store-damaged');
    const { code, out, err } = await call('doctor', '--data', directory);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^store-damaged: [^\n]+\n$/);
  });

  it('KEP-6: finds a damaged page inside the store with doctor', async (t) => {
    const directory = await onDisk(t);
    const { store } = layout(directory);
    assert.match((await call('doctor', '--data', directory)).out, /ok {4}store/);
    const bytes = readFileSync(store);
    for (let page = 2; page < 40; page++) bytes.fill(0xff, page * 4096 + 8, page * 4096 + 600);
    writeFileSync(store, bytes);
    const { code, out, err } = await call('doctor', '--data', directory);
    assert.equal(code, 1);
    assert.match(out + err, /BAD {3}store|store-damaged/);
  });

  it('KEP-4: takes back from its own files what a cut write-ahead log has lost, and does not fork', async (t) => {
    const directory = freshDirectory(t);
    foundIn(directory, 'Aldoria');
    const { store, log } = layout(directory);
    const party = openDirectory(directory, processPowers);
    new HeadInquiry(party);
    importObjects(party, JSON.stringify([identity(1)]));
    const { size } = party.log.frontier();
    // The store as the disk has it when the tail of the write-ahead log is gone.
    const kept = freshDirectory(t);
    copyFileSync(store, join(kept, 'party.sqlite'));
    copyFileSync(`${store}-wal`, join(kept, 'wal'));
    const cut = readFileSync(`${store}-wal`).length;
    importObjects(party, JSON.stringify([identity(2)]));
    const grown = party.log.frontier().size;
    copyFileSync(store, join(kept, 'party.sqlite'));
    copyFileSync(`${store}-wal`, join(kept, 'wal'));
    party.db.close();
    assert.ok(grown > size && readFileSync(join(kept, 'wal')).length > cut);
    truncateSync(join(kept, 'wal'), cut + 100);
    copyFileSync(join(kept, 'party.sqlite'), store);
    copyFileSync(join(kept, 'wal'), `${store}-wal`);
    assert.equal(await startOf(directory), 'started');
    const again = openDirectory(directory, processPowers);
    t.after(() => again.db.close());
    assert.ok(again.log.frontier().size >= grown);
    assert.ok(auditParty(again).findings.some((finding) => finding.code === 'entry-unopened'));
    const verified = verifyLogDirectory({ files: directoryFiles(log), logKeys: logKeys(again.history), witnesses: [] });
    assert.deepEqual(verified.findings, []);
    assert.ok(existsSync(store));
  });
});
