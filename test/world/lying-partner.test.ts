import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { formatPackage, parsePackage, type ReleasePackage } from '#protocol/agreement/release-package.ts';
import { releaseJson } from '#protocol/agreement/release-record.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { concat } from '#protocol/bytes/text.ts';
import { currentKeys } from '#protocol/identity/key-history.ts';
import { batchRoot } from '#protocol/log/batch.ts';
import { itemText } from '#protocol/record/item.ts';
import { signRecord } from '#protocol/record/record.ts';
import { releaseAfter } from '#server/egress/release-sender.ts';
import { auditParty } from '#server/party/audit.ts';
import { entriesOf, lastNumber } from '#server/party/batch-book.ts';
import { conclude, give, indicator, introduce, outcome, refusals, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

interface Scene {
  readonly stage: Stage;
  readonly a: StagedParty;
  readonly b: StagedParty;
  readonly agreement: string;
}

/** Two partners that have shared one object already; `a` is about to lie. */
async function scene(): Promise<Scene> {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  const agreement = conclude([a, b], stage.terms([a, b], [{ ceiling: 'green' }]));
  give(a, indicator('first', 'green'));
  await stage.settle(a, b);
  return { stage, a, b, agreement };
}

const prefixed = (number: number, bytes: Uint8Array): Uint8Array => {
  const prefix = new DataView(new ArrayBuffer(8));
  prefix.setUint32(0, number);
  prefix.setUint32(4, bytes.length);
  return concat(new Uint8Array(prefix.buffer), bytes);
};

const packed = (bytes: Uint8Array): Uint8Array => new Uint8Array(zstdCompressSync(bytes));

/** Changes what is in a package on its way, without the sender's signature over the change. */
const changing =
  (change: (release: ReleasePackage) => ReleasePackage) =>
  (body: Uint8Array): Uint8Array => {
    const number = new DataView(body.buffer, body.byteOffset).getUint32(0);
    const release = parsePackage(zstdDecompressSync(body.subarray(8)));
    return prefixed(number, packed(formatPackage(change(release))));
  };

/** A release that `a` signs and logs itself, whatever it says: the lie of an insider. */
function signedLie(
  { a, b, agreement }: Scene,
  items: readonly string[],
  more: Partial<ReleasePackage> = {},
): Uint8Array {
  const seed = a.party.powers.random(32);
  const number = lastNumber(a.party, 'left', b.party.id) + 1;
  const root = hex(batchRoot(entriesOf(seed, items)));
  const shares = [{ agreement, clause: 1, count: items.length }];
  const data = releaseJson({ to: b.party.id, number, count: items.length, root, shares });
  const record = a.party.record({ kind: 'release', label: { tlp: 'amber+strict' }, data });
  a.party.sealAndPublish();
  const { proof, salt } = a.party.log.proofOf(record.id);
  const version = currentKeys(a.party.history).version;
  const head = { author: a.party.id, version, at: a.party.now, label: { tlp: 'clear' } } as const;
  const batch = { ...head, kind: 'batch', data: { count: items.length, root } };
  const statement = signRecord(batch, a.party.secrets.record).note;
  const plain = { note: record.note, seed, statement, items, evidence: [], authors: [], logProof: proof };
  return prefixed(number, packed(formatPackage({ ...plain, logSalt: salt ?? new Uint8Array(16), ...more })));
}

const stated = (author: string, name: string, marked: 'red' | 'green'): string =>
  itemText({ author, label: { tlp: 'green' }, media: 'stix', content: JSON.stringify(indicator(name, marked)) });

type Lie = (scene: Scene, body: Uint8Array) => Uint8Array;

const wholeLies: readonly [what: string, code: string, lie: Lie][] = [
  [
    'an item that was changed',
    'release-root',
    (_scene, body) =>
      changing((release) => ({ ...release, items: release.items.map((text) => text.replace('second', 'forged')) }))(
        body,
      ),
  ],
  [
    'a label that was lowered',
    'release-root',
    (_scene, body) =>
      changing((release) => ({ ...release, items: release.items.map((text) => text.replace('"green"', '"clear"')) }))(
        body,
      ),
  ],
  [
    'an item that was added',
    'release-count',
    ({ a }, body) =>
      changing((release) => ({ ...release, items: [...release.items, stated(a.party.id, 'added', 'green')] }))(body),
  ],
  [
    'an item that was left out',
    'release-count',
    (_scene, body) => changing((release) => ({ ...release, items: release.items.slice(1) }))(body),
  ],
  [
    'another seed for the salts',
    'release-root',
    (_scene, body) => changing((release) => ({ ...release, seed: new Uint8Array(32) }))(body),
  ],
  [
    'a proof of another log entry',
    'log-proof',
    (_scene, body) => changing((release) => ({ ...release, logSalt: new Uint8Array(16) }))(body),
  ],
  ['bytes that are no package', 'package-compression', () => prefixed(2, new Uint8Array(100))],
  [
    'a few bytes that unpack to more than memory holds',
    'package-compression',
    () => prefixed(2, packed(new Uint8Array(64 * 1024 * 1024))),
  ],
  [
    'a package that ends within a frame',
    'package-truncated',
    () => prefixed(2, packed(new Uint8Array([0, 0, 1, 0, 7]))),
  ],
  [
    'a clause that is in no agreement known here',
    'release-without-agreement',
    (scene) => signedLie({ ...scene, agreement: 'e'.repeat(64) }, [stated(scene.a.party.id, 'x', 'green')]),
  ],
];

describe('a lying partner', () => {
  for (const [what, code, lie] of wholeLies)
    it(`LNK-4: ${what} is refused as ${code}, leaves no trace but the refusal, and the link recovers`, async () => {
      const one = await scene();
      const { stage, a, b } = one;
      give(a, indicator('second', 'green'));
      stage.mischief = {
        answer: ({ path, to }, body) => (path === '/link/pull' && to === a && body.length > 8 ? lie(one, body) : body),
      };
      const before = b.party.db.count('SELECT count(*) FROM note');
      const fault = outcome(await stage.meet(b, a));
      if (code === 'log-proof') assert.match(fault, /^(?:proof|checkpoint|log)-/);
      else assert.equal(fault, code);
      assert.deepEqual(refusals(b), [fault]);
      assert.equal(b.party.db.count('SELECT count(*) FROM note'), before);
      assert.deepEqual(titles(b), ['first']);
      stage.mischief = {};
      await stage.settle(a, b);
      assert.deepEqual(titles(b), ['first', 'second']);
      assert.deepEqual(auditParty(b.party).findings, []);
    });

  it('LNK-4: a release for another party is refused as release-recipient', async () => {
    const { stage, a, b } = await scene();
    const c = stage.found('Calder');
    introduce(a, b, c);
    conclude([a, c], stage.terms([a, c], [{}]));
    const forC = releaseAfter(a.party, c.party.id, 0);
    assert.ok(forC);
    stage.mischief = {
      answer: ({ path, to }, body) => (path === '/link/pull' && to === a ? prefixed(9, forC.bytes) : body),
    };
    give(a, indicator('second', 'green'));
    assert.equal(outcome(await stage.meet(b, a)), 'release-recipient');
    assert.deepEqual(refusals(b), ['release-recipient']);
    stage.mischief = {};
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['first', 'second']);
  });

  it('LNK-6: a replay of an old release changes nothing, not even the receipt', async () => {
    const { stage, a, b } = await scene();
    const old = stage.carried.find(({ path, body }) => path === '/link/pull' && body.length > 100);
    assert.ok(old);
    const before = b.party.log.frontier().size;
    let replays = 0;
    stage.mischief = {
      answer: ({ path, to }, body) => (path === '/link/pull' && to === a && replays++ === 0 ? old.body : body),
    };
    give(a, indicator('second', 'green'));
    await stage.settle(a, b);
    assert.ok(replays > 1);
    assert.deepEqual(titles(b), ['first', 'second']);
    assert.equal(b.party.log.frontier().size, before + 1);
    assert.deepEqual(auditParty(b.party).findings, []);
  });

  it('LNK-4: a new release under a number that was used is refused as release-number', async () => {
    const one = await scene();
    const { stage, a, b } = one;
    const lies = ['again', 'and again'].map((name) => signedLie(one, [stated(a.party.id, name, 'green')]));
    stage.mischief = {
      answer: ({ path, to }, body) => (path === '/link/pull' && to === a ? (lies.shift() ?? body) : body),
    };
    assert.equal(outcome(await stage.meet(b, a)), 'release-number');
    assert.deepEqual(titles(b), ['again', 'first']);
    assert.deepEqual(refusals(b), ['release-number']);
  });

  const itemLies: readonly [what: string, code: string, item: (scene: Scene, c: StagedParty) => string][] = [
    ['an object marked RED under a green label', 'item-label-marking', ({ a }) => stated(a.party.id, 'x', 'red')],
    ['an object of another author without proof', 'origin-unproved', (_scene, c) => stated(c.party.id, 'x', 'green')],
    [
      'an object above the clause',
      'item-above-clause',
      ({ a }) =>
        itemText({
          author: a.party.id,
          label: { tlp: 'amber' },
          media: 'stix',
          content: JSON.stringify(indicator('x', 'amber')),
        }),
    ],
    [
      'an object that names other recipients',
      'item-not-for-us',
      ({ a }, c) =>
        itemText({
          author: a.party.id,
          label: { tlp: 'green', only: [c.party.id] },
          media: 'stix',
          content: JSON.stringify(indicator('x', 'green')),
        }),
    ],
    [
      'a text that is no object',
      'stix-',
      ({ a }) =>
        itemText({ author: a.party.id, label: { tlp: 'green' }, media: 'stix', content: '{"type":"nothing"}' }),
    ],
  ];

  for (const [what, code, item] of itemLies)
    it(`LNK-5: ${what} is refused alone, and the honest item beside it is kept`, async () => {
      const one = await scene();
      const { stage, a, b } = one;
      const c = stage.found('Calder');
      introduce(a, b, c);
      const lie = signedLie(one, [item(one, c), stated(a.party.id, 'honest', 'green')]);
      let told = false;
      stage.mischief = {
        answer({ path, to }, body) {
          if (path !== '/link/pull' || to !== a || told) return body;
          told = true;
          return lie;
        },
      };
      await stage.meet(b, a);
      assert.deepEqual(titles(b), ['first', 'honest']);
      const [refusal, ...others] = refusals(b);
      assert.ok((refusal ?? '').startsWith(code), refusal ?? 'no refusal');
      assert.deepEqual(others, []);
      assert.deepEqual(auditParty(b.party).findings, []);
    });

  it('REL-10: an item that a relay changed is refused, although it shows the author’s proof', async () => {
    const stage = new Stage();
    const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
    introduce(a, b, c);
    const duties = { ...plainDuties, onward: 'any-within-label' } as const;
    conclude([a, b], stage.terms([a, b], [{ duties }]));
    const agreement = conclude([b, c], stage.terms([b, c], [{ duties }]));
    give(a, indicator('truth', 'green'));
    await stage.settle(a, b);
    const made = releaseAfter(b.party, c.party.id, 0);
    assert.ok(made);
    const release = parsePackage(zstdDecompressSync(made.bytes));
    const items = release.items.map((text) => text.replace('truth', 'trick'));
    const lie = signedLie({ stage, a: b, b: c, agreement }, items, { evidence: release.evidence });
    stage.mischief = { answer: ({ path, to }, body) => (path === '/link/pull' && to === b ? lie : body) };
    assert.deepEqual(await stage.meet(c, b), { accepted: 0, refused: 1 });
    assert.deepEqual(titles(c), []);
    assert.match(refusals(c).join(), /^proof-[a-z]+$/);
  });
});
