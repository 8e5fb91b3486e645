import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { noteKeyType, noteSigner, parseVkey } from '#protocol/identity/note-key.ts';
import { formatNote, parseNote } from '#protocol/identity/signed-note.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { cosign } from '#protocol/log/cosignature.ts';
import { encodeBundle } from '#protocol/log/entry-bundle.ts';
import { growLog } from '#protocol/log/growth.ts';
import { emptyRoot, leafHash, rootOf, type TreeHead } from '#protocol/log/merkle.ts';
import { tilePath, tilesOfTree } from '#protocol/log/tile.ts';
import { type LogReport, verifyLogDirectory } from './log-directory.ts';

const origin = 'comity/log/test';
const log = noteSigner(origin, sha256(utf8('log')));
const witnessOf = (name: string) => noteSigner(`comity/witness/${name}`, sha256(utf8(name)), noteKeyType.cosignature);
const [a, b] = [witnessOf('a'), witnessOf('b')];
const entriesFrom = (start: number, end: number): Uint8Array[] =>
  Array.from({ length: end - start }, (_, i) => utf8(`the entry of number ${start + i}`));

type Files = Map<string, Uint8Array>;

const checkpointBytes = (head: TreeHead, signer = log): Uint8Array => {
  const note = signCheckpoint({ origin, ...head, extensions: [] }, [signer]);
  return formatNote(cosign(cosign(note, a, 100), b, 200));
};

/** The directory of a log that published each of these sizes. */
function directoryOf(...sizes: readonly number[]): { files: Files; heads: TreeHead[] } {
  const files: Files = new Map();
  const heads: TreeHead[] = [{ size: 0, root: emptyRoot() }];
  for (const size of sizes) {
    const from = heads.at(-1)?.size ?? 0;
    const growth = growLog({ size: from, read: (path) => files.get(path) }, entriesFrom(from, size));
    for (const { path, bytes } of growth.files) files.set(path, bytes);
    heads.push(growth.head);
  }
  files.set('checkpoint', checkpointBytes(heads.at(-1) ?? { size: 0, root: emptyRoot() }));
  return { files, heads };
}

interface Extra {
  readonly trusted?: TreeHead;
  readonly withoutList?: boolean;
}

function verify(files: Files, { trusted, withoutList }: Extra = {}): LogReport {
  const read = (path: string) => files.get(path);
  return verifyLogDirectory({
    files: withoutList ? { read } : { read, list: () => files.keys() },
    logKeys: [log],
    witnesses: [a, b],
    ...(trusted === undefined ? {} : { trusted }),
  });
}

const told = ({ findings }: LogReport): string[] => findings.map(({ code, path }) => `${code} ${path}`);
const big = directoryOf(300, 70_001);
const small = directoryOf(3, 300, 600);
const headOf = (directory: { heads: TreeHead[] }, at: number): TreeHead =>
  directory.heads.at(at) ?? { size: -1, root: emptyRoot() };

/** A copy of a directory with one file replaced or (undefined) removed. */
function changed(files: Files, path: string, change: (bytes: Uint8Array) => Uint8Array | undefined): Files {
  const copy = new Map(files);
  const before = files.get(path);
  assert.ok(before !== undefined, path);
  const after = change(before);
  if (after === undefined) copy.delete(path);
  else copy.set(path, after);
  return copy;
}

const flipByte =
  (at: number, change = 1) =>
  (bytes: Uint8Array) =>
    Uint8Array.from(bytes, (byte, i) => (i === at % bytes.length ? byte ^ change : byte));
const cut = (length: number) => (bytes: Uint8Array) => bytes.subarray(0, bytes.length - length);

/* Sound directories. */

test('Spec: LOG-23: sound directories of many sizes pass, with their cosignatures', () => {
  for (const size of [0, 1, 255, 256, 257, 512, 513]) {
    const { files, heads } = size === 0 ? directoryOf() : directoryOf(size);
    for (const withoutList of [true, false]) {
      const report = verify(files, { withoutList });
      assert.deepEqual(told(report), [], `size ${size}`);
      assert.deepEqual([report.ok, report.size, report.root], [true, size, heads.at(-1)?.root.toBase64()]);
      assert.deepEqual(
        report.cosignatures.map(({ name, time }) => [name, time]),
        [
          [a.name, 100],
          [b.name, 200],
        ],
      );
    }
  }
  assert.deepEqual(told(verify(big.files)), []);
});

test('a partial file that is gone is replaced by the full one only where that is of this size', () => {
  const only = new Map(small.files);
  for (const path of small.files.keys())
    if (path.includes('.p/') && !path.endsWith('.p/88') && !path.endsWith('.p/2')) only.delete(path);
  assert.deepEqual(told(verify(only)), []);
});

const published = join(import.meta.dirname, '../../../shared/vectors/tlog');
const skip = existsSync(published) ? false : 'the published vectors are not beside this checkout';

test('the published log passes, and each of its older checkpoints is told as rolled back', { skip }, () => {
  const key = parseVkey('example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx');
  const paths = globSync('**/*', { cwd: published });
  const read = (path: string) => new Uint8Array(readFileSync(join(published, path)));
  const auditOf = (name: string) =>
    verifyLogDirectory({
      files: {
        read: (path) => (existsSync(join(published, path)) ? read(path === 'checkpoint' ? name : path) : undefined),
        list: () => paths.filter((path) => path.includes('.p/')),
      },
      logKeys: [key],
      witnesses: [],
    });
  assert.deepEqual(told(auditOf('checkpoint')), []);
  for (let size = 0; size < 15; size++)
    assert.deepEqual(told(auditOf(`checkpoint.${size}`)), ['checkpoint-rolled-back checkpoint'], `checkpoint.${size}`);
});

/* Bundles. */

test('Spec: LOG-25: one flipped byte anywhere in a bundle names that bundle and nothing else', () => {
  for (const path of ['tile/entries/000', 'tile/entries/001', 'tile/entries/002.p/88'])
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, change) => {
        assert.deepEqual(told(verify(changed(small.files, path, flipByte(at, change)))), [`bundle-changed ${path}`]);
      }),
      { numRuns: 25 },
    );
});

test('one flipped byte in a bundle of a deep tree names that bundle', () => {
  for (const path of ['tile/entries/000', 'tile/entries/255', 'tile/entries/272', 'tile/entries/273.p/113'])
    assert.deepEqual(told(verify(changed(big.files, path, flipByte(1000)))), [`bundle-changed ${path}`]);
});

test('Spec: LOG-25: a bundle cut anywhere is truncated', () => {
  for (const path of ['tile/entries/001', 'tile/entries/002.p/88'])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), (length) => {
        assert.deepEqual(told(verify(changed(small.files, path, cut(length)))), [`bundle-truncated ${path}`]);
      }),
      { numRuns: 20 },
    );
  assert.deepEqual(told(verify(changed(small.files, 'tile/entries/000', () => new Uint8Array()))), [
    'bundle-truncated tile/entries/000',
  ]);
});

test('a bundle that goes on, misses, or holds other entries is told', () => {
  const path = 'tile/entries/001';
  const longer = changed(small.files, path, (bytes) => Uint8Array.of(...bytes, 0, 0));
  assert.deepEqual(told(verify(longer)), [`bundle-changed ${path}`]);
  assert.deepEqual(told(verify(changed(small.files, path, () => undefined))), [`bundle-missing ${path}`]);
  const swapped = changed(small.files, path, () => encodeBundle(entriesFrom(257, 513)));
  assert.deepEqual(told(verify(swapped)), [`bundle-changed ${path}`]);
});

/* Tiles. */

test('Spec: LOG-25: one flipped byte in any tile names that tile and nothing else', () => {
  for (const path of ['tile/0/000', 'tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2'])
    fc.assert(
      fc.property(fc.nat(), (at) => {
        assert.deepEqual(told(verify(changed(small.files, path, flipByte(at)))), [`tile-changed ${path}`]);
      }),
      { numRuns: 20 },
    );
});

test('one flipped byte in a tile of any level of a deep tree names that tile', () => {
  for (const path of ['tile/0/017', 'tile/0/273.p/113', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1'])
    assert.deepEqual(told(verify(changed(big.files, path, flipByte(20)))), [`tile-changed ${path}`]);
});

test('a missing or shortened tile is told, and the rest is still judged', () => {
  const path = 'tile/0/001';
  assert.deepEqual(told(verify(changed(small.files, path, () => undefined))), [`tile-missing ${path}`]);
  assert.deepEqual(told(verify(changed(small.files, path, cut(1)))), [`tile-length ${path}`]);
  const both = changed(
    changed(small.files, path, () => undefined),
    'tile/entries/001',
    flipByte(9),
  );
  assert.deepEqual(told(verify(both)), [`tile-missing ${path}`, 'bundle-changed tile/entries/001']);
});

test('all findings are told, each at its file', () => {
  let files = small.files;
  for (const path of ['tile/entries/000', 'tile/0/001', 'tile/entries/001', 'tile/0/002.p/88'])
    files = changed(files, path, flipByte(70));
  assert.deepEqual(told(verify(files)).sort(), [
    'bundle-changed tile/entries/000',
    'bundle-changed tile/entries/001',
    'tile-changed tile/0/001',
    'tile-changed tile/0/002.p/88',
  ]);
});

test('an older partial file that does not fit is told', () => {
  assert.deepEqual(told(verify(changed(small.files, 'tile/0/000.p/3', flipByte(5)))), ['tile-changed tile/0/000.p/3']);
  assert.deepEqual(told(verify(changed(small.files, 'tile/entries/000.p/3', flipByte(9)))), [
    'bundle-changed tile/entries/000.p/3',
  ]);
});

test('a file below tile/ that is not of a log is told, other files are not our matter', () => {
  const files = new Map(small.files).set('tile/0/.swap', utf8('x')).set('key-history', utf8('x'));
  assert.deepEqual(told(verify(files)), ['file-unexpected tile/0/.swap']);
});

/* The checkpoint. */

test('Spec: LOG-24: an older checkpoint is told as rolled back, with and without a list of files', () => {
  for (const directory of [small, big, directoryOf(255, 256), directoryOf(256, 257), directoryOf(256, 512)])
    for (const head of directory.heads.slice(0, -1)) {
      const files = new Map(directory.files).set('checkpoint', checkpointBytes(head));
      for (const withoutList of [true, false])
        assert.deepEqual(
          told(verify(files, { withoutList })),
          ['checkpoint-rolled-back checkpoint'],
          `size ${head.size}`,
        );
    }
});

test('Spec: LOG-24: a smaller log than one seen before is rolled back, another past is forked', () => {
  const { files, heads } = directoryOf(3, 300);
  const seen = headOf(small, -1);
  assert.deepEqual(told(verify(files, { trusted: seen })), ['checkpoint-rolled-back checkpoint']);
  for (const trusted of heads) assert.deepEqual(told(verify(files, { trusted })), []);
  for (const size of [0, 1, 3, 256, 300]) {
    const trusted = { size, root: leafHash(utf8('another past')) };
    assert.deepEqual(told(verify(files, { trusted })), ['checkpoint-forked checkpoint'], `size ${size}`);
  }
});

test('a rewritten log that is signed anew is found by an earlier checkpoint', () => {
  const files: Files = new Map();
  const growth = growLog({ size: 0, read: () => undefined }, [utf8('another'), ...entriesFrom(1, 600)]);
  for (const { path, bytes } of growth.files) files.set(path, bytes);
  files.set('checkpoint', checkpointBytes(growth.head));
  assert.deepEqual(told(verify(files)), []);
  assert.deepEqual(told(verify(files, { trusted: headOf(small, 2) })), ['checkpoint-forked checkpoint']);
});

test('a log rewritten below its checkpoint does not reach the root', () => {
  const files = new Map(small.files);
  const growth = growLog({ size: 0, read: () => undefined }, [utf8('another'), ...entriesFrom(1, 600)]);
  for (const { path, bytes } of growth.files) files.set(path, bytes);
  assert.ok(told(verify(files)).includes('root-mismatch checkpoint'));
});

/** The checkpoint of `small` with the lines of its note changed. */
function withLines(change: (lines: string[]) => string[]): Files {
  return changed(small.files, 'checkpoint', (bytes) => utf8(change(fromUtf8(bytes).split('\n')).join('\n')));
}

test('a forged cosignature is told, and the others still count', () => {
  const note = parseNote(small.files.get('checkpoint') ?? new Uint8Array());
  for (const at of [0, 7, 8, 40, 71]) {
    const forged = note.signatures.map((s) => (s.name === a.name ? { ...s, signature: flipByte(at)(s.signature) } : s));
    const files = changed(small.files, 'checkpoint', () => formatNote({ ...note, signatures: forged }));
    const report = verify(files);
    assert.deepEqual(told(report), ['cosignature-forged checkpoint']);
    assert.deepEqual(
      report.cosignatures.map(({ name }) => name),
      [b.name],
    );
  }
});

test('a cosignature of another checkpoint, put under this one, is forged', () => {
  const older = parseNote(checkpointBytes(headOf(small, 1)));
  const note = parseNote(small.files.get('checkpoint') ?? new Uint8Array());
  const signatures = [note.signatures[0], older.signatures[1]].filter((line) => line !== undefined);
  const files = changed(small.files, 'checkpoint', () => formatNote({ ...note, signatures }));
  assert.deepEqual(told(verify(files)), ['cosignature-forged checkpoint']);
});

test('Spec: LOG-23: a line under the name of a known witness by an unknown key is told, an unknown witness is not', () => {
  const note = signCheckpoint({ origin, ...headOf(small, -1), extensions: [] }, [log]);
  const impostor = noteSigner(a.name, sha256(utf8('impostor')), noteKeyType.cosignature);
  const under = (signer: typeof a) => changed(small.files, 'checkpoint', () => formatNote(cosign(note, signer, 5)));
  assert.deepEqual(told(verify(under(impostor))), ['cosignature-key-unknown checkpoint']);
  assert.deepEqual(told(verify(under(witnessOf('nobody-known')))), []);
});

test('a wrong, a missing and an alien signature of the log each have their code', () => {
  const note = parseNote(small.files.get('checkpoint') ?? new Uint8Array());
  const wrong = note.signatures.map((s) => (s.name === origin ? { ...s, signature: flipByte(3)(s.signature) } : s));
  const signed = changed(small.files, 'checkpoint', () => formatNote({ ...note, signatures: wrong }));
  assert.deepEqual(told(verify(signed)), ['checkpoint-signature-wrong checkpoint']);
  const unsigned = withLines((lines) => lines.filter((line) => !line.startsWith(`— ${origin}`)));
  assert.deepEqual(told(verify(unsigned)), ['checkpoint-unsigned checkpoint']);
  const stranger = noteSigner(origin, sha256(utf8('stranger')));
  const alien = changed(small.files, 'checkpoint', () => checkpointBytes(headOf(small, -1), stranger));
  assert.deepEqual(told(verify(alien)), ['checkpoint-unsigned checkpoint']);
});

test('a checkpoint whose size or root was edited fails by signature, cosignatures and tree', () => {
  const edited = told(verify(withLines((lines) => lines.map((line, i) => (i === 2 ? emptyRoot().toBase64() : line)))));
  assert.deepEqual(edited, [
    'checkpoint-signature-wrong checkpoint',
    'cosignature-forged checkpoint',
    'root-mismatch checkpoint',
  ]);
});

test('a checkpoint of another log is told', () => {
  const other = noteSigner('comity/log/other', sha256(utf8('other')));
  const note = signCheckpoint({ origin: other.name, ...headOf(small, -1), extensions: [] }, [other]);
  const files = changed(small.files, 'checkpoint', () => formatNote(note));
  assert.deepEqual(told(verify(files)), ['checkpoint-origin-wrong checkpoint', 'checkpoint-unsigned checkpoint']);
});

test('no checkpoint, or none that can be read, ends the audit with that', () => {
  assert.deepEqual(told(verify(new Map())), ['checkpoint-missing checkpoint']);
  for (const text of ['', 'x', 'a\nb\nc\n\n— a AAAAAAAA\n', '\u0000']) {
    const report = verify(changed(small.files, 'checkpoint', () => utf8(text)));
    assert.deepEqual([told(report), report.ok, report.size], [['checkpoint-malformed checkpoint'], false, undefined]);
  }
});

test('the empty tree has one root, also under a signature', () => {
  const wrong = checkpointBytes({ size: 0, root: leafHash(utf8('x')) });
  assert.deepEqual(told(verify(new Map([['checkpoint', wrong]]))), ['root-mismatch checkpoint']);
});

test('Spec: LOG-23: a signed size that no directory can hold ends the audit early', () => {
  const huge = checkpointBytes({ size: 2 ** 53 - 1, root: rootOf([]) });
  const report = verify(new Map([['checkpoint', huge]]));
  assert.equal(report.findings.length, 1001);
  assert.equal(report.findings.at(-1)?.code, 'findings-limit');
});

test('any change of any byte of any file of a small log is found', () => {
  const { files } = directoryOf(2, 5);
  const paths = [...files.keys()];
  fc.assert(
    fc.property(fc.nat(paths.length - 1), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, at, change) => {
      const path = paths[which] ?? 'checkpoint';
      const report = verify(changed(files, path, flipByte(at, change)));
      if (path === 'checkpoint' && isUnknownLine(files, at)) return;
      assert.equal(report.ok, false, path);
    }),
    { numRuns: 200 },
  );
  assert.equal(
    [...tilesOfTree(5)].map(tilePath).every((path) => files.has(path)),
    true,
  );
});

/** Whether a byte of the checkpoint belongs to the name of a cosignature: then it is an unknown witness's line. */
function isUnknownLine(files: Files, at: number): boolean {
  const bytes = files.get('checkpoint') ?? new Uint8Array();
  const before = new TextDecoder().decode(bytes.subarray(0, (at % bytes.length) + 1));
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return line.startsWith('—') && !line.slice(2).includes(' ') && line.length > 2;
}
