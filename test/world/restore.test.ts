import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyLogDirectory } from '#check/log-directory.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { keyNames, logKeys } from '#protocol/identity/key-history.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, parseNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint, signCheckpoint } from '#protocol/log/checkpoint.ts';
import { auditParty } from '#server/party/audit.ts';
import { conclude, give, indicator, introduce, outcome, refusals, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** The texts of all checkpoints that a party has signed, as far as anybody holds them, by size. */
class Seen {
  readonly #of: StagedParty;
  readonly texts = new Map<number, string>();

  constructor(of: StagedParty) {
    this.#of = of;
  }

  look(...partners: readonly StagedParty[]): void {
    const own = this.#of.party.db.all<{ note: Uint8Array }>('SELECT note FROM checkpoint');
    const witnessed = partners.flatMap(({ party }) =>
      party.db.all<{ note: Uint8Array }>('SELECT note FROM witnessed WHERE party = ?', this.#of.party.id),
    );
    const mirrored = partners.map(({ mirrors }) => mirrors.get(this.#of.party.id)?.get('checkpoint'));
    for (const bytes of [...own.map(({ note }) => note), ...witnessed.map(({ note }) => note), ...mirrored])
      if (bytes !== undefined) this.#add(parseNote(new Uint8Array(bytes)).text);
    const published = this.#of.files.get('checkpoint');
    if (published !== undefined) this.#add(parseNote(published).text);
  }

  #add(text: string): void {
    const { size } = parseCheckpoint(text);
    assert.equal(text, this.texts.getOrInsert(size, text), `two checkpoints of size ${size}`);
  }
}

const numbers = (of: StagedParty): number[] =>
  of.party.db
    .all<{ number: number }>("SELECT number FROM batch WHERE direction = 'reached' ORDER BY n")
    .map(({ number }) => number);

/** Aldoria with partners that witness and mirror it, a backup of it, and two releases since. */
async function aged(partners: readonly string[]) {
  const stage = new Stage();
  const [a, ...others] = ['Aldoria', ...partners].map((name) => stage.found(name));
  assert.ok(a);
  introduce(a, ...others);
  conclude([a, ...others], stage.terms([a, ...others], [{}]));
  give(a, indicator('one', 'green'));
  await stage.settle(a, ...others);
  const backup = a.backUp();
  const lost = [indicator('two', 'green'), indicator('three', 'green')];
  for (const object of lost) {
    give(a, object);
    await stage.settle(a, ...others);
  }
  const seen = new Seen(a);
  seen.look(...others);
  return { stage, a, others, backup, lost, seen, size: a.party.log.frontier().size };
}

const logFiles = ({ files }: StagedParty) => ({
  read: (path: string) => files.get(path),
  list: () => files.keys(),
});

/** Imports are taken, and nothing is sealed or published. */
function acceptsUnsealed(a: StagedParty, name: string): void {
  const before = { size: a.party.log.frontier().size, published: a.party.log.publishedSize() };
  const waiting = a.party.log.pendingCount();
  assert.equal(give(a, indicator(name, 'green')).accepted, 1);
  assert.equal(a.party.log.pendingCount(), waiting + 1);
  assert.equal(a.party.log.seal(), false);
  assert.deepEqual({ size: a.party.log.frontier().size, published: a.party.log.publishedSize() }, before);
}

type Aged = Awaited<ReturnType<typeof aged>>;

/** The restored party signs again, shares again, and never contradicts what it signed before. */
async function goesOn({ stage, a, others, lost, seen, size }: Aged): Promise<void> {
  assert.equal(a.party.log.signing, 'confirmed');
  assert.ok(a.party.log.frontier().size > size);
  assert.equal(give(a, ...lost).accepted, 2, 'what the backup lacked is imported again');
  await stage.settle(a, ...others);
  seen.look(...others);
  for (const other of others) {
    assert.deepEqual(titles(other), ['four', 'one', 'three', 'two']);
    const used = numbers(other);
    assert.deepEqual(
      used,
      [...new Set(used)].toSorted((x, y) => x - y),
      'every number is fresh',
    );
    assert.ok(used.length >= 4);
    assert.deepEqual(refusals(other), []);
    assert.equal(other.party.db.count('SELECT count(*) FROM link WHERE fault IS NOT NULL'), 0);
    assert.deepEqual(auditParty(other.party).findings, []);
  }
  assert.deepEqual(
    verifyLogDirectory({ files: logFiles(a), logKeys: logKeys(a.party.history), witnesses: [] }).findings,
    [],
  );
  // What was lost for good is named: entries whose records the backup did not have.
  const findings = new Set(auditParty(a.party).findings.map(({ code }) => code));
  assert.deepEqual([...findings], ['entry-unopened']);
}

describe('a store restored from an old backup', () => {
  it('LOG-5, KEP-1, KEP-3, KEP-4: takes back the entries from its own files and signs nothing until its witness has answered', async () => {
    const world = await aged(['Bereth']);
    const { stage, a, others, backup, size } = world;
    const [b] = others;
    assert.ok(b);
    a.restore(backup, 'store');
    assert.equal(a.party.log.signing, 'unconfirmed');
    assert.equal(a.party.log.frontier().size, size);
    acceptsUnsealed(a, 'four');
    assert.equal(outcome(await stage.meet(a, b)), 'met');
    await goesOn(world);
  });

  it('LOG-5, KEP-1, KEP-3, KEP-4: restored with its files, learns from its witness that it is behind and takes the entries from the mirror', async () => {
    const world = await aged(['Bereth']);
    const { stage, a, others, backup, size } = world;
    const [b] = others;
    assert.ok(b);
    a.restore(backup, 'store-and-files');
    assert.equal(a.party.log.signing, 'unconfirmed');
    assert.ok(a.party.log.frontier().size < size);
    acceptsUnsealed(a, 'four');
    await stage.meet(a, b);
    assert.equal(a.party.log.signing, 'unconfirmed', 'everybody is asked again after a recovery');
    assert.equal(a.party.log.frontier().size, size);
    assert.equal(outcome(await stage.meet(a, b)), 'met');
    await goesOn(world);
  });

  for (const what of ['store', 'store-and-files'] as const)
    it(`KEP-3: stays unsigned and sends nothing while its witness cannot be reached (${what})`, async () => {
      const { stage, a, others, backup, seen } = await aged(['Bereth']);
      const [b] = others;
      assert.ok(b);
      a.restore(backup, what);
      b.isAway = true;
      acceptsUnsealed(a, 'four');
      for (let round = 0; round < 5; round++) {
        assert.equal(outcome(await stage.meet(a, b)), 'egress-unreachable');
        await stage.meet(b, a);
      }
      a.restart();
      await stage.meet(a, b);
      assert.equal(a.party.log.signing, 'unconfirmed');
      acceptsUnsealed(a, 'five');
      seen.look(b);
      assert.deepEqual(titles(b), ['one', 'three', 'two']);
    });

  it('KEP-3: needs the answers of more than half of its witnesses', async () => {
    const { stage, a, others, backup } = await aged(['Bereth', 'Calder']);
    const [b, c] = others;
    assert.ok(b && c);
    a.restore(backup, 'store');
    c.isAway = true;
    await stage.meet(a, b);
    await stage.meet(a, b);
    assert.equal(a.party.log.signing, 'unconfirmed');
    c.isAway = false;
    await stage.meet(a, c);
    assert.equal(a.party.log.signing, 'confirmed');
  });

  it('KEP-3, KEP-4: stays behind while the mirrors are gone, and catches up from the partner who has one', async () => {
    const world = await aged(['Bereth', 'Calder']);
    const { stage, a, others, backup } = world;
    const [b, c] = others;
    assert.ok(b && c);
    a.restore(backup, 'store-and-files');
    b.mirrors.get(a.party.id)?.clear();
    await stage.meet(a, b);
    assert.equal(a.party.log.signing, 'behind');
    acceptsUnsealed(a, 'four');
    await stage.meet(a, c);
    await stage.meet(a, c);
    await stage.meet(a, b);
    await goesOn(world);
  });

  it('KEP-4: does not take entries that do not lead to the checkpoint it signed', async () => {
    const world = await aged(['Bereth']);
    const { stage, a, others, backup, size } = world;
    const [b] = others;
    assert.ok(b);
    a.restore(backup, 'store-and-files');
    const before = a.party.log.frontier();
    stage.mischief = {
      answer: ({ path }, body) => (path.startsWith('/mirror/') && path.includes('/entries/') ? flipped(body) : body),
    };
    assert.equal(outcome(await stage.meet(a, b)), 'log-adopt');
    assert.deepEqual([a.party.log.signing, a.party.log.frontier()], ['behind', before]);
    stage.mischief = {};
    acceptsUnsealed(a, 'four');
    await stage.meet(a, b);
    await stage.meet(a, b);
    assert.ok(a.party.log.frontier().size > size);
    await goesOn(world);
  });

  it('KEP-3: is not kept from signing by a partner who shows a head that was never signed', async () => {
    const world = await aged(['Bereth']);
    const { stage, a, others } = world;
    const [b] = others;
    assert.ok(b);
    a.restart();
    const origin = keyNames.log(a.party.id);
    const checkpoint = { origin, size: 1_000_000, root: new Uint8Array(32), extensions: [] };
    const invented = formatNote(signCheckpoint(checkpoint, [noteSigner(origin, b.party.secrets.log)]));
    stage.mischief = { answer: ({ path }, body) => (path.startsWith('/witness/') ? new Uint8Array(invented) : body) };
    assert.equal(outcome(await stage.meet(a, b)), 'note-unsigned');
    assert.equal(a.party.log.signing, 'unconfirmed');
    stage.mischief = { answer: ({ path }, body) => (path.startsWith('/witness/') ? utf8('hello\n') : body) };
    assert.equal(outcome(await stage.meet(a, b)), 'note-malformed');
    stage.mischief = {};
    assert.equal(outcome(await stage.meet(a, b)), 'met');
    assert.equal(a.party.log.signing, 'confirmed');
  });
});

/** The same bytes with the last one changed. */
function flipped(body: Uint8Array): Uint8Array {
  const other = new Uint8Array(body);
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
  return other;
}
