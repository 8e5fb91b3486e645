import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMessage, generateKey, sign } from 'openpgp';
import { advisoryBytes, changedAdvisory, sampleAdvisory } from '#exchange/csaf/sample-advisory.fixture.ts';
import { PagesWorld } from '../http/pages.fixture.ts';
import {
  besideChecked,
  checkNewSignatures,
  distrustKey,
  fileKeys,
  signatureOf,
  trustedKeys,
  trustKeys,
} from './file-keys.ts';
import { importSource } from './import-objects.ts';
import type { Party } from './party.ts';
import { readSource } from './read-source.ts';
import { findRecords } from './record-search.ts';

async function vendor(name = 'Aldoria Pumps') {
  const key = await generateKey({ userIDs: [{ name }], format: 'object' });
  const signed = async (bytes: Uint8Array): Promise<string> => {
    const message = await createMessage({ binary: bytes });
    return String(await sign({ message, signingKeys: key.privateKey, detached: true }));
  };
  return { armor: key.publicKey.armor(), fingerprint: key.publicKey.getFingerprint().toUpperCase(), signed };
}

const advisory = (party: Party): number =>
  findRecords(party, { kind: 'advisory', order: '-at' }, { limit: 1, offset: 0 })[0]?.seq ?? -1;

function take(party: Party, bytes: Uint8Array, beside: object): number {
  importSource(party, readSource(bytes, { now: 0, beside }));
  return advisory(party);
}

describe('CSF-12', () => {
  it('a held advisory is checked when its key is added, and counts as unchecked when it is removed', async () => {
    const { aldoria } = await PagesWorld.make();
    const [bytes, pumps] = [advisoryBytes(sampleAdvisory()), await vendor()];
    const seq = take(aldoria, bytes, { signature: await pumps.signed(bytes) });
    await checkNewSignatures(aldoria);
    assert.equal(signatureOf(aldoria, seq), undefined);
    await trustKeys(aldoria, pumps.armor);
    await checkNewSignatures(aldoria);
    const at = aldoria.now;
    assert.deepEqual(signatureOf(aldoria, seq), {
      fingerprint: pumps.fingerprint,
      holds: true,
      at,
      name: 'Aldoria Pumps',
    });
    assert.deepEqual(fileKeys(aldoria), [{ fingerprint: pumps.fingerprint, name: 'Aldoria Pumps', at }]);
    distrustKey(aldoria, pumps.fingerprint);
    await checkNewSignatures(aldoria);
    assert.equal(signatureOf(aldoria, seq), undefined);
    assert.throws(() => distrustKey(aldoria, pumps.fingerprint), { code: 'openpgp-key-unknown' });
  });

  it('one whose signature does not hold is shown as such, and one by an unknown key as not checked', async () => {
    const { aldoria } = await PagesWorld.make();
    const [pumps, other] = [await vendor(), await vendor('Others')];
    const bytes = advisoryBytes(sampleAdvisory());
    const wrong = take(aldoria, bytes, {
      signature: await pumps.signed(changedAdvisory((doc) => (doc.document.lang = 'fr'))),
    });
    const second = changedAdvisory((doc) => (doc.document.tracking.id = 'AP-2'));
    const unknown = take(aldoria, second, { signature: await other.signed(second) });
    assert.notEqual(wrong, unknown);
    await trustKeys(aldoria, pumps.armor);
    await checkNewSignatures(aldoria);
    assert.deepEqual(
      [wrong, unknown].map((seq) => signatureOf(aldoria, seq)?.holds),
      [false, undefined],
    );
  });
});

it('CSF-11: an import is refused when a kept key says that its signature does not hold', async () => {
  const { aldoria } = await PagesWorld.make();
  const [bytes, pumps] = [advisoryBytes(sampleAdvisory()), await vendor()];
  await trustKeys(aldoria, pumps.armor);
  const codes = async (signature: string): Promise<string[]> => {
    const beside = await besideChecked(bytes, { signature }, await trustedKeys(aldoria));
    const { faults, notes } = readSource(bytes, { now: 0, beside });
    return [...faults, ...notes].map(({ code }) => code);
  };
  assert.deepEqual(await codes(await pumps.signed(bytes)), ['csaf-signature-holds']);
  assert.deepEqual(await codes(await pumps.signed(new Uint8Array(1))), ['csaf-signature-wrong']);
  await assert.rejects(trustKeys(aldoria, 'no key'), { code: 'openpgp-key' });
});

it('CSF-2: a file of 10 MB that is CSAF is refused for its size, and a bundle of that size is none', () => {
  const long = { ...sampleAdvisory(), x: 'x'.repeat(10_000_000) };
  const { format, faults } = readSource(advisoryBytes(long), { now: 0 });
  assert.deepEqual([format, faults.map(({ code }) => code)], ['csaf', ['csaf-size']]);
  const object = { type: 'x-a', spec_version: '2.1', csaf_version: '2.0', text: 'x'.repeat(900_000) };
  assert.equal(readSource(advisoryBytes({ type: 'bundle', objects: [object] }), { now: 0 }).format, 'stix');
});
