import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { formatVkey, noteSigner } from '#protocol/identity/note-key.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { leafHash, rootOf, treeInMemory } from '#protocol/log/merkle.ts';
import { inclusionProof } from '#protocol/log/proof.ts';
import { formatTlogProof } from '#protocol/log/tlog-proof.ts';
import { checkInclusion } from './inclusion-check.ts';

const origin = `comity/log/${'ab'.repeat(32)}`;
const signer = noteSigner(origin, new Uint8Array(32).fill(7));
const entries = Array.from({ length: 11 }, (_, index) => utf8(`entry ${index}\n`));
const leaves = entries.map(leafHash);
const checkpoint = signCheckpoint({ origin, size: 11, root: rootOf(leaves), extensions: [] }, [signer]);
const proofOf = (index: number): Uint8Array =>
  formatTlogProof({ index, proof: inclusionProof(index, 11, treeInMemory(leaves)), checkpoint });
const vkey = formatVkey(signer);
const entryAt = (index: number): Uint8Array => entries[index] ?? new Uint8Array();
const refusal = (claim: Partial<Parameters<typeof checkInclusion>[0]>): string | undefined => {
  try {
    checkInclusion({ entry: entryAt(4), proof: proofOf(4), vkey, ...claim });
  } catch (thrown) {
    return faultCode(thrown);
  }
  return undefined;
};

test('every entry of a log is verified at its index', () => {
  for (const index of entries.keys())
    assert.equal(checkInclusion({ entry: entryAt(index), proof: proofOf(index), vkey }), index);
});

test('another entry, another proof and another key are refused, each with its code', () => {
  assert.equal(refusal({ entry: entryAt(5) }), 'proof-mismatch');
  assert.equal(refusal({ proof: proofOf(5) }), 'proof-mismatch');
  assert.equal(refusal({ proof: utf8('not a proof') }), 'tlog-proof-malformed');
  assert.equal(refusal({ vkey: formatVkey(noteSigner(origin, new Uint8Array(32).fill(8))) }), 'note-unsigned');
  assert.equal(
    refusal({ vkey: formatVkey(noteSigner('comity/log/other', new Uint8Array(32).fill(7))) }),
    'checkpoint-origin',
  );
});
