import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import { noteSigner } from '../identity/note-key.ts';
import { formatNote, parseNote, signNote } from '../identity/signed-note.ts';
import { type Checkpoint, checkpointText, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { emptyRoot } from './merkle.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const origin = 'comity/log/test';
const oldKey = noteSigner(origin, sha256(utf8('old')));
const newKey = noteSigner(origin, sha256(utf8('new')));
const head: Checkpoint = { origin, size: 3, root: sha256(utf8('root')), extensions: [] };

const lines = fc.stringMatching(/^[a-zA-Z0-9 é漢.+/-]{1,30}$/u);
const checkpoints: fc.Arbitrary<Checkpoint> = fc.record(
  {
    origin: lines,
    size: fc.maxSafeNat(),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    extensions: fc.array(lines, { maxLength: 4 }),
  },
  { noNullPrototype: true },
);

test('Spec: LOG-3: a checkpoint survives its text, extension lines included', () => {
  fc.assert(
    fc.property(checkpoints, (checkpoint) => assert.deepEqual(parseCheckpoint(checkpointText(checkpoint)), checkpoint)),
  );
});

test('Spec: LOG-3: what a text parses to has exactly that text', () => {
  const text = fc.stringMatching(/^[a-z0-9\n=+/]{0,80}$/);
  fc.assert(
    fc.property(text, (candidate) => {
      try {
        assert.equal(checkpointText(parseCheckpoint(candidate)), candidate);
      } catch (thrown) {
        assert.equal(faultCode(thrown), 'checkpoint-malformed');
      }
    }),
  );
});

test('a checkpoint that has no text is refused', () => {
  const bad = [
    { origin: '' },
    { origin: 'a\nb' },
    { size: -1 },
    { size: 0.5 },
    { root: new Uint8Array(31) },
    { extensions: [''] },
    { extensions: ['a\nb'] },
  ];
  for (const change of bad)
    assert.throws(() => checkpointText({ ...head, ...change }), hasCode('checkpoint-malformed'));
});

test('Spec: LOG-4: a checkpoint opens with any known key of its log, also after a key change', () => {
  for (const signers of [[oldKey], [oldKey, newKey]]) {
    const note = parseNote(formatNote(signCheckpoint(head, signers)));
    assert.deepEqual(openCheckpoint(note, [newKey, oldKey]), head);
    assert.deepEqual(openCheckpoint(note, [oldKey]), head);
  }
});

test('Spec: LOG-4: no known key, a failing one, or another log: refused', () => {
  assert.throws(() => openCheckpoint(signCheckpoint(head, [oldKey]), [newKey]), hasCode('note-unsigned'));
  assert.throws(() => openCheckpoint(signCheckpoint(head, [oldKey]), []), hasCode('note-unsigned'));
  const moved = { ...signCheckpoint(head, [oldKey, newKey]), text: checkpointText({ ...head, size: 4 }) };
  assert.throws(() => openCheckpoint(moved, [oldKey]), hasCode('note-signature-wrong'));
  const elsewhere = noteSigner('comity/log/else', sha256(utf8('old')));
  assert.throws(() => openCheckpoint(signCheckpoint(head, [oldKey]), [elsewhere]), hasCode('checkpoint-origin'));
});

test('the empty tree has one root', () => {
  const empty = signCheckpoint({ ...head, size: 0, root: emptyRoot() }, [oldKey]);
  assert.equal(openCheckpoint(empty, [oldKey]).size, 0);
  const wrong = signCheckpoint({ ...head, size: 0 }, [oldKey]);
  assert.throws(() => openCheckpoint(wrong, [oldKey]), hasCode('checkpoint-root'));
});

test('a log signs under the name of its origin only', () => {
  assert.throws(() => signCheckpoint(head, []), hasCode('checkpoint-origin'));
  assert.throws(() => signCheckpoint({ ...head, origin: 'comity/log/else' }, [oldKey]), hasCode('checkpoint-origin'));
  assert.throws(() => openCheckpoint(signNote('no checkpoint\n', [oldKey]), [oldKey]), hasCode('checkpoint-malformed'));
});
