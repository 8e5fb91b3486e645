import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import { noteSigner } from '../identity/note-key.ts';
import { formatNote, signNote } from '../identity/signed-note.ts';
import { commitmentEntry } from './commitment.ts';
import { readLogEntry } from './entry-kind.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const signer = noteSigner('comity/record/test', sha256(utf8('record')));
const noteOf = (text: string) => signNote(text, [signer]);

test('Spec: LOG-18: commitments and the three kinds of note are told apart', () => {
  const entry = commitmentEntry(new Uint8Array(16), utf8('note'));
  assert.equal(readLogEntry(entry).kind, 'commitment');
  for (const kind of ['agreement', 'identity', 'record'] as const) {
    const note = noteOf(`comity/${kind}/v1\n{}\n`);
    assert.deepEqual(readLogEntry(formatNote(note)), { kind, note });
  }
});

test('Spec: LOG-18: anything else is refused', () => {
  assert.throws(() => readLogEntry(formatNote(noteOf('comity/else/v1\n{}\n'))), hasCode('entry-unknown'));
  assert.throws(() => readLogEntry(formatNote(noteOf('comity/record/v1 \n{}\n'))), hasCode('entry-unknown'));
  assert.throws(() => readLogEntry(utf8('comity/record/v1\n{}\n')), hasCode('note-malformed'));
  assert.throws(() => readLogEntry(utf8('comity/commitment/v1\nshort\n')), hasCode('commitment-malformed'));
  assert.throws(() => readLogEntry(new Uint8Array(65_536)), hasCode('entry-size'));
});
