import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { noteKeyType, noteSigner } from '../identity/note-key.ts';
import { signCheckpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import { leafHash, rangeRoot, treeInMemory } from './merkle.ts';
import { someEntries } from './naive-tree.fixture.ts';
import { inclusionProof } from './proof.ts';
import { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './tlog-proof.ts';

const hasCode =
  (...codes: string[]) =>
  (thrown: unknown) =>
    codes.includes(faultCode(thrown) ?? '');
const origin = 'comity/log/test';
const log = noteSigner(origin, sha256(utf8('log')));
const witness = noteSigner('comity/witness/w', sha256(utf8('witness')), noteKeyType.cosignature);
const entries = someEntries(21);
const hashAt = treeInMemory(entries.map(leafHash));
const checkpoint = cosign(
  signCheckpoint({ origin, size: 21, root: rangeRoot(0, 21, hashAt), extensions: [] }, [log]),
  witness,
  100,
);
const proofOf = (index: number): TlogProof => ({ index, proof: inclusionProof(index, 21, hashAt), checkpoint });
const policy = { logKeys: [log], witnesses: [witness], quorum: 1 };
const textOf = (proof: TlogProof): string => fromUtf8(formatTlogProof(proof));

test('Spec: LOG-17: every entry has a proof file that survives its bytes and verifies', () => {
  entries.forEach((entry, index) => {
    const read = parseTlogProof(formatTlogProof(proofOf(index)));
    assert.deepEqual(read, proofOf(index));
    const proved = verifyTlogProof(read, entry, policy);
    assert.deepEqual([proved.index, proved.checkpoint.size, proved.cosignatures[0]?.time], [index, 21, 100]);
  });
});

test('extra data survives and is not part of what is proved', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (extra) => {
      const read = parseTlogProof(formatTlogProof({ ...proofOf(3), extra }));
      assert.deepEqual(read.extra, extra);
      assert.equal(verifyTlogProof(read, entries[3] ?? utf8(''), policy).index, 3);
    }),
  );
});

test('another entry, another index or an unknown log does not verify', () => {
  const entry = entries[3] ?? utf8('');
  assert.throws(() => verifyTlogProof(proofOf(3), utf8('else'), policy), hasCode('proof-mismatch'));
  assert.throws(() => verifyTlogProof({ ...proofOf(3), index: 4 }, entry, policy), hasCode('proof-mismatch'));
  assert.throws(() => verifyTlogProof({ ...proofOf(3), index: 21 }, entry, policy), hasCode('proof-range'));
  assert.throws(() => verifyTlogProof(proofOf(3), entry, { ...policy, logKeys: [] }), hasCode('note-unsigned'));
});

test('fewer witnesses than asked for is a fault, none asked for is not', () => {
  const entry = entries[3] ?? utf8('');
  assert.throws(() => verifyTlogProof(proofOf(3), entry, { ...policy, witnesses: [] }), hasCode('witness-quorum'));
  assert.throws(() => verifyTlogProof(proofOf(3), entry, { ...policy, quorum: 2 }), hasCode('witness-quorum'));
  assert.deepEqual(verifyTlogProof(proofOf(3), entry, { ...policy, witnesses: [], quorum: 0 }).cosignatures, []);
});

test('a file of another form is refused', () => {
  const text = textOf(proofOf(3));
  const changed = [
    '',
    '\n\n',
    text.replace('c2sp.org', 'example.org'),
    text.replace('index 3', 'index'),
    text.replace('index 3', 'index 3 '),
    text.replace('index 3', 'index 03'),
    text.replace('index 3\n', 'index 3\n\n'),
    text.replace('index 3\n', 'index 3\nAAAA\n'),
    text.replace('index 3\n', `index 3\n${`${'A'.repeat(43)}=\n`.repeat(64)}`),
    text.replace('index 3\n', 'index 3\nextra AAAA\n'),
    text.replace('index', 'extra ===\nindex'),
  ];
  for (const bad of changed)
    assert.throws(
      () => verifyTlogProof(parseTlogProof(utf8(bad)), entries[3] ?? utf8(''), policy),
      (thrown) => faultCode(thrown) !== undefined,
      bad,
    );
  assert.throws(() => parseTlogProof(new Uint8Array(1_000_000)), hasCode('tlog-proof-malformed'));
});

test('a proof that has no file is refused', () => {
  for (const bad of [{ index: -1 }, { proof: [new Uint8Array(3)] }, { extra: new Uint8Array(65_536) }])
    assert.throws(() => formatTlogProof({ ...proofOf(3), ...bad }), hasCode('tlog-proof-malformed'));
});

test('one changed character anywhere is refused or changes nothing that counts', () => {
  const bytes = formatTlogProof(proofOf(9));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 127 }), (at, change) => {
      const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ change : byte));
      try {
        assert.equal(verifyTlogProof(parseTlogProof(changed), entries[9] ?? utf8(''), policy).index, 9);
        assert.fail('a changed proof with a full quorum of known keys verified');
      } catch (thrown) {
        assert.notEqual(faultCode(thrown), undefined, String(thrown));
      }
    }),
  );
});
