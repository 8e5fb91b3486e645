import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { noteKeyType, noteSigner } from '../identity/note-key.ts';
import { formatNote, signNote } from '../identity/signed-note.ts';
import { signCheckpoint } from './checkpoint.ts';
import { cosignatureOf } from './cosignature.ts';
import { emptyRoot } from './merkle.ts';
import { formatAddCheckpoint, parseAddCheckpoint, readWitnessAnswer } from './witness-request.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const origin = 'comity/log/test';
const note = signCheckpoint({ origin, size: 0, root: emptyRoot(), extensions: [] }, [
  noteSigner(origin, sha256(utf8('log'))),
]);
const witnessOf = (name: string) => noteSigner(`comity/witness/${name}`, sha256(utf8(name)), noteKeyType.cosignature);
const [a, b] = [witnessOf('a'), witnessOf('b')];
const lineOf = (signer: typeof a, time: number): string =>
  fromUtf8(formatNote({ text: '', signatures: [cosignatureOf(note.text, signer, time)] })).slice(1);
const ok = (body: string) => ({ status: 200, contentType: 'text/plain', body });

test('Spec: LOG-14: a request survives its bytes', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.array(hash, { maxLength: 63 }), (oldSize, proof) => {
      assert.deepEqual(parseAddCheckpoint(formatAddCheckpoint({ oldSize, proof, note })), { oldSize, proof, note });
    }),
  );
});

test('a request that no witness would take is not written', () => {
  const many = Array.from({ length: 64 }, emptyRoot);
  for (const bad of [{ oldSize: -1 }, { oldSize: 0.5 }, { proof: many }, { proof: [new Uint8Array(31)] }])
    assert.throws(
      () => formatAddCheckpoint({ oldSize: 0, proof: [], note, ...bad }),
      hasCode('witness-request-malformed'),
    );
});

test('a request without a blank line, or too large, is refused before it is parsed', () => {
  assert.throws(() => parseAddCheckpoint(new Uint8Array(10_000_000).fill(0x0a)), hasCode('witness-request-malformed'));
  assert.throws(() => parseAddCheckpoint(utf8('old 0\n')), hasCode('witness-request-malformed'));
  assert.throws(() => parseAddCheckpoint(new Uint8Array()), hasCode('witness-request-malformed'));
  assert.throws(
    () => parseAddCheckpoint(utf8(`old 0${'\nAAAA'.repeat(2000)}\n\n`)),
    hasCode('witness-request-malformed'),
  );
});

test('Spec: LOG-16: cosignatures of known witnesses are taken over, others are left', () => {
  const verdict = readWitnessAnswer(ok(lineOf(a, 7) + lineOf(b, 8)), note, [a]);
  assert.ok(verdict.kind === 'cosigned');
  assert.deepEqual(
    verdict.cosignatures.map(({ name, time }) => [name, time]),
    [[a.name, 7]],
  );
  assert.deepEqual(
    verdict.note.signatures.map(({ name }) => name),
    [origin, a.name],
  );
});

test('the same answer twice adds one line', () => {
  const once = readWitnessAnswer(ok(lineOf(a, 7)), note, [a]);
  assert.ok(once.kind === 'cosigned');
  const twice = readWitnessAnswer(ok(lineOf(a, 7)), once.note, [a]);
  assert.ok(twice.kind === 'cosigned');
  assert.equal(twice.note.signatures.length, 2);
});

test('an answer without a known witness, or with a failing line, is refused', () => {
  assert.throws(() => readWitnessAnswer(ok(lineOf(b, 8)), note, [a]), hasCode('witness-answer-unsigned'));
  const forged = lineOf(a, 7).replace(/.{9}\n$/, 'AAAAAAAA=\n');
  assert.throws(() => readWitnessAnswer(ok(forged), note, [a]));
  const other = signNote('text\n', [noteSigner('x', sha256(utf8('x')))]);
  assert.throws(() => readWitnessAnswer(ok(`more\n\n${fromUtf8(formatNote(other)).slice(6)}`), note, [a]));
  assert.throws(() => readWitnessAnswer(ok(''), note, [a]));
  assert.throws(() => readWitnessAnswer(ok(`x\n\n${lineOf(a, 7)}`), note, [a]), hasCode('witness-answer-malformed'));
});

test('Spec: LOG-16: a 409 is read as a size only when its type says so', () => {
  const conflict = (contentType: string, body: string) =>
    readWitnessAnswer({ status: 409, contentType, body }, note, [a]);
  assert.deepEqual(conflict('text/x.tlog.size', '12\n'), { kind: 'behind', size: 12 });
  assert.deepEqual(conflict('text/x.tlog.size; charset=utf-8', '0\n'), { kind: 'behind', size: 0 });
  assert.deepEqual(conflict('text/plain', '12\n'), { kind: 'refused', status: 409 });
  assert.deepEqual(conflict('', ''), { kind: 'refused', status: 409 });
  assert.deepEqual(conflict('text/x.tlog.size', ''), { kind: 'refused', status: 409 });
  assert.throws(() => conflict('text/x.tlog.size', '012\n'), hasCode('tree-size'));
});

test('any other status is a refusal, and a huge answer is not read', () => {
  for (const status of [400, 403, 404, 422, 500, 204])
    assert.deepEqual(readWitnessAnswer({ status, contentType: 'text/plain', body: lineOf(a, 7) }, note, [a]), {
      kind: 'refused',
      status,
    });
  assert.equal(readWitnessAnswer(ok('x'.repeat(200_000)), note, [a]).kind, 'refused');
});
