import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { domainText } from '../bytes/domain-line.ts';
import { faultCode } from '../bytes/fault.ts';
import { utf8 } from '../bytes/text.ts';
import { ed25519PublicKey } from './ed25519.ts';
import { inventParty, seedOf } from './invented-party.fixture.ts';
import {
  advanceKeyHistory,
  currentKeys,
  type KeyEntry,
  type KeyHistory,
  keyNames,
  keysOf,
  logKeys,
  partyKinds,
  recordKey,
  rotationCommitment,
  signKeyEntry,
  textId,
  verifyKeyHistory,
  witnessKeys,
} from './key-history.ts';
import { noteSigner, verifyWith } from './note-key.ts';
import { type SignedNote, signNote } from './signed-note.ts';

const hasCode =
  (...codes: string[]) =>
  (thrown: unknown) =>
    codes.includes(faultCode(thrown) ?? '');
const party = inventParty('Aldoria', 3);
const { notes } = party.history;
const key = (name: string) => ed25519PublicKey(seedOf(name));
const commitment = (version: number) => rotationCommitment(ed25519PublicKey(party.seed('rotation', version)));

/** Entry `version` of the party with something changed, signed by the rotation key that was committed to. */
function changed(version: number, change: Partial<KeyEntry>, signedBy = version): SignedNote {
  const { rotation: _, ...entry } = keysOf(party.history, version);
  return signKeyEntry({ ...entry, ...change }, party.seed('rotation', signedBy));
}

const head = notes.slice(0, 2);

describe('a key history (Spec: IDN-3)', () => {
  it('names its party by the hash of its first text, through every rotation (Spec: IDN-1)', () => {
    assert.equal(party.id, textId(notes[0]?.text ?? ''));
    for (let n = 1; n <= 3; n++) assert.equal(verifyKeyHistory(notes.slice(0, n)).party, party.id);
    assert.equal(currentKeys(party.history).version, 2);
    assert.throws(() => keysOf(party.history, 3), hasCode('identity-version'));
    assert.throws(() => keysOf(party.history, -1), hasCode('identity-version'));
  });

  it('gives each role a key under a name of its own (Spec: IDN-9)', () => {
    assert.equal(recordKey(party.history, 1).name, `comity/record/${party.id}`);
    assert.deepEqual(
      logKeys(party.history).map((k) => k.publicKey.toHex()),
      [2, 1, 0].map((v) => ed25519PublicKey(party.seed('log', v)).toHex()),
    );
    assert.deepEqual(
      witnessKeys(party.history).map(({ name, type }) => [name, type]),
      Array.from({ length: 3 }, () => [keyNames.witness(party.id), 4]),
    );
    const message = utf8('x');
    const signature = noteSigner(keyNames.record(party.id), party.seed('record', 1)).sign(message);
    assert.equal(verifyWith(recordKey(party.history, 1), message, signature), true);
    assert.equal(verifyWith(recordKey(party.history, 2), message, signature), false);
  });

  it('begins with version 0 and nothing before it', () => {
    assert.throws(() => verifyKeyHistory([]), hasCode('identity-start'));
    assert.throws(() => verifyKeyHistory(notes.slice(1)), hasCode('identity-start'));
    assert.throws(() => verifyKeyHistory([changed(0, { version: 1 })]), hasCode('identity-start'));
    assert.throws(() => verifyKeyHistory([changed(0, { previous: '0'.repeat(64) })]), hasCode('identity-start'));
  });

  it('goes on one version at a time, each entry naming the one before (Spec: IDN-4)', () => {
    const bad = [
      changed(1, { version: 2 }),
      changed(1, { version: 0 }),
      changed(1, { previous: '0'.repeat(64) }),
      changed(1, { previous: textId(notes[1]?.text ?? '') }),
      notes[0],
      notes[2],
    ];
    for (const next of bad)
      assert.throws(
        () => verifyKeyHistory([notes[0], next].filter((note) => note !== undefined)),
        hasCode('identity-chain'),
      );
    const { previous: _, rotation: __, ...without } = keysOf(party.history, 1);
    const [first] = notes;
    assert.ok(first);
    assert.throws(
      () => verifyKeyHistory([first, signKeyEntry(without, party.seed('rotation', 1))]),
      hasCode('identity-chain'),
    );
  });

  it('is rotated only by the key that was committed to in advance (Spec: IDN-5)', () => {
    for (const thief of [0, 2])
      assert.throws(
        () => verifyKeyHistory([...notes.slice(0, 1), changed(1, {}, thief)]),
        hasCode('identity-rotation'),
      );
    const { rotation: _, ...entry } = keysOf(party.history, 1);
    assert.throws(
      () => verifyKeyHistory([...notes.slice(0, 1), signKeyEntry(entry, party.seed('record', 0))]),
      hasCode('identity-rotation'),
    );
  });

  it('is signed by the rotation key that the entry itself states', () => {
    const text = notes[0]?.text ?? '';
    assert.throws(
      () => verifyKeyHistory([signNote(text, [noteSigner('comity/rotation', seedOf('thief'))])]),
      hasCode('note-unsigned'),
    );
    const forged = { text: text.replace('"cert"', '"state"'), signatures: notes[0]?.signatures ?? [] };
    assert.throws(() => verifyKeyHistory([forged]), hasCode('note-signature-wrong'));
  });

  it('uses no key for two roles, at one time or over time (Spec: IDN-4)', () => {
    const { keys } = keysOf(party.history, 1);
    const reused: Partial<KeyEntry>[] = [
      { keys: { ...keys, log: keys.record } },
      { keys: { ...keys, link: ed25519PublicKey(party.seed('rotation', 1)) } },
      { keys: { ...keys, witness: ed25519PublicKey(party.seed('record', 0)) } },
      { keys: { ...keys, record: ed25519PublicKey(party.seed('rotation', 0)) } },
    ];
    for (const change of reused)
      assert.throws(() => verifyKeyHistory([...notes.slice(0, 1), changed(1, change)]), hasCode('identity-key-reuse'));
    const kept = changed(1, { keys: keysOf(party.history, 0).keys });
    assert.equal(verifyKeyHistory([...notes.slice(0, 1), kept]).entries.length, 2, 'a role may keep its key');
  });

  it('never uses a rotation key twice, so that a stolen one cannot sign on (Spec: IDN-4)', () => {
    assert.throws(() => verifyKeyHistory([changed(0, { next: commitment(0) })]), hasCode('identity-key-reuse'));
    const back = changed(1, { next: commitment(0) });
    const { rotation: _, ...third } = keysOf(party.history, 2);
    const again = signKeyEntry({ ...third, previous: textId(back.text) }, party.seed('rotation', 0));
    assert.throws(() => verifyKeyHistory([...notes.slice(0, 1), back, again]), hasCode('identity-key-reuse'));
  });

  it('refuses keys that are no good keys (Spec: IDN-2)', () => {
    const { keys } = keysOf(party.history, 0);
    assert.throws(
      () => verifyKeyHistory([changed(0, { keys: { ...keys, log: new Uint8Array(32) } })]),
      hasCode('key-refused'),
    );
    assert.throws(
      () => verifyKeyHistory([changed(0, { keys: { ...keys, log: key('x').subarray(1) } })]),
      hasCode('base64-malformed'),
    );
  });

  it('refuses members that are unknown, missing or of another form (Spec: IDN-3)', () => {
    const json = JSON.parse(notes[0]?.text.split('\n')[1] ?? '');
    const bad: readonly (readonly [object, string])[] = [
      [{ ...json, more: 1 }, 'field-unknown'],
      [{ ...json, keys: { ...json.keys, more: json.keys.log } }, 'field-unknown'],
      [{ ...json, kind: 'cartel' }, 'field-unknown-value'],
      [{ ...json, version: -1 }, 'field-type'],
      [{ ...json, next: 'short' }, 'field-type'],
      [{ ...json, keys: [] }, 'field-type'],
      [(({ next: _, ...rest }) => rest)(json), 'field-missing'],
    ];
    const rotation = noteSigner('comity/rotation', party.seed('rotation'));
    for (const [value, code] of bad)
      assert.throws(
        () => verifyKeyHistory([signNote(domainText('comity/identity/v1', { ...value }), [rotation])]),
        hasCode(code),
        code,
      );
    assert.throws(
      () => verifyKeyHistory([signNote(domainText('comity/record/v1', json), [rotation])]),
      hasCode('domain-mismatch'),
    );
    for (const kind of partyKinds) assert.equal(verifyKeyHistory([changed(0, { kind })]).entries[0]?.kind, kind);
  });
});

describe('a newer key history of a known party (Spec: IDN-6)', () => {
  const known = verifyKeyHistory(head);

  it('is taken when it goes on from what is known', () => {
    assert.equal(advanceKeyHistory(known, party.history).entries.length, 3);
    assert.equal(advanceKeyHistory(known, verifyKeyHistory(head)).entries.length, 2);
  });

  it('is refused when it is older: gittuf CVE-2026-44544, a policy rolled back to an older valid version', () => {
    for (const older of [0, 1])
      assert.throws(
        () => advanceKeyHistory(party.history, verifyKeyHistory(notes.slice(0, older + 1))),
        hasCode('identity-rollback'),
      );
  });

  it('is refused when it forks, also when the fork is longer', () => {
    const other = changed(1, { kind: 'state' });
    const { rotation: _, ...third } = keysOf(party.history, 2);
    const longer = signKeyEntry({ ...third, previous: textId(other.text) }, party.seed('rotation', 2));
    for (const fork of [[other], [other, longer]]) {
      const offered = verifyKeyHistory([...notes.slice(0, 1), ...fork]);
      assert.equal(offered.party, party.id);
      assert.throws(() => advanceKeyHistory(known, offered), hasCode('identity-fork'));
    }
  });

  it('is refused when it is of another party', () => {
    assert.throws(() => advanceKeyHistory(known, inventParty('Bereth', 3).history), hasCode('identity-fork'));
  });

  it('is the same whatever signature lines were added to its notes', () => {
    const dressed: KeyHistory = verifyKeyHistory(
      notes.map((note) => ({
        ...note,
        signatures: [...note.signatures, ...signNote(note.text, [noteSigner('x', seedOf('x'))]).signatures],
      })),
    );
    assert.equal(advanceKeyHistory(known, dressed).party, party.id);
  });
});
