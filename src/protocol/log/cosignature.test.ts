import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import { noteKeyType, noteSigner } from '../identity/note-key.ts';
import { formatNote, parseNote } from '../identity/signed-note.ts';
import { checkpointText, signCheckpoint } from './checkpoint.ts';
import {
  cosign,
  cosignatureOf,
  cosignaturesOf,
  cosignatureTime,
  verifyCosignature,
  witnessCount,
} from './cosignature.ts';
import { flipBit } from './naive-tree.fixture.ts';

const hasCode =
  (...codes: string[]) =>
  (thrown: unknown) =>
    codes.includes(faultCode(thrown) ?? '');
const origin = 'comity/log/test';
const log = noteSigner(origin, sha256(utf8('log')));
const witnessOf = (name: string, seed = name) =>
  noteSigner(`comity/witness/${name}`, sha256(utf8(seed)), noteKeyType.cosignature);
const [a, b] = [witnessOf('a'), witnessOf('b')];
const head = { origin, size: 3, root: sha256(utf8('root')), extensions: [] };
const text = checkpointText(head);
const note = signCheckpoint(head, [log]);

test('Spec: LOG-12: a cosignature is Ed25519 over header, time and checkpoint, checked here without our verifier', () => {
  const { signature } = cosignatureOf(text, a, 1_679_315_147);
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), a.publicKey]);
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const message = Buffer.from(`cosignature/v1\ntime 1679315147\n${text}`);
  assert.equal(Buffer.from(signature).readBigUInt64BE(0), 1_679_315_147n);
  assert.equal(signature.length, 72);
  assert.ok(verify(null, message, key, signature.subarray(8)));
});

test('a cosignature verifies and gives its time, at any time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (time) => {
      const line = cosignatureOf(text, a, time);
      assert.deepEqual(verifyCosignature(text, line, a), { name: a.name, keyId: a.keyId, time });
      assert.equal(cosignatureTime(line.signature), time);
    }),
    { numRuns: 25 },
  );
});

test('a flipped bit anywhere in a cosignature is found', () => {
  const line = cosignatureOf(text, a, 1_750_000_000);
  fc.assert(
    fc.property(fc.nat(72 * 8 - 1), (bit) => {
      const act = () => verifyCosignature(text, { ...line, signature: flipBit(line.signature, bit) }, a);
      assert.throws(act, hasCode('cosignature-wrong', 'cosignature-time'));
    }),
  );
});

test('countersigned notes survive the wire and list each known witness', () => {
  const signed = cosign(cosign(note, a, 10), b, 20);
  const read = parseNote(formatNote(signed));
  assert.deepEqual(
    cosignaturesOf(read, [a, b]).map(({ name, time }) => [name, time]),
    [
      [a.name, 10],
      [b.name, 20],
    ],
  );
  assert.deepEqual(cosignaturesOf(read, [b]).length, 1);
  assert.deepEqual(cosignaturesOf(read, []), []);
  assert.equal(signed.signatures.length, 3);
});

test('of two cosignatures by one key the newest counts', () => {
  for (const times of [
    [10, 20],
    [20, 10],
  ]) {
    const twice = times.reduce((signed, time) => cosign(signed, a, time), note);
    assert.deepEqual(
      cosignaturesOf(twice, [a]).map(({ time }) => time),
      [20],
    );
  }
});

test('one failing cosignature of a known witness condemns the note', () => {
  const moved = { ...cosign(note, a, 10), text: checkpointText({ ...head, size: 4 }) };
  assert.throws(() => cosignaturesOf(moved, [a]), hasCode('cosignature-wrong'));
  assert.deepEqual(cosignaturesOf(moved, [b]), []);
});

test('Spec: LOG-13: two keys of one name are one witness', () => {
  const again = witnessOf('a', 'next key');
  const signed = [a, again, b].reduce((so, signer) => cosign(so, signer, 9), note);
  const found = cosignaturesOf(signed, [a, again, b]);
  assert.equal(found.length, 3);
  assert.equal(witnessCount(found), 2);
});

test('keys of another type, times out of range and texts that are no checkpoint are refused', () => {
  assert.throws(() => cosignatureOf(text, log, 10), hasCode('cosignature-key'));
  assert.throws(() => verifyCosignature(text, cosignatureOf(text, a, 10), log), hasCode('cosignature-key'));
  for (const time of [0, -1, 0.5, 2 ** 53])
    assert.throws(() => cosignatureOf(text, a, time), hasCode('cosignature-time'));
  assert.throws(() => cosignatureOf('anything\n', a, 10), hasCode('checkpoint-malformed'));
  assert.throws(() => cosignatureTime(new Uint8Array(71)), hasCode('cosignature-malformed'));
  assert.throws(() => cosignatureTime(new Uint8Array(72)), hasCode('cosignature-time'));
  assert.throws(() => cosignatureTime(new Uint8Array(72).fill(255)), hasCode('cosignature-time'));
});

test('a cosignature is read from the middle of a larger buffer', () => {
  const line = cosignatureOf(text, a, 77);
  const buffer = new Uint8Array(100).fill(9);
  buffer.set(line.signature, 13);
  assert.equal(cosignatureTime(buffer.subarray(13, 85)), 77);
});
