/**
 * Makes vectors/log: `node tools/make-log-vectors.ts`. Deterministic: fixed seeds, fixed times.
 * The format is described in vectors/README.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { base64 } from '#protocol/bytes/encodings.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { formatVkey, type NoteSigner, noteKeyType, noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { batchTree, itemEntry, saltOf } from '#protocol/log/batch.ts';
import { checkpointText, signCheckpoint } from '#protocol/log/checkpoint.ts';
import { commitmentEntry } from '#protocol/log/commitment.ts';
import { cosign } from '#protocol/log/cosignature.ts';
import { encodeBundle } from '#protocol/log/entry-bundle.ts';
import { emptyRoot, leafHash, rangeRoot, treeInMemory } from '#protocol/log/merkle.ts';
import { consistencyProof, inclusionProof } from '#protocol/log/proof.ts';
import { hashesAtLevel, tilePath, tileWidth } from '#protocol/log/tile.ts';
import { formatTlogProof } from '#protocol/log/tlog-proof.ts';
import { processAddCheckpoint, type WitnessedLog } from '#protocol/log/witness.ts';
import { formatAddCheckpoint } from '#protocol/log/witness-request.ts';

type Vector = { comment: string; clause: string; kind: string } & Record<string, unknown>;

const seedOf = (name: string): Uint8Array => sha256(utf8(`comity log vector: ${name}`));
const origin = 'comity/log/vector';
const logSigner = noteSigner(origin, seedOf('log'));
const nextLogSigner = noteSigner(origin, seedOf('log, next key'));
const witnessSigner = noteSigner('comity/witness/vector', seedOf('witness'), noteKeyType.cosignature);
const otherWitness = noteSigner('comity/witness/other', seedOf('other witness'), noteKeyType.cosignature);
const time = 1_750_000_000;

const entries = Array.from({ length: 12 }, (_, i) => utf8(`entry ${i}`));
const hashAt = treeInMemory(entries.map(leafHash));
const rootAt = (size: number): Uint8Array => rangeRoot(0, size, hashAt);
const noteText = (note: SignedNote): string => fromUtf8(formatNote(note));

function checkpointOf(
  size: number,
  signers: readonly NoteSigner[] = [logSigner],
  extensions: string[] = [],
): SignedNote {
  return signCheckpoint({ origin, size, root: rootAt(size), extensions }, signers);
}

/** A note over any text at all, as a hostile or broken log would sign it. */
const rawNote = (text: string): SignedNote => ({
  text,
  signatures: [{ name: origin, keyId: logSigner.keyId, signature: logSigner.sign(utf8(text)) }],
});

const checkpointVector = (comment: string, note: SignedNote, more: Record<string, unknown>): Vector => ({
  comment,
  clause: 'LOG-3',
  kind: 'checkpoint',
  keys: [formatVkey(logSigner)],
  note: noteText(note),
  ...more,
});

function flip(bytes: Uint8Array, position: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes, (byte, i) => (i === position ? byte ^ 1 : byte));
}

function withFlippedSignature(note: SignedNote, line: number, position: number): SignedNote {
  const signatures = note.signatures.map((s, i) => (i === line ? { ...s, signature: flip(s.signature, position) } : s));
  return { ...note, signatures };
}

function checkpoints(): Record<string, Vector> {
  const root = base64(rootAt(12));
  const two = [logSigner, nextLogSigner];
  const bad = (comment: string, text: string, fault = 'checkpoint-malformed'): Vector =>
    checkpointVector(comment, rawNote(text), { fault });
  const head = { origin, size: 12, root, extensions: [] };
  return {
    'valid/checkpoint': checkpointVector('A checkpoint of twelve entries.', checkpointOf(12), head),
    'valid/checkpoint-empty': checkpointVector('The empty tree has a root too.', checkpointOf(0), {
      ...head,
      size: 0,
      root: base64(emptyRoot()),
    }),
    'valid/checkpoint-extension': checkpointVector(
      'Further lines are kept.',
      checkpointOf(12, [logSigner], ['one', 'two 2']),
      {
        ...head,
        extensions: ['one', 'two 2'],
      },
    ),
    'valid/checkpoint-key-change': {
      ...checkpointVector(
        'Signed with two keys of the log, one of them unknown to the reader.',
        checkpointOf(12, two),
        head,
      ),
      clause: 'LOG-4',
    },
    'invalid/checkpoint-leading-zero': bad('The size has a leading zero.', `${origin}\n012\n${root}\n`),
    'invalid/checkpoint-size-sign': bad('The size has a sign.', `${origin}\n+12\n${root}\n`),
    'invalid/checkpoint-size-large': bad('The size is 2^53.', `${origin}\n9007199254740992\n${root}\n`),
    'invalid/checkpoint-short-root': bad(
      'The root has 31 bytes.',
      `${origin}\n12\n${base64(rootAt(12).subarray(1))}\n`,
    ),
    'invalid/checkpoint-empty-origin': bad('The origin is empty.', `\n12\n${root}\n`),
    'invalid/checkpoint-empty-extension': bad('An extension line is empty.', `${origin}\n12\n${root}\n\nmore\n`),
    'invalid/checkpoint-two-lines': bad('There is no root.', `${origin}\n12\n`),
    'invalid/checkpoint-empty-tree-root': bad(
      'The empty tree cannot have this root.',
      `${origin}\n0\n${root}\n`,
      'checkpoint-root',
    ),
    'invalid/checkpoint-other-origin': bad(
      'The log is another.',
      `comity/log/else\n12\n${root}\n`,
      'checkpoint-origin',
    ),
    'invalid/checkpoint-signature': {
      ...checkpointVector('One bit of the signature is wrong.', withFlippedSignature(checkpointOf(12), 0, 9), {
        fault: 'note-signature-wrong',
      }),
      clause: 'LOG-4',
    },
    'invalid/checkpoint-unsigned': {
      ...checkpointVector('Only an unknown key signed.', checkpointOf(12, [nextLogSigner]), { fault: 'note-unsigned' }),
      clause: 'LOG-4',
    },
  };
}

function cosignatures(): Record<string, Vector> {
  const note = cosign(checkpointOf(12), witnessSigner, time);
  const vector = (comment: string, of: SignedNote, more: Record<string, unknown>): Vector => ({
    comment,
    clause: 'LOG-12',
    kind: 'cosignature',
    witness: formatVkey(witnessSigner),
    note: noteText(of),
    ...more,
  });
  const short = note.signatures.map((s, i) => (i === 1 ? { ...s, signature: s.signature.subarray(0, 71) } : s));
  const late = note.signatures.map((s, i) => (i === 1 ? { ...s, signature: flip(s.signature, 0) } : s));
  return {
    'valid/cosignature': vector(
      'An Ed25519 cosignature/v1 with its public key; the seed is given so that it can be made again.',
      note,
      {
        seed: base64(seedOf('witness')),
        time,
      },
    ),
    'valid/cosignature-unknown-witness': vector(
      'A line of an unknown witness is ignored.',
      cosign(note, otherWitness, time + 9),
      { time },
    ),
    'invalid/cosignature-time': vector('The time was moved by one second.', withFlippedSignature(note, 1, 7), {
      fault: 'cosignature-wrong',
    }),
    'invalid/cosignature-signature': vector('One bit of the signature is wrong.', withFlippedSignature(note, 1, 40), {
      fault: 'cosignature-wrong',
    }),
    'invalid/cosignature-short': vector(
      'The line is a byte short.',
      { ...note, signatures: short },
      { fault: 'cosignature-malformed' },
    ),
    'invalid/cosignature-time-large': vector(
      'The time exceeds 2^53−1.',
      { ...note, signatures: late },
      { fault: 'cosignature-time' },
    ),
    'invalid/cosignature-other-root': vector(
      'The cosignature belongs to a checkpoint of another size.',
      { text: checkpointText({ origin, size: 11, root: rootAt(11), extensions: [] }), signatures: note.signatures },
      { fault: 'cosignature-wrong' },
    ),
  };
}

function tiles(): Record<string, Vector> {
  const addresses = [0, 1, 999, 1000, 1_234_067, 35_184_372_088_831].flatMap((index) => [
    { level: 0, index, width: 256 },
    { level: 'entries' as const, index, width: 1 },
    { level: 63, index, width: 255 },
  ]);
  const levelsOf = (size: number) => {
    const levels: { level: number; full: number; partial: number }[] = [];
    for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
      const count = hashesAtLevel(size, level);
      levels.push({ level, full: Math.floor(count / tileWidth), partial: count % tileWidth });
    }
    return levels;
  };
  const wrong = [
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/x001',
    'tile/0/001/002',
    'tile/0/001.p/0',
  ];
  const more = [
    'tile/0/001.p/256',
    'tile/0/001.p/01',
    'tile/00/001',
    'tile/64/001',
    'tile/-1/001',
    'tile/0/001/',
    '/tile/0/001',
  ];
  const alien = [
    'tile/0/001.p',
    'tile/entries/1',
    'tile/data/001',
    'tile/0/../001',
    'tile/0/x999/x999/x999/x999/x999/999',
    '',
  ];
  return {
    'valid/tile-paths': {
      comment: 'Paths of tiles and bundles, both ways.',
      clause: 'LOG-8',
      kind: 'tile-paths',
      cases: addresses.map((address) => ({ ...address, path: tilePath(address) })),
    },
    'valid/tiles-of-size': {
      comment: 'How many full tiles each level of a tree has, and the width of its partial one (0: none).',
      clause: 'LOG-9',
      kind: 'tiles-of-size',
      cases: [0, 1, 255, 256, 257, 65_535, 65_536, 70_000].map((size) => ({ size, levels: levelsOf(size) })),
    },
    'invalid/tile-paths': {
      comment: 'Each of these is not the path of a tile.',
      clause: 'LOG-8',
      kind: 'tile-paths',
      fault: 'tile-path',
      cases: [...wrong, ...more, ...alien].map((path) => ({ path })),
    },
  };
}

function bundles(): Record<string, Vector> {
  const some = [new Uint8Array(), utf8('one'), new Uint8Array(300).fill(7)];
  const bytes = encodeBundle(some);
  const vector = (comment: string, bundle: Uint8Array, more: Record<string, unknown>): Vector => ({
    comment,
    clause: 'LOG-10',
    kind: 'bundle',
    width: some.length,
    bundle: base64(bundle),
    ...more,
  });
  return {
    'valid/bundle': vector('Three entries, one of them empty.', bytes, { entries: some.map(base64) }),
    'invalid/bundle-truncated': vector('The last byte is missing.', bytes.subarray(0, -1), {
      fault: 'bundle-truncated',
    }),
    'invalid/bundle-no-length': vector('The last entry has half a length.', bytes.subarray(0, 8), {
      fault: 'bundle-truncated',
    }),
    'invalid/bundle-trailing': vector('A byte follows the last entry.', Uint8Array.of(...bytes, 0), {
      fault: 'bundle-trailing',
    }),
  };
}

function proofs(): Record<string, Vector> {
  const sizes = Array.from({ length: 13 }, (_, size) => size);
  const inclusion = (index: number, size: number) => ({
    index,
    size,
    leaf: base64(hashAt(0, index)),
    root: base64(rootAt(size)),
    proof: inclusionProof(index, size, hashAt).map(base64),
  });
  const consistency = (from: number, to: number) => ({
    older: { size: from, root: base64(rootAt(from)) },
    newer: { size: to, root: base64(rootAt(to)) },
    proof: consistencyProof(from, to, hashAt).map(base64),
  });
  const inc = inclusion(5, 12);
  const con = consistency(6, 12);
  const many = Array.from({ length: 64 }, () => base64(rootAt(1)));
  const about = (kind: string, comment: string, cases: readonly unknown[]): Vector => ({
    comment,
    clause: kind === 'inclusion' ? 'LOG-6' : kind === 'consistency' ? 'LOG-7' : 'LOG-1',
    kind,
    cases,
  });
  return {
    'valid/roots': {
      ...about(
        'roots',
        'Roots over the first entries, from none to twelve.',
        sizes.map((size) => ({ size, root: base64(rootAt(size)) })),
      ),
      entries: entries.map(base64),
    },
    'valid/inclusion': about(
      'inclusion',
      'Every entry of trees of 1, 7, 8 and 12.',
      [1, 7, 8, 12].flatMap((size) => sizes.slice(0, size).map((index) => inclusion(index, size))),
    ),
    'valid/consistency': about(
      'consistency',
      'Every older size of trees of 1, 7, 8 and 12.',
      [1, 7, 8, 12].flatMap((to) => sizes.slice(1, to + 1).map((from) => consistency(from, to))),
    ),
    'invalid/inclusion': about('inclusion', 'Proofs that must be refused, each with its fault.', [
      { ...inc, index: 12, fault: 'proof-range' },
      { ...inc, index: 4, fault: 'proof-mismatch' },
      { ...inc, index: -1, fault: 'proof-range' },
      { ...inc, index: 0.5, fault: 'proof-range' },
      { ...inc, size: 2 ** 53, fault: 'proof-range' },
      { ...inc, size: 0, index: 0, fault: 'proof-range' },
      { ...inc, proof: inc.proof.slice(1), fault: 'proof-length' },
      { ...inc, proof: [...inc.proof, inc.root], fault: 'proof-length' },
      { ...inc, proof: many, fault: 'proof-length' },
      { ...inc, proof: inc.proof.toReversed(), fault: 'proof-mismatch' },
      { ...inc, root: base64(emptyRoot()), fault: 'proof-mismatch' },
    ]),
    'invalid/consistency': about('consistency', 'Proofs that must be refused, each with its fault.', [
      { ...con, older: { size: 0, root: base64(emptyRoot()) }, proof: [], fault: 'proof-range' },
      { ...con, older: con.newer, newer: con.older, fault: 'proof-range' },
      { ...con, proof: [], fault: 'proof-length' },
      { ...con, proof: many, fault: 'proof-length' },
      { ...con, proof: con.proof.slice(1), fault: 'proof-length' },
      { ...con, older: { ...con.older, root: con.newer.root }, fault: 'proof-mismatch' },
      { older: con.older, newer: { ...con.older, root: con.newer.root }, proof: [], fault: 'proof-mismatch' },
      { older: con.older, newer: con.older, proof: con.proof, fault: 'proof-length' },
    ]),
  };
}

function tlogProofs(): Record<string, Vector> {
  const checkpoint = cosign(cosign(checkpointOf(12), witnessSigner, time), otherWitness, time + 1);
  const proof = inclusionProof(5, 12, hashAt);
  const text = fromUtf8(formatTlogProof({ index: 5, proof, checkpoint }));
  const vector = (comment: string, of: string, more: Record<string, unknown> = {}): Vector => ({
    comment,
    clause: 'LOG-17',
    kind: 'tlog-proof',
    keys: [formatVkey(logSigner)],
    witnesses: [formatVkey(witnessSigner), formatVkey(otherWitness)],
    quorum: 2,
    entry: base64(entries[5] ?? new Uint8Array()),
    text: of,
    ...more,
  });
  const extra = fromUtf8(formatTlogProof({ extra: utf8('opaque'), index: 5, proof, checkpoint }));
  const malformed = { fault: 'tlog-proof-malformed' };
  return {
    'valid/tlog-proof': vector('An entry with two witnesses.', text, { index: 5 }),
    'valid/tlog-proof-extra': vector('The same with extra data.', extra, { index: 5 }),
    'invalid/tlog-proof-version': vector('Another version.', text.replace('@v1', '@v2'), malformed),
    'invalid/tlog-proof-no-index': vector('The index line is missing.', text.replace('index 5\n', ''), malformed),
    'invalid/tlog-proof-index-zero': vector('The index has a leading zero.', text.replace('index 5', 'index 05'), {
      fault: 'tree-size',
    }),
    'invalid/tlog-proof-other-index': vector('The index is another.', text.replace('index 5', 'index 6'), {
      fault: 'proof-mismatch',
    }),
    'invalid/tlog-proof-quorum': vector('Three witnesses are asked for.', text, { quorum: 3, fault: 'witness-quorum' }),
    'invalid/tlog-proof-one-name': {
      ...vector(
        'Two keys of one name are one witness.',
        fromUtf8(formatTlogProof({ index: 5, proof, checkpoint: twoKeysOfOneName() })),
        {
          witnesses: [formatVkey(witnessSigner), formatVkey(sameName())],
          fault: 'witness-quorum',
        },
      ),
      clause: 'LOG-13',
    },
  };
}

const sameName = (): NoteSigner => noteSigner(witnessSigner.name, seedOf('witness, next key'), noteKeyType.cosignature);
const twoKeysOfOneName = (): SignedNote => cosign(cosign(checkpointOf(12), witnessSigner, time), sameName(), time);

/** A run of requests; each answer depends on what the earlier ones left recorded. */
function witness(): Record<string, Vector> {
  const ask = (oldSize: number, proof: readonly Uint8Array[], note: SignedNote): string =>
    fromUtf8(formatAddCheckpoint({ oldSize, proof, note }));
  const step = (from: number, to: number): string =>
    ask(from, from === 0 ? [] : consistencyProof(from, to, hashAt), checkpointOf(to));
  const split = signCheckpoint({ origin, size: 12, root: rootAt(11), extensions: [] }, [logSigner]);
  const alien = signCheckpoint({ origin: 'comity/log/else', size: 1, root: rootAt(1), extensions: [] }, [
    noteSigner('comity/log/else', seedOf('log')),
  ]);
  const emptyWrong = rawNote(`${origin}\n0\n${base64(rootAt(3))}\n`);
  const requests: [string, string][] = [
    ['not a request', 'hello\n\nworld\n'],
    ['a size of zero with another root', ask(0, [], emptyWrong)],
    ['the first checkpoint, with a proof that has no place', ask(0, [rootAt(1)], checkpointOf(5))],
    ['the first checkpoint', step(0, 5)],
    ['the same again: the log does not know that it succeeded', step(0, 5)],
    ['the same, from what is recorded', ask(5, [], checkpointOf(5))],
    ['an unknown log', ask(0, [], alien)],
    ['a key that is not trusted', ask(5, consistencyProof(5, 8, hashAt), checkpointOf(8, [nextLogSigner]))],
    [
      'a trusted key whose signature fails',
      ask(5, consistencyProof(5, 8, hashAt), withFlippedSignature(checkpointOf(8), 0, 3)),
    ],
    ['an old size above the new', ask(8, [], checkpointOf(5))],
    ['an old size above the recorded', ask(8, consistencyProof(8, 12, hashAt), checkpointOf(12))],
    ['a proof of other sizes', ask(5, consistencyProof(6, 12, hashAt), checkpointOf(12))],
    ['growth', step(5, 12)],
    ['another root at the recorded size', ask(12, [], split)],
    ['an old size with a leading zero', step(5, 12).replace('old 5', 'old 05')],
    ['64 proof lines', ask(5, [], checkpointOf(12)).replace('\n', `\n${`${base64(rootAt(1))}\n`.repeat(64)}`)],
  ];
  let log: WitnessedLog = { keys: [logSigner] };
  const steps = requests.map(([about, body], i) => {
    const power = {
      lookup: (name: string) => (name === origin ? log : undefined),
      signer: witnessSigner,
      time: time + i,
    };
    const { status, contentType, body: answer, record } = processAddCheckpoint(utf8(body), power);
    if (record !== undefined) log = { ...log, latest: record };
    const isStated = status === 200 || contentType === 'text/x.tlog.size';
    return {
      about,
      time: time + i,
      body,
      status,
      ...(isStated ? { contentType, answer } : {}),
      recorded: log.latest?.size ?? 0,
    };
  });
  const vector: Vector = {
    comment:
      'One witness, asked sixteen times; `recorded` is the size it holds after the answer. Bodies of other answers are free.',
    clause: 'LOG-14',
    kind: 'witness',
    keys: [formatVkey(logSigner)],
    origin,
    seed: base64(seedOf('witness')),
    name: witnessSigner.name,
    steps,
  };
  return { 'valid/witness-dialogue': vector };
}

function commitments(): Record<string, Vector> {
  const salt = seedOf('salt').slice(0, 16);
  const note = utf8('comity/record/v1\n{}\n\n— any note at all\n');
  const entry = commitmentEntry(salt, note);
  const vector = (comment: string, of: Uint8Array, more: Record<string, unknown> = {}): Vector => ({
    comment,
    clause: 'LOG-19',
    kind: 'commitment',
    salt: base64(salt),
    note: base64(note),
    entry: base64(of),
    ...more,
  });
  const cut = entry.subarray(0, -1);
  return {
    'valid/commitment': vector('A commitment and what opens it.', entry),
    'invalid/commitment-salt': vector('The salt is another.', entry, {
      salt: base64(flip(salt, 0)),
      fault: 'commitment-mismatch',
    }),
    'invalid/commitment-note': vector('The note is another.', entry, {
      note: base64(flip(note, 20)),
      fault: 'commitment-mismatch',
    }),
    'invalid/commitment-salt-length': vector('The salt has 15 bytes.', entry, {
      salt: base64(salt.subarray(1)),
      fault: 'salt-length',
    }),
    'invalid/commitment-no-newline': vector('The last newline is missing.', cut, { fault: 'commitment-malformed' }),
    'invalid/commitment-trailing': vector('A line follows.', Uint8Array.of(...entry, 10), {
      fault: 'commitment-malformed',
    }),
  };
}

function batches(): Record<string, Vector> {
  const seed = seedOf('batch');
  const texts = ['{}', '{"a":1}', 'third', '', 'fifth'];
  const items = texts.map((text, i) => itemEntry(saltOf(seed, i), utf8(text)));
  const tree = batchTree(items);
  const item = (i: number) => ({
    index: i,
    entry: base64(items[i] ?? new Uint8Array()),
    proof: tree.proofOf(i).map(base64),
  });
  const full = Array.from({ length: 4096 }, (_, i) => itemEntry(saltOf(seed, i), utf8(`item ${i}`)));
  const common = { clause: 'LOG-22', kind: 'batch', count: tree.count, root: base64(tree.root) };
  return {
    'valid/batch': {
      ...common,
      comment: 'Five items, one of them empty, with salts from the seed.',
      seed: base64(seed),
      texts,
      items: texts.map((_, i) => item(i)),
    },
    'valid/batch-full': {
      comment: 'The root of the largest batch: text i is "item <i>".',
      clause: 'LOG-20',
      kind: 'batch-full',
      seed: base64(seed),
      count: 4096,
      root: base64(batchTree(full).root),
      lastSalt: base64(saltOf(seed, 4095)),
    },
    'invalid/batch': {
      ...common,
      comment: 'Items that are not in the batch, each with its fault.',
      items: [
        { ...item(1), index: 2, fault: 'proof-mismatch' },
        { ...item(1), entry: item(2).entry, fault: 'proof-mismatch' },
        { ...item(1), index: 5, fault: 'proof-range' },
        { ...item(1), proof: [], fault: 'proof-length' },
        { ...item(1), count: 4097, fault: 'batch-count' },
        { ...item(1), count: 0, fault: 'batch-count' },
        { ...item(1), entry: base64(new Uint8Array(15)), fault: 'salt-length' },
      ],
    },
  };
}

/** Every vector by its path below vectors/log, without the suffix. */
export const logVectors = (): Record<string, Vector> => ({
  ...checkpoints(),
  ...cosignatures(),
  ...tiles(),
  ...bundles(),
  ...proofs(),
  ...tlogProofs(),
  ...witness(),
  ...commitments(),
  ...batches(),
});

/** The text of a vector's file. */
export const vectorText = (vector: Vector): string => `${JSON.stringify(vector, undefined, 2)}\n`;

if (import.meta.main) {
  const folder = join(import.meta.dirname, '../vectors/log');
  for (const [path, vector] of Object.entries(logVectors())) {
    const file = join(folder, `${path}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, vectorText(vector));
  }
}
