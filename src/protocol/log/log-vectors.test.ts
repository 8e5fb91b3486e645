import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { logVectors, vectorText } from '../../../tools/make-log-vectors.ts';
import { faultCode } from '../bytes/fault.ts';
import { utf8 } from '../bytes/text.ts';
import { type NoteKey, noteKeyType, noteSigner, parseVkey } from '../identity/note-key.ts';
import { formatNote, parseNote } from '../identity/signed-note.ts';
import { batchTree, itemEntry, saltOf, verifyItemInBatch } from './batch.ts';
import { openCheckpoint } from './checkpoint.ts';
import { commitmentEntry, verifyOpening } from './commitment.ts';
import { cosign, cosignaturesOf } from './cosignature.ts';
import { decodeBundle, encodeBundle } from './entry-bundle.ts';
import { leafHash, rootOf } from './merkle.ts';
import { naiveRoot } from './naive-tree.fixture.ts';
import { verifyConsistency, verifyInclusion } from './proof.ts';
import { hashesAtLevel, parseTilePath, tilePath, widthInTree } from './tile.ts';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from './tlog-proof.ts';
import { processAddCheckpoint, type WitnessedLog } from './witness.ts';

const folder = join(import.meta.dirname, '../../../vectors/log');

/** A case of a vector, or the vector itself; each kind has some of these members (vectors/README.md). */
interface Loaded {
  readonly kind: string;
  readonly comment: string;
  readonly clause: string;
  readonly fault?: string;
  readonly cases: readonly Loaded[];
  readonly items: readonly Loaded[];
  readonly levels: readonly { level: number; full: number; partial: number }[];
  readonly steps: readonly Step[];
  readonly entries: readonly string[];
  readonly extensions: readonly string[];
  readonly keys: readonly string[];
  readonly proof: readonly string[];
  readonly texts?: readonly string[];
  readonly witnesses: readonly string[];
  readonly older: { size: number; root: string };
  readonly newer: { size: number; root: string };
  readonly level: number | 'entries';
  readonly count?: number;
  readonly index: number;
  readonly quorum: number;
  readonly size: number;
  readonly time: number;
  readonly width: number;
  readonly bundle: string;
  readonly entry: string;
  readonly lastSalt: string;
  readonly leaf: string;
  readonly name: string;
  readonly note: string;
  readonly origin: string;
  readonly path: string;
  readonly root: string;
  readonly salt: string;
  readonly seed?: string;
  readonly text: string;
  readonly witness: string;
}

interface Step {
  readonly about: string;
  readonly time: number;
  readonly body: string;
  readonly status: number;
  readonly contentType?: string;
  readonly answer?: string;
  readonly recorded: number;
}

const bytesOf = (text = ''): Uint8Array => Uint8Array.fromBase64(text);
const listOf = (texts: readonly string[]): Uint8Array[] => texts.map(bytesOf);
const keysOf = (texts: readonly string[]): NoteKey[] => texts.map(parseVkey);

/** Runs `act` and compares the outcome with the fault that the vector names, if any. */
function expectOutcome(fault: string | undefined, act: () => void): void {
  if (fault === undefined) act();
  else assert.throws(act, (thrown) => faultCode(thrown) === fault, fault);
}

function runCases(cases: readonly Loaded[], act: (one: Loaded) => void): void {
  assert.ok(cases.length > 0);
  for (const one of cases) expectOutcome(one.fault, () => act(one));
}

const runners: Record<string, (v: Loaded) => void> = {
  checkpoint: (v) =>
    expectOutcome(v.fault, () => {
      const note = parseNote(utf8(v.note));
      const opened = openCheckpoint(note, keysOf(v.keys));
      const { origin, size, extensions } = v;
      assert.deepEqual(opened, { origin, size, extensions, root: bytesOf(v.root) });
      assert.deepEqual(formatNote(note), utf8(v.note));
    }),
  cosignature: (v) =>
    expectOutcome(v.fault, () => {
      const note = parseNote(utf8(v.note));
      assert.deepEqual(
        cosignaturesOf(note, [parseVkey(v.witness)]).map(({ time }) => time),
        [v.time],
      );
      if (v.seed === undefined) return;
      const signer = noteSigner(parseVkey(v.witness).name, bytesOf(v.seed), noteKeyType.cosignature);
      const again = cosign({ ...note, signatures: note.signatures.slice(0, 1) }, signer, v.time);
      assert.deepEqual(formatNote(again), utf8(v.note));
    }),
  'tile-paths': (v) =>
    runCases(v.cases, ({ path, level, index, width }) =>
      expectOutcome(v.fault, () => {
        assert.deepEqual(parseTilePath(path), { level, index, width });
        assert.equal(tilePath({ level, index, width }), path);
      }),
    ),
  'tiles-of-size': (v) =>
    runCases(v.cases, ({ size, levels }) => {
      for (const { level, full, partial } of levels) {
        assert.equal(widthInTree(size, level, full), partial);
        assert.equal(hashesAtLevel(size, level), full * 256 + partial);
      }
      assert.equal(hashesAtLevel(size, levels.length), 0);
    }),
  bundle: (v) =>
    expectOutcome(v.fault, () => {
      assert.deepEqual([...decodeBundle(bytesOf(v.bundle), v.width)], listOf(v.entries));
      assert.deepEqual(encodeBundle(listOf(v.entries)), bytesOf(v.bundle));
    }),
  roots: (v) =>
    runCases(v.cases, ({ size, root }) => {
      const entries = listOf(v.entries).slice(0, size);
      assert.deepEqual(rootOf(entries.map(leafHash)), bytesOf(root));
      assert.deepEqual(naiveRoot(entries), bytesOf(root));
    }),
  inclusion: (v) =>
    runCases(v.cases, ({ index, size, leaf, root, proof }) =>
      verifyInclusion({ leaf: bytesOf(leaf), index, size }, bytesOf(root), listOf(proof)),
    ),
  consistency: (v) =>
    runCases(v.cases, ({ older, newer, proof }) => {
      const headOf = (head: { size: number; root: string }) => ({ size: head.size, root: bytesOf(head.root) });
      verifyConsistency(headOf(older), headOf(newer), listOf(proof));
    }),
  'tlog-proof': (v) =>
    expectOutcome(v.fault, () => {
      const read = parseTlogProof(utf8(v.text));
      const policy = { logKeys: keysOf(v.keys), witnesses: keysOf(v.witnesses), quorum: v.quorum };
      assert.equal(verifyTlogProof(read, bytesOf(v.entry), policy).index, v.index);
      assert.deepEqual(formatTlogProof(read), utf8(v.text));
    }),
  witness: runWitness,
  commitment: (v) =>
    expectOutcome(v.fault, () => {
      verifyOpening(bytesOf(v.entry), bytesOf(v.salt), bytesOf(v.note));
      assert.deepEqual(commitmentEntry(bytesOf(v.salt), bytesOf(v.note)), bytesOf(v.entry));
    }),
  batch: (v) => {
    runCases(v.items, ({ index, entry, proof, count }) =>
      verifyItemInBatch({
        index,
        entry: bytesOf(entry),
        proof: listOf(proof),
        count: count ?? v.count ?? 0,
        root: bytesOf(v.root),
      }),
    );
    if (v.texts === undefined) return;
    const entries = v.texts.map((text, i) => itemEntry(saltOf(bytesOf(v.seed), i), utf8(text)));
    assert.deepEqual(
      entries,
      v.items.map(({ entry }) => bytesOf(entry)),
    );
  },
  'batch-full': (v) => {
    const seed = bytesOf(v.seed);
    const entries = Array.from({ length: v.count ?? 0 }, (_, i) => itemEntry(saltOf(seed, i), utf8(`item ${i}`)));
    assert.deepEqual(batchTree(entries).root, bytesOf(v.root));
    assert.deepEqual(saltOf(seed, entries.length - 1), bytesOf(v.lastSalt));
  },
};

function runWitness(v: Loaded): void {
  let log: WitnessedLog = { keys: keysOf(v.keys) };
  const signer = noteSigner(v.name, bytesOf(v.seed), noteKeyType.cosignature);
  assert.ok(v.steps.length > 0);
  for (const step of v.steps) {
    const lookup = (origin: string) => (origin === v.origin ? log : undefined);
    const outcome = processAddCheckpoint(utf8(step.body), { lookup, signer, time: step.time });
    assert.equal(outcome.status, step.status, step.about);
    if (step.answer !== undefined)
      assert.deepEqual([outcome.contentType, outcome.body], [step.contentType, step.answer]);
    if (outcome.record !== undefined) log = { ...log, latest: outcome.record };
    assert.equal(log.latest?.size ?? 0, step.recorded, step.about);
  }
}

const paths = globSync('**/*', { cwd: folder }).filter((path) => path.includes('.'));

test('there are vectors, and every file is a vector of a known kind', () => {
  assert.ok(paths.length > 40);
  for (const path of paths) {
    assert.match(path, /^(valid|invalid)\/[a-z0-9-]+\.json$/);
    const v: Loaded = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    assert.ok(v.comment.length > 0 && /^LOG-\d+$/.test(v.clause), path);
    assert.ok(Object.hasOwn(runners, v.kind), `${path}: nobody reads the kind "${v.kind}"`);
    const text = JSON.stringify(v);
    assert.equal(text.includes('"fault":'), path.startsWith('invalid/'), `${path} is in the wrong folder`);
  }
});

for (const path of paths)
  test(`vector ${path} has its stated outcome`, () => {
    const v: Loaded = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    runners[v.kind]?.(v);
  });

test('the files are what the generator makes', () => {
  const made = Object.entries(logVectors());
  assert.deepEqual(made.map(([path]) => `${path}.json`).sort(), paths.toSorted());
  for (const [path, vector] of made)
    assert.equal(readFileSync(join(folder, `${path}.json`), 'utf8'), vectorText(vector), path);
});
