import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../bytes/sha256.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { noteKeyType, noteSigner } from '../identity/note-key.ts';
import type { SignedNote } from '../identity/signed-note.ts';
import { signCheckpoint } from './checkpoint.ts';
import { emptyRoot, leafHash, rangeRoot, type TreeHead, treeInMemory } from './merkle.ts';
import { someEntries } from './naive-tree.fixture.ts';
import { consistencyProof } from './proof.ts';
import { processAddCheckpoint, type WitnessedLog } from './witness.ts';
import { formatAddCheckpoint, readWitnessAnswer } from './witness-request.ts';

const origin = 'comity/log/test';
const log = noteSigner(origin, sha256(utf8('log')));
const stranger = noteSigner(origin, sha256(utf8('stranger')));
const witness = noteSigner('comity/witness/w', sha256(utf8('witness')), noteKeyType.cosignature);
const hashAt = treeInMemory(someEntries(40).map(leafHash));
const headAt = (size: number): TreeHead => ({ size, root: rangeRoot(0, size, hashAt) });
const noteOf = (head: TreeHead, signer = log): SignedNote =>
  signCheckpoint({ origin, ...head, extensions: [] }, [signer]);
const proofOf = (from: number, to: number): Uint8Array[] => (from === 0 ? [] : consistencyProof(from, to, hashAt));

interface Question {
  readonly old: number;
  readonly note: SignedNote;
  readonly proof: readonly Uint8Array[];
}

function ask({ old, note, proof }: Question, latest?: TreeHead) {
  const known: WitnessedLog = { keys: [log], ...(latest === undefined ? {} : { latest }) };
  const body = formatAddCheckpoint({ oldSize: old, proof, note });
  return processAddCheckpoint(body, {
    lookup: (name) => (name === origin ? known : undefined),
    signer: witness,
    time: 5,
  });
}

const grow = (from: number, to: number): Question => ({
  old: from,
  note: noteOf(headAt(to)),
  proof: proofOf(from, to),
});

test('Spec: LOG-14: honest growth from any recorded size is cosigned and recorded', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), (x, y) => {
      const [from, to] = [Math.min(x, y), Math.max(x, y)];
      const outcome = ask(grow(from, to), headAt(from));
      assert.equal(outcome.status, 200, outcome.body);
      assert.deepEqual(outcome.record, { origin, ...headAt(to), replaces: from, note: noteOf(headAt(to)) });
      const verdict = readWitnessAnswer(outcome, noteOf(headAt(to)), [witness]);
      assert.ok(verdict.kind === 'cosigned' && verdict.cosignatures[0]?.time === 5);
    }),
    { numRuns: 40 },
  );
});

test('Spec: LOG-14: the first checkpoint needs no proof, and takes none', () => {
  assert.equal(ask(grow(0, 9)).status, 200);
  assert.equal(ask({ ...grow(0, 9), proof: [leafHash(utf8('x'))] }).status, 422);
  assert.equal(ask(grow(0, 0)).status, 200);
});

test('a checkpoint of size zero has the root of the empty tree', () => {
  assert.equal(ask({ old: 0, note: noteOf({ size: 0, root: headAt(3).root }), proof: [] }).status, 422);
  assert.equal(ask({ old: 0, note: noteOf({ size: 0, root: emptyRoot() }), proof: [] }, headAt(0)).status, 200);
});

test('Spec: LOG-14: another recorded size answers 409 with that size, and nothing is recorded', () => {
  const outcome = ask(grow(5, 9), headAt(7));
  assert.deepEqual(outcome, { status: 409, contentType: 'text/x.tlog.size', body: '7\n' });
  assert.deepEqual(ask(grow(5, 9)).body, '0\n');
});

test('Spec: LOG-14: the same size with another root is 422, the same head is cosigned again', () => {
  const split = noteOf({ size: 7, root: headAt(6).root });
  assert.equal(ask({ old: 7, note: split, proof: [] }, headAt(7)).body, 'witness-split-view\n');
  assert.equal(ask({ old: 7, note: split, proof: [] }, headAt(7)).status, 422);
  assert.equal(ask(grow(7, 7), headAt(7)).status, 200);
  assert.equal(ask({ ...grow(7, 7), proof: [headAt(1).root] }, headAt(7)).status, 422);
});

test('Spec: LOG-14: an unknown log is 404, an untrusted signature 403, an old size above the new 400', () => {
  const elsewhere = noteSigner('comity/log/else', sha256(utf8('log')));
  const alien = signCheckpoint({ origin: 'comity/log/else', ...headAt(3), extensions: [] }, [elsewhere]);
  assert.equal(ask({ old: 0, note: alien, proof: [] }).status, 404);
  assert.equal(ask({ old: 0, note: noteOf(headAt(3), stranger), proof: [] }).status, 403);
  const forged = { ...noteOf(headAt(3)), text: noteOf(headAt(4)).text };
  assert.equal(ask({ old: 0, note: forged, proof: [] }).status, 403);
  assert.equal(ask({ old: 9, note: noteOf(headAt(3)), proof: [] }, headAt(9)).status, 400);
});

test('a trusted key that fails outweighs another trusted key that verifies', () => {
  const good = noteOf(headAt(3));
  const second = noteSigner(origin, sha256(utf8('second')));
  const bad = signCheckpoint({ origin, ...headAt(4), extensions: [] }, [second]).signatures;
  const body = formatAddCheckpoint({
    oldSize: 0,
    proof: [],
    note: { ...good, signatures: [...good.signatures, ...bad] },
  });
  const outcome = processAddCheckpoint(body, { lookup: () => ({ keys: [log, second] }), signer: witness, time: 5 });
  assert.equal(outcome.status, 403);
});

test('a proof that does not fit is 422 and nothing is recorded', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 39 }), fc.nat(40), (from, other) => {
      const outcome = ask({ ...grow(from, 40), proof: proofOf(other, 40) }, headAt(from));
      const isRight = JSON.stringify(proofOf(other, 40)) === JSON.stringify(proofOf(from, 40));
      assert.equal(outcome.status, isRight ? 200 : 422);
      assert.equal(outcome.record === undefined, !isRight);
    }),
  );
});

test('a rewritten past is never cosigned', () => {
  const other = treeInMemory(someEntries(41).slice(1).map(leafHash));
  for (const to of [8, 20, 40]) {
    const note = noteOf({ size: to, root: rangeRoot(0, to, other) });
    const proof = to === 8 ? [] : consistencyProof(8, to, other);
    assert.equal(ask({ old: 8, note, proof }, headAt(8)).status, 422);
  }
});

test('a malformed body is 400, whatever it holds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      const outcome = processAddCheckpoint(body, { lookup: () => undefined, signer: witness, time: 5 });
      assert.equal(outcome.status, 400);
    }),
  );
  const good = fromUtf8(formatAddCheckpoint({ oldSize: 0, proof: [], note: noteOf(headAt(3)) }));
  for (const body of [
    good.replace('old 0', 'old 00'),
    good.replace('old', 'new'),
    good.replace('\n\n', '\nxx\n\n'),
    good.slice(0, -1),
  ])
    assert.equal(processAddCheckpoint(utf8(body), { lookup: () => undefined, signer: witness, time: 5 }).status, 400);
});
