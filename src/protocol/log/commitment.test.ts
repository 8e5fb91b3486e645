import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { concat, fromUtf8, utf8 } from '../bytes/text.ts';
import { commitmentEntry, looksLikeCommitment, parseCommitment, verifyOpening } from './commitment.ts';
import { flipBit } from './naive-tree.fixture.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const salts = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('Spec: LOG-19: a commitment opens with its salt and note only', () => {
  fc.assert(
    fc.property(salts, fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(), (salt, note, at) => {
      const entry = commitmentEntry(salt, note);
      verifyOpening(entry, salt, note);
      assert.throws(() => verifyOpening(entry, flipBit(salt, at % 128), note), hasCode('commitment-mismatch'));
      assert.throws(
        () => verifyOpening(entry, salt, flipBit(note, at % (8 * note.length))),
        hasCode('commitment-mismatch'),
      );
    }),
  );
});

test('Spec: LOG-19: a commitment has the stated form and length', () => {
  const entry = commitmentEntry(new Uint8Array(16), utf8('note'));
  const hash = sha256(concat(new Uint8Array(16), utf8('note')));
  assert.equal(fromUtf8(entry), `comity/commitment/v1\n${hash.toBase64()}\n`);
  assert.equal(entry.length, 66);
  assert.deepEqual(parseCommitment(entry), hash);
  assert.ok(looksLikeCommitment(entry));
});

test('any other form is refused', () => {
  const text = fromUtf8(commitmentEntry(new Uint8Array(16), utf8('note')));
  for (const bad of [
    '',
    text.slice(0, -1),
    `${text}\n`,
    text.replace('v1', 'v2'),
    text.replace('=', 'A'),
    text.replace('\n', '\r'),
    text.replace('=\n', '=='),
  ])
    assert.throws(() => parseCommitment(utf8(bad)), hasCode('commitment-malformed'), bad);
});

test('a salt has 16 bytes', () => {
  for (const length of [0, 15, 17])
    assert.throws(() => commitmentEntry(new Uint8Array(length), utf8('note')), hasCode('salt-length'));
});
