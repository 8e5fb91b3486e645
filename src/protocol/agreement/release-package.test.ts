import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultCode } from '../bytes/fault.ts';
import { concat, fromUtf8, utf8 } from '../bytes/text.ts';
import { inventParty } from '../identity/invented-party.fixture.ts';
import { keyNames } from '../identity/key-history.ts';
import { noteSigner } from '../identity/note-key.ts';
import { formatNote } from '../identity/signed-note.ts';
import { signCheckpoint } from '../log/checkpoint.ts';
import { signRecord } from '../record/record.ts';
import { formatPackage, packageLimits, parsePackage, type ReleasePackage } from './release-package.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const sender = inventParty('Aldoria');
const origin = keyNames.log(sender.id);
const { note } = signRecord(
  { author: sender.id, version: 0, kind: 'release', at: 1, label: { tlp: 'red' }, data: {} },
  sender.seed('record'),
);
const hash = new Uint8Array(32).fill(1);
const release: ReleasePackage = {
  note,
  seed: new Uint8Array(32).fill(2),
  items: ['first', 'zweites é', ''],
  evidence: [{ position: 1, note, salt: new Uint8Array(16).fill(3), index: 5, proof: [hash, hash] }],
  authors: ['{"history":[],"card":""}'],
  logSalt: new Uint8Array(16).fill(4),
  logProof: {
    index: 0,
    proof: [],
    checkpoint: signCheckpoint({ origin, size: 1, root: hash, extensions: [] }, [
      noteSigner(origin, sender.seed('log')),
    ]),
  },
};
const bytes = formatPackage(release);
const frame = (part: Uint8Array): Uint8Array => {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, part.length);
  return concat(length, part);
};
const headLength = new DataView(bytes.buffer).getUint32(0);
const head: Record<string, unknown> = JSON.parse(fromUtf8(bytes.subarray(4, 4 + headLength)));
const withHead = (value: unknown): Uint8Array => frame(utf8(typeof value === 'string' ? value : JSON.stringify(value)));

describe('a release package (Spec: REL-9)', () => {
  it('comes back as it was packed, wherever in a buffer it lies, the evidence of authors included', () => {
    const shifted = concat(new Uint8Array(7), bytes).subarray(7);
    for (const packed of [bytes, shifted]) {
      const read = parsePackage(packed);
      assert.deepEqual(formatPackage(read), bytes);
      assert.deepEqual(read.items, release.items);
      assert.deepEqual(formatNote(read.note), formatNote(note));
    }
  });

  it('is refused when cut at any byte within a frame', () => {
    const whole = [0, 1, 2, 3].map((n) => formatPackage({ ...release, items: release.items.slice(0, n) }).length);
    for (let length = 0; length < bytes.length; length++) {
      if (whole.includes(length))
        assert.equal(parsePackage(bytes.subarray(0, length)).items.length, whole.indexOf(length));
      else assert.throws(() => parsePackage(bytes.subarray(0, length)), hasCode('package-truncated'), `${length}`);
    }
  });

  it('is refused when a frame claims more than there is', () => {
    assert.throws(() => parsePackage(Uint8Array.of(255, 255, 255, 255, 0)), hasCode('package-truncated'));
    assert.throws(() => parsePackage(concat(bytes, Uint8Array.of(0, 0, 0, 2, 65))), hasCode('package-truncated'));
  });

  it('is bounded in size and number before anything is built from it', () => {
    assert.throws(() => parsePackage(new Uint8Array(packageLimits.bytes + 1)), hasCode('package-size'));
    assert.throws(() => parsePackage(frame(new Uint8Array(packageLimits.headBytes + 1))), hasCode('package-size'));
    const empty = new Uint8Array(4 * (packageLimits.items + 1));
    assert.throws(() => parsePackage(concat(bytes.subarray(0, 4 + headLength), empty)), hasCode('package-size'));
  });

  it('is refused with a fault, whatever its head is', () => {
    const evidence = (head['evidence'] as Record<string, unknown>[])[0];
    const bad: readonly (readonly [unknown, string])[] = [
      ['', 'package-malformed'],
      ['{', 'package-malformed'],
      ['null', 'field-type'],
      ['[]', 'field-type'],
      ['1', 'field-type'],
      [{ ...head, more: 1 }, 'field-unknown'],
      [{ ...head, note: null }, 'field-type'],
      [{ ...head, note: 'x' }, 'note-malformed'],
      [{ ...head, note: '\ud800' }, 'text-not-unicode'],
      [{ ...head, seed: '00' }, 'hex-malformed'],
      [{ ...head, authors: [1] }, 'field-type'],
      [{ ...head, authors: null }, 'field-type'],
      [{ ...head, evidence: [null] }, 'field-type'],
      [{ ...head, evidence: [{ ...evidence, position: 0.5 }] }, 'field-type'],
      [{ ...head, evidence: [{ ...evidence, index: -1 }] }, 'field-type'],
      [{ ...head, evidence: [{ ...evidence, proof: [1] }] }, 'hex-malformed'],
      [
        { ...head, evidence: [{ ...evidence, proof: Array.from({ length: 17 }, () => '00'.repeat(32)) }] },
        'field-type',
      ],
      [{ ...head, evidence: [{ ...evidence, more: 1 }] }, 'field-unknown'],
      [{ ...head, logSalt: '00' }, 'hex-malformed'],
      [{ ...head, logProof: 'x' }, 'tlog-proof-malformed'],
    ];
    for (const [value, code] of bad)
      assert.throws(() => parsePackage(withHead(value)), hasCode(code), JSON.stringify(value).slice(0, 60));
    assert.throws(() => parsePackage(frame(Uint8Array.of(0xff))), hasCode('text-not-utf8'));
    assert.throws(() => parsePackage(concat(bytes, frame(Uint8Array.of(0xff)))), hasCode('text-not-utf8'));
  });
});
