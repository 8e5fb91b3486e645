import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../bytes/canonical-json.ts';
import { faultCode } from '../bytes/fault.ts';
import { inventParty, seedOf } from '../identity/invented-party.fixture.ts';
import { textId } from '../identity/key-history.ts';
import { formatNote, parseNote } from '../identity/signed-note.ts';
import { signRecord } from '../record/record.ts';
import {
  checkCountersigned,
  countersign,
  openRelease,
  type ReleaseTerms,
  readRelease,
  releaseJson,
} from './release-record.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const [sender, recipient, other] = [inventParty('Aldoria'), inventParty('Bereth', 2), inventParty('Calder')];
const terms: ReleaseTerms = {
  to: recipient.id,
  number: 1,
  count: 3,
  root: '0'.repeat(64),
  shares: [
    { agreement: '1'.repeat(64), clause: 1, count: 2 },
    { agreement: '1'.repeat(64), clause: 2, count: 1 },
  ],
};
const label = { tlp: 'amber+strict', only: [sender.id, recipient.id].toSorted() } as const;
const sign = (data: JsonObject, kind = 'release') =>
  signRecord({ author: sender.id, version: 0, kind, at: 1000, label, data }, sender.seed('record'));
const record = sign(releaseJson(terms));

describe('a release record (Spec: REL-7)', () => {
  it('comes back as it was signed', () => {
    assert.deepEqual(openRelease(record.note, sender.history).terms, terms);
  });

  it('is refused when it is of another kind or author', () => {
    assert.throws(() => openRelease(sign(releaseJson(terms), 'batch').note, sender.history), hasCode('release-kind'));
    assert.throws(() => openRelease(record.note, other.history), hasCode('record-author'));
  });

  it('is refused when its shares do not add up, or anything is unknown or out of range', () => {
    const json = releaseJson(terms);
    const [share] = terms.shares;
    const bad: readonly (readonly [JsonObject, string])[] = [
      [{ ...json, count: 4 }, 'release-shares'],
      [{ ...json, shares: [] }, 'release-shares'],
      [{ ...json, count: 0, shares: [] }, 'field-type'],
      [{ ...json, count: 4097 }, 'field-type'],
      [{ ...json, number: 0 }, 'field-type'],
      [{ ...json, to: 'x' }, 'field-type'],
      [{ ...json, root: 'x' }, 'field-type'],
      [{ ...json, more: 1 }, 'field-unknown'],
      [{ ...json, shares: [{ ...share, more: 1 }] }, 'field-unknown'],
      [{ ...json, shares: [{ ...share, count: 0 }] }, 'field-type'],
      [{ ...json, shares: Array.from({ length: 65 }, () => ({ ...share })) }, 'field-type'],
    ];
    for (const [value, code] of bad)
      assert.throws(() => readRelease(value), hasCode(code), JSON.stringify(value).slice(0, 150));
  });
});

describe('a receipt (Spec: REL-8)', () => {
  const receipt = countersign(record.note, recipient.history, recipient.seed('record', 1));

  it('is the same text with both signatures, so both sides know it by one id', () => {
    const read = parseNote(formatNote(receipt));
    assert.equal(textId(read.text), record.id);
    assert.equal(openRelease(read, sender.history).record.id, record.id);
    checkCountersigned(read, recipient.history);
  });

  it('counts with the key of any version of the recipient', () => {
    checkCountersigned(countersign(record.note, recipient.history, recipient.seed('record', 0)), recipient.history);
  });

  it('is none without the signature of the recipient', () => {
    assert.throws(() => checkCountersigned(record.note, recipient.history), hasCode('note-unsigned'));
    assert.throws(() => checkCountersigned(receipt, other.history), hasCode('note-unsigned'));
    const byThief = countersign(record.note, recipient.history, seedOf('thief'));
    assert.throws(() => checkCountersigned(byThief, recipient.history), hasCode('note-unsigned'));
  });

  it('is none over another text', () => {
    const text = sign(releaseJson({ ...terms, number: 2 })).note.text;
    assert.throws(
      () => checkCountersigned({ text, signatures: receipt.signatures }, recipient.history),
      hasCode('note-signature-wrong'),
    );
  });
});
