import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../bytes/canonical-json.ts';
import { domainText } from '../bytes/domain-line.ts';
import { faultCode } from '../bytes/fault.ts';
import { inventParty, seedOf } from '../identity/invented-party.fixture.ts';
import { keyNames, textId } from '../identity/key-history.ts';
import { noteSigner } from '../identity/note-key.ts';
import { formatNote, parseNote, signNote } from '../identity/signed-note.ts';
import { openRecord, parseRecordHead, type RecordHead, recordKinds, signRecord } from './record.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const author = inventParty('Aldoria', 2);
const other = inventParty('Bereth');
const head: RecordHead = {
  author: author.id,
  version: 0,
  kind: 'card',
  at: 1_750_000_000,
  label: { tlp: 'clear' },
  data: { url: 'https://example.org' },
};
const full: RecordHead = {
  ...head,
  kind: 'something-new',
  body: '0'.repeat(64),
  links: [{ rel: 'answers', id: '1'.repeat(64) }],
  label: { tlp: 'amber+strict', only: [other.id], purposes: ['defence'] },
};
const json = (): JsonObject => JSON.parse(signRecord(full, author.seed('record')).note.text.split('\n')[1] ?? '');
const parse = (value: JsonObject): RecordHead => parseRecordHead(domainText('comity/record/v1', value));

describe('a record (Spec: REC-1)', () => {
  it('comes back as it was signed', () => {
    for (const one of [head, full]) {
      const made = signRecord(one, author.seed('record'));
      const read = openRecord(parseNote(formatNote(made.note)), author.history);
      assert.deepEqual(read.head, one);
      assert.equal(read.id, made.id);
    }
  });

  it('is named by its text, not by its signatures (Spec: REC-4)', () => {
    const made = signRecord(head, author.seed('record'));
    assert.equal(made.id, textId(made.note.text));
    const more = {
      ...made.note,
      signatures: [...made.note.signatures, ...signNote(made.note.text, [noteSigner('x', seedOf('x'))]).signatures],
    };
    assert.equal(openRecord(more, author.history).id, made.id);
    assert.notEqual(signRecord({ ...head, at: head.at + 1 }, author.seed('record')).id, made.id);
  });

  it('is verified with the key of the version that it states (Spec: REC-6)', () => {
    const second = signRecord({ ...head, version: 1 }, author.seed('record', 1));
    assert.equal(openRecord(second.note, author.history).head.version, 1);
    const claimsOld = signRecord({ ...head, version: 0 }, author.seed('record', 1));
    assert.throws(() => openRecord(claimsOld.note, author.history), hasCode('note-unsigned'));
    const claimsFuture = signRecord({ ...head, version: 2 }, author.seed('record', 1));
    assert.throws(() => openRecord(claimsFuture.note, author.history), hasCode('identity-version'));
  });

  it('is refused from anyone but its author (Spec: REC-6)', () => {
    const made = signRecord(head, author.seed('record'));
    assert.throws(() => openRecord(made.note, other.history), hasCode('record-author'));
    const forged = signRecord(head, other.seed('record'));
    assert.throws(() => openRecord(forged.note, author.history), hasCode('note-unsigned'));
    const underOwnName = signNote(made.note.text, [noteSigner(keyNames.record(other.id), other.seed('record'))]);
    assert.throws(() => openRecord(underOwnName, author.history), hasCode('note-unsigned'));
  });

  it('is refused when a letter was changed (Spec: REC-3)', () => {
    const made = signRecord(head, author.seed('record'));
    const note = { ...made.note, text: made.note.text.replace('"clear"', '"green"') };
    assert.throws(() => openRecord(note, author.history), hasCode('note-signature-wrong'));
  });
});

describe('the head of a record (Spec: REC-5)', () => {
  it('is refused with anything unknown, missing or malformed', () => {
    const bad: readonly (readonly [JsonObject, string])[] = [
      [{ ...json(), more: 1 }, 'field-unknown'],
      [{ ...json(), label: { tlp: 'amber', more: 1 } }, 'field-unknown'],
      [{ ...json(), label: { tlp: 'white' } }, 'field-unknown-value'],
      [{ ...json(), label: 'clear' }, 'field-type'],
      [{ ...json(), author: 'a' }, 'field-type'],
      [{ ...json(), version: -1 }, 'field-type'],
      [{ ...json(), kind: 'Card' }, 'field-type'],
      [{ ...json(), kind: `a${'b'.repeat(41)}` }, 'field-type'],
      [{ ...json(), at: -1 }, 'field-type'],
      [{ ...json(), body: 'x' }, 'field-type'],
      [{ ...json(), data: [] }, 'field-type'],
      [{ ...json(), data: 'x' }, 'field-type'],
      [{ ...json(), links: [{ rel: 'x' }] }, 'field-missing'],
      [{ ...json(), links: [{ rel: 'x', id: 'y' }] }, 'field-type'],
      [{ ...json(), links: [{ rel: 'x', id: '0'.repeat(64), more: 1 }] }, 'field-unknown'],
      [{ ...json(), links: ['x'] }, 'field-type'],
      [{ ...json(), links: Array.from({ length: 65 }, () => ({ rel: 'x', id: '0'.repeat(64) })) }, 'field-type'],
    ];
    for (const [value, code] of bad)
      assert.throws(() => parse(value), hasCode(code), JSON.stringify(value).slice(0, 200));
    for (const key of ['author', 'version', 'kind', 'at', 'label', 'data']) {
      const { [key]: _, ...rest } = json();
      assert.throws(() => parse(rest), hasCode('field-missing'), key);
    }
  });

  it('may have a kind that this version does not know: such a record is kept', () => {
    assert.equal(parse(json()).kind, 'something-new');
    assert.ok(!(recordKinds as readonly string[]).includes('something-new'));
  });
});
