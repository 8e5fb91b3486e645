import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import {
  formatPackage,
  type OriginEvidence,
  packageLimits,
  parsePackage,
  type ReleasePackage,
} from '#protocol/agreement/release-package.ts';
import { releaseJson } from '#protocol/agreement/release-record.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import { ed25519PublicKey } from '#protocol/identity/ed25519.ts';
import { keyNames, rotationCommitment, signKeyEntry } from '#protocol/identity/key-history.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { signNote } from '#protocol/identity/signed-note.ts';
import { batchRoot, batchTree, saltOf } from '#protocol/log/batch.ts';
import { itemText } from '#protocol/record/item.ts';
import { type SignedRecord, signRecord } from '#protocol/record/record.ts';
import { releaseAfter } from '#server/egress/release-sender.ts';
import { auditParty } from '#server/party/audit.ts';
import { entriesOf, lastNumber } from '#server/party/batch-book.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { conclude, give, indicator, introduce, outcome, refusals, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

interface Scene {
  readonly stage: Stage;
  /** The liar. */
  readonly a: StagedParty;
  readonly b: StagedParty;
  /** Somebody else whom both know. */
  readonly c: StagedParty;
  readonly agreement: string;
}

/** Two partners in step that may pass on what they get, and a third whom both know. */
async function scene(): Promise<Scene> {
  const stage = new Stage();
  const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
  introduce(a, b, c);
  const duties = { ...plainDuties, onward: 'any-within-label' } as const;
  const agreement = conclude([a, b], stage.terms([a, b], [{ duties }]));
  conclude([a, c], stage.terms([a, c], [{ duties }]));
  give(a, indicator('first', 'green'));
  await stage.settle(a, b);
  return { stage, a, b, c, agreement };
}

const byName = (name: string): { id: string } => ({ ...indicator(name, 'green') });

const stix = (author: StagedParty, content: object | string): string =>
  itemText({
    author: author.party.id,
    label: { tlp: 'green' },
    media: 'stix',
    content: typeof content === 'string' ? content : JSON.stringify(content),
  });

/** A batch record of a party over texts: what proves an author, or states a release. */
function statementOf(by: StagedParty, texts: readonly string[], seed: Uint8Array): SignedRecord {
  const data = { count: texts.length, root: hex(batchRoot(entriesOf(seed, texts))) };
  const head = {
    author: by.party.id,
    version: 0,
    kind: 'batch',
    at: by.party.now,
    label: { tlp: 'clear' },
    data,
  } as const;
  return signRecord(head, by.party.secrets.record);
}

/** Proof that a party stated the texts, for the item at one position. */
function evidenceOf(by: StagedParty, texts: readonly string[], position = 0): OriginEvidence {
  const seed = sha256(utf8(texts.join()));
  const proof = batchTree(entriesOf(seed, texts)).proofOf(0);
  return { position, note: statementOf(by, texts, seed).note, salt: saltOf(seed, 0), index: 0, proof };
}

/** A release that the liar signs, states and logs, whatever is in it. */
function signed({ a, b, agreement }: Scene, items: readonly string[]): ReleasePackage {
  const seed = a.party.powers.random(32);
  const number = lastNumber(a.party, 'left', b.party.id) + 1;
  const root = hex(batchRoot(entriesOf(seed, items)));
  const shares = [{ agreement, clause: 1, count: items.length }];
  const data = releaseJson({ to: b.party.id, number, count: items.length, root, shares });
  const record = a.party.record({ kind: 'release', label: { tlp: 'amber+strict' }, data });
  a.party.sealAndPublish();
  const { proof, salt = new Uint8Array(16) } = a.party.log.proofOf(record.id);
  const { note: statement } = statementOf(a, items, seed);
  return { note: record.note, seed, statement, items, evidence: [], authors: [], logProof: proof, logSalt: salt };
}

const packed = (bytes: Uint8Array): Uint8Array => new Uint8Array(zstdCompressSync(bytes));

function answerOf(bytes: Uint8Array, { number = 2, length = bytes.length } = {}): Uint8Array {
  const prefix = new DataView(new ArrayBuffer(8));
  prefix.setUint32(0, number);
  prefix.setUint32(4, length);
  return concat(new Uint8Array(prefix.buffer), bytes);
}

const frame = (length: number, bytes: Uint8Array): Uint8Array => {
  const head = new DataView(new ArrayBuffer(4));
  head.setUint32(0, length);
  return concat(new Uint8Array(head.buffer), bytes);
};

const formed = (release: ReleasePackage): Uint8Array => answerOf(packed(formatPackage(release)));

/** Lets `b` meet `a` while the first pull is answered with the lie. */
async function tell({ stage, a, b }: Scene, lie: Uint8Array): Promise<string> {
  let told = false;
  stage.mischief = {
    answer({ path, to }, body) {
      if (path !== '/link/pull' || to !== a || told) return body;
      told = true;
      return lie;
    },
  };
  const end = outcome(await stage.meet(b, a));
  stage.mischief = {};
  return end;
}

const held = ({ party }: StagedParty) => ({
  items: party.db.count('SELECT count(*) FROM item'),
  notes: party.db.count('SELECT count(*) FROM note'),
  batches: party.db.count('SELECT count(*) FROM batch'),
  parties: party.db.count('SELECT count(*) FROM party'),
});

/** Afterwards the honest release arrives, and the store is what its log says. */
async function recovers({ stage, a, b }: Scene): Promise<void> {
  await stage.settle(a, b);
  assert.deepEqual(titles(b), ['first', 'honest']);
  assert.deepEqual(auditParty(b.party).findings, []);
  assert.equal(b.party.db.count('SELECT count(*) FROM link WHERE fault IS NOT NULL'), 0);
}

/** The honest release that is on its way, changed. */
function changed({ a, b }: Scene, change: (release: ReleasePackage) => ReleasePackage): Uint8Array {
  const outgoing = releaseAfter(a.party, b.party.id, 1);
  assert.ok(outgoing);
  return formed(change(parsePackage(zstdDecompressSync(outgoing.bytes))));
}

const resigned = (release: ReleasePackage, name: string, seed: Uint8Array): ReleasePackage => ({
  ...release,
  note: signNote(release.note.text, [noteSigner(name, seed)]),
});

/** Fewer bytes than this come over the wire for a package of many megabytes. */
const small = 100_000;

const lies: readonly [what: string, code: string, lie: (scene: Scene) => Uint8Array][] = [
  [
    'a signature by another key under the name of the sender',
    'note-unsigned',
    (one) => changed(one, (r) => resigned(r, keyNames.record(one.a.party.id), one.c.party.secrets.record)),
  ],
  [
    'a signature of somebody else',
    'note-unsigned',
    (one) => changed(one, (r) => resigned(r, keyNames.record(one.c.party.id), one.c.party.secrets.record)),
  ],
  [
    'a proof from the log of somebody else',
    'checkpoint-origin',
    (one) => changed(one, (r) => ({ ...r, logProof: one.c.party.log.proofAt(0) })),
  ],
  [
    'a proof for another place in the log',
    'proof-',
    (one) => changed(one, (r) => ({ ...r, logProof: one.a.party.log.proofAt(0) })),
  ],
  ['a release that was never logged', 'proof-', (one) => changed(one, (r) => ({ ...r, logSalt: new Uint8Array(16) }))],
  [
    'no statement although items may be passed on',
    'release-statement',
    (one) => changed(one, ({ statement: _, ...r }) => r),
  ],
  [
    'a statement over other items',
    'release-statement',
    (one) => changed(one, (r) => ({ ...r, statement: statementOf(one.a, ['other'], r.seed).note })),
  ],
  [
    'a statement that somebody else signed',
    'record-author',
    (one) => changed(one, (r) => ({ ...r, statement: statementOf(one.c, r.items, r.seed).note })),
  ],
  ['a package that is empty', 'package-truncated', () => answerOf(packed(new Uint8Array()))],
  ['a head that is not JSON', 'package-malformed', () => answerOf(packed(frame(3, utf8('[[['))))],
  ['a head of many megabytes', 'package-size', () => answerOf(packed(frame(9_000_000, new Uint8Array(9_000_000))))],
  [
    'more items than a release may have',
    'package-size',
    (one) => changed(one, (r) => ({ ...r, items: Array.from({ length: packageLimits.items + 1 }, () => '') })),
  ],
  [
    'a few bytes that unpack to more than a package may have',
    'package-compression',
    () => answerOf(packed(new Uint8Array(packageLimits.bytes + 1))),
  ],
  [
    'a release that says it has four gigabytes',
    'package-size',
    () => answerOf(new Uint8Array(9), { length: 2 ** 32 - 1 }),
  ],
];

describe('a partner that sends what no honest server makes', () => {
  for (const [what, code, lie] of lies)
    it(`REL-10, LNK-4: ${what} is refused whole, and the link recovers`, async () => {
      const one = await scene();
      const { a, b } = one;
      give(a, byName('honest'));
      const bytes = lie(one);
      assert.ok(bytes.length < small);
      const before = held(b);
      const end = await tell(one, bytes);
      assert.ok(end.startsWith(code), end);
      assert.deepEqual(held(b), before);
      const link = b.party.db.get<{ fault: string }>('SELECT fault FROM link WHERE party = ?', a.party.id);
      assert.equal(link?.fault, end);
      await recovers(one);
    });

  it('LNK-4: a release signed with a key that its party has replaced is refused', async () => {
    const one = await scene();
    const { a, b } = one;
    const next = [1, 2, 3, 4, 5].map((n) => sha256(utf8(`new key ${n}`)));
    const key = (n: number): Uint8Array => ed25519PublicKey(next[n] ?? new Uint8Array(32));
    const keys = { record: key(0), log: key(1), witness: key(2), link: key(3) };
    const { entries, notes, party: previous } = a.party.history;
    assert.equal(entries.length, 1);
    const entry = {
      version: 1,
      previous,
      at: a.party.now,
      kind: 'cert',
      next: rotationCommitment(key(4)),
      keys,
    } as const;
    const rotated = [...notes, signKeyEntry(entry, a.party.secrets.next)];
    keepPeer(b.party, { history: rotated, card: ownIntroduction(a.party).card }, true);
    const lie = formed(signed(one, [stix(a, byName('stolen'))]));
    assert.equal(await tell(one, lie), 'record-key-replaced');
    assert.deepEqual(titles(b), ['first']);
    assert.deepEqual(refusals(b), ['record-key-replaced']);
  });
});

const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const itemLies: readonly [
  what: string,
  code: string,
  make: (scene: Scene) => { text: string; evidence?: OriginEvidence },
][] = [
  [
    'an object nested a thousand deep',
    'stix-',
    ({ a }) => ({
      text: stix(a, JSON.stringify({ ...byName('deep'), x_deep: 0 }).replace('"x_deep":0', `"x_deep":${deep(1000)}`)),
    }),
  ],
  ['a text without a head', 'item-malformed', () => ({ text: '{"type":"indicator"}' })],
  [
    'an item of more than a million bytes',
    'item-size',
    ({ a }) => ({ text: stix(a, byName('x')).replace('"name":"x"', `"name":"${'x'.repeat(1_000_000)}"`) }),
  ],
  [
    'an item whose label is unknown',
    'field-unknown-value',
    ({ a }) => ({ text: stix(a, byName('x')).replace('"green"', '"beige"') }),
  ],
  [
    'an item of another author with a proof for something else',
    'proof-',
    ({ c }) => ({ text: stix(c, byName('forged')), evidence: evidenceOf(c, [stix(c, byName('real'))], 1) }),
  ],
  [
    'an item of another author that the sender has signed itself',
    'note-',
    ({ a, c }) => {
      const text = stix(c, byName('forged'));
      const { note, ...evidence } = evidenceOf(a, [text], 1);
      const renamed = note.text.replace(a.party.id, c.party.id);
      return {
        text,
        evidence: {
          ...evidence,
          note: signNote(renamed, [noteSigner(keyNames.record(c.party.id), a.party.secrets.record)]),
        },
      };
    },
  ],
  [
    'an item that claims to come from us',
    'origin-unproved',
    ({ b }) => ({ text: stix(b, byName('put in our mouth')) }),
  ],
  [
    'an item of an author whom nobody introduced',
    'origin-unproved',
    ({ a }) => ({ text: stix(a, byName('x')).replace(a.party.id, 'f'.repeat(64)) }),
  ],
];

describe('an item that is not what it says', () => {
  for (const [what, code, make] of itemLies)
    it(`LNK-5, REL-10: ${what} is refused alone under its own code`, async () => {
      const one = await scene();
      const { a, b } = one;
      const { text, evidence } = make(one);
      const release = signed(one, [stix(a, byName('beside')), text]);
      const lie = formed({ ...release, evidence: evidence === undefined ? [] : [evidence] });
      const { items } = held(b);
      await tell(one, lie);
      assert.deepEqual(titles(b), ['beside', 'first']);
      assert.equal(held(b).items, items + 1);
      const [refusal = '', ...more] = refusals(b);
      assert.ok(refusal.startsWith(code), refusal);
      assert.deepEqual(more, []);
      assert.deepEqual(auditParty(b.party).findings, []);
      const path = b.party.db.get<{ path: string }>('SELECT path FROM refusal')?.path;
      assert.ok(path?.startsWith('/items/1'));
    });

  it('REL-10: the same item with the proof of its author is taken', async () => {
    const one = await scene();
    const { a, b, c } = one;
    const text = stix(c, byName('relayed'));
    const release = signed(one, [stix(a, byName('beside')), text]);
    await tell(one, formed({ ...release, evidence: [evidenceOf(c, [text], 1)] }));
    assert.deepEqual(titles(b), ['beside', 'first', 'relayed']);
    assert.deepEqual(refusals(b), []);
  });
});
