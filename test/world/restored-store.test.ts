import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyLogDirectory } from '#check/log-directory.ts';
import { logKeys, witnessKeys } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { auditParty } from '#server/party/audit.ts';
import { peers } from '#server/party/peer-book.ts';
import { conclude, give, indicator, introduce, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** Remembers every checkpoint that a party signs, as its store, its files and the wires show it. */
class CheckpointWatch {
  readonly #roots = new Map<string, Set<string>>();

  look(stage: Stage, ...parties: readonly StagedParty[]): void {
    for (const { party, files } of parties) {
      const rows = party.db.all<{ note: Uint8Array }>('SELECT note FROM checkpoint');
      for (const { note } of rows) this.#take(note);
      this.#take(files.get('checkpoint'));
    }
    for (const { path, body } of stage.carried) if (path.endsWith('/checkpoint')) this.#take(body);
  }

  #take(bytes: Uint8Array | undefined): void {
    const match = /^comity\/log\/[0-9a-f]{64}\n\d+\n[^\n]+\n/.exec(new TextDecoder().decode(bytes));
    if (bytes === undefined || match === null) return;
    const { origin, size, root } = parseCheckpoint(match[0]);
    const name = `${origin} ${size}`;
    this.#roots.set(name, (this.#roots.get(name) ?? new Set()).add(Buffer.from(root).toString('hex')));
  }

  /** Sizes for which two heads were signed. */
  contradictions(): string[] {
    assert.ok(this.#roots.size > 3);
    return [...this.#roots].flatMap(([name, roots]) => (roots.size > 1 ? [name] : []));
  }
}

interface Scene {
  readonly stage: Stage;
  readonly parties: readonly [StagedParty, StagedParty, StagedParty];
  readonly watch: CheckpointWatch;
  readonly past: ReturnType<StagedParty['backUp']>;
}

/** Three parties; the first has a backup that is older than what the others have seen of it. */
async function scene(): Promise<Scene> {
  const stage = new Stage();
  const watch = new CheckpointWatch();
  const parties = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')] as const;
  const [a, b, c] = parties;
  introduce(a, b, c);
  conclude([a, b, c], stage.terms([a, b, c], [{}]));
  give(a, indicator('saved', 'green'));
  await stage.settle(a, b, c);
  const past = a.backUp();
  give(a, indicator('lost', 'green'));
  give(b, indicator('from b', 'green'));
  await stage.settle(a, b, c);
  watch.look(stage, a, b, c);
  return { stage, parties, watch, past };
}

const sizeOfFile = ({ files }: StagedParty): number =>
  parseCheckpoint(parseNote(files.get('checkpoint') ?? new Uint8Array()).text).size;

function verified({ party, files }: StagedParty): void {
  const reader = { read: (path: string) => files.get(path), list: () => files.keys() };
  const witnesses = peers(party)
    .filter(({ id }) => id !== party.id)
    .flatMap(({ history }) => witnessKeys(history));
  const { findings } = verifyLogDirectory({ files: reader, logKeys: logKeys(party.history), witnesses });
  assert.deepEqual(findings, []);
}

/** What an audit may say of a store that lost notes which the log still commits to. */
const explained = new Set(['entry-unopened']);

describe('a store that was restored from an old backup', () => {
  for (const what of ['store', 'store-and-files'] as const)
    it(`KEP-3, KEP-4: ${what}: signs nothing until it has caught up, then goes on without contradicting itself`, async () => {
      const { stage, parties, watch, past } = await scene();
      const [a, b, c] = parties;
      const reached = sizeOfFile(a);
      a.restore(past, what);
      const checkpoints = a.party.db.count('SELECT count(*) FROM checkpoint');
      give(a, indicator('accepted meanwhile', 'green'));
      watch.look(stage, a, b, c);
      assert.equal(a.party.log.pendingCount(), 1, 'what is accepted waits unsealed');
      assert.equal(a.party.db.count('SELECT count(*) FROM checkpoint'), checkpoints);
      for (let round = 0; round < 3; round++) {
        await stage.settle(a, b, c);
        watch.look(stage, a, b, c);
      }
      assert.equal(a.party.log.signing, 'confirmed');
      assert.equal(a.party.log.pendingCount(), 0);
      assert.ok(sizeOfFile(a) > reached);
      assert.deepEqual(watch.contradictions(), []);
      for (const one of parties) verified(one);
    });

  it('KEP-3: stays silent while too few of its witnesses answer, and accepts meanwhile', async () => {
    const { stage, parties, watch, past } = await scene();
    const [a, b, c] = parties;
    a.restore(past, 'store-and-files');
    [b.isAway, c.isAway] = [true, true];
    const before = a.party.log.frontier().size;
    give(a, indicator('patient', 'green'));
    await stage.settle(a, b);
    assert.notEqual(a.party.log.signing, 'confirmed');
    assert.equal(a.party.log.frontier().size, before);
    assert.ok(titles(a).includes('patient'));
    [b.isAway, c.isAway] = [false, false];
    for (let round = 0; round < 3; round++) await stage.settle(a, b, c);
    watch.look(stage, a, b, c);
    assert.deepEqual(titles(c), ['from b', 'lost', 'patient', 'saved']);
    assert.deepEqual(watch.contradictions(), []);
  });

  it('KEP-3: one witness that holds more is enough to stop it, whoever answers first', async () => {
    const { stage, parties, watch, past } = await scene();
    const [a, b, c] = parties;
    a.restore(past, 'store-and-files');
    c.isAway = true;
    give(a, indicator('new', 'green'));
    await stage.settle(a, b);
    watch.look(stage, a, b, c);
    assert.deepEqual(watch.contradictions(), []);
    c.isAway = false;
    for (let round = 0; round < 3; round++) await stage.settle(a, b, c);
    watch.look(stage, a, b, c);
    assert.deepEqual(watch.contradictions(), []);
    assert.equal(a.party.log.signing, 'confirmed');
  });

  it('LNK-6: gets again what had reached it, once, and its releases go on under new numbers', async () => {
    const { stage, parties, past } = await scene();
    const [a, b, c] = parties;
    a.restore(past, 'store-and-files');
    assert.deepEqual(titles(a), ['saved']);
    give(a, indicator('new', 'green'));
    for (let round = 0; round < 3; round++) await stage.settle(a, b, c);
    assert.deepEqual(titles(a), ['from b', 'new', 'saved']);
    assert.deepEqual(titles(b), ['from b', 'lost', 'new', 'saved']);
    for (const { party } of [b, c]) assert.deepEqual(auditParty(party).findings, []);
    for (const { code, where, detail } of auditParty(a.party).findings)
      assert.ok(explained.has(code), `${code} at ${where}: ${detail}`);
  });

  it('KEP-3: a restart without a restore needs the same confirmation, and nothing is signed twice', async () => {
    const { stage, parties, watch } = await scene();
    const [a, b, c] = parties;
    for (let round = 0; round < 5; round++) {
      a.restart();
      give(a, indicator(`round ${round}`, 'green'));
      await stage.settle(a, b, c);
      watch.look(stage, a, b, c);
    }
    assert.deepEqual(watch.contradictions(), []);
    assert.equal(titles(c).length, 8);
    for (const one of parties) verified(one);
    for (const { party } of parties) assert.deepEqual(auditParty(party).findings, []);
  });
});
