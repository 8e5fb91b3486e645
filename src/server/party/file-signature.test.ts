import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMessage, generateKey, sign } from 'openpgp';
import { signatureKeyId } from '#exchange/csaf/openpgp-armor.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { checkSignature, readPublicKeys } from './file-signature.ts';

async function signed(name: string, bytes: Uint8Array) {
  const key = await generateKey({ userIDs: [{ name }], format: 'object' });
  const message = await createMessage({ binary: bytes });
  const signature = await sign({ message, signingKeys: key.privateKey, detached: true });
  return {
    signature: String(signature),
    armor: key.publicKey.armor(),
    secret: key.privateKey.armor(),
    id: key.publicKey.getKeyID().toHex(),
    fingerprint: key.publicKey.getFingerprint().toUpperCase(),
  };
}

test('CSF-11: a signature is valid with its key, invalid over other bytes, and unknown with other keys', async () => {
  const bytes = utf8('{"document":{}}\n');
  const [one, other] = [await signed('Aldoria Pumps', bytes), await signed('Bereth Pumps', bytes)];
  const keys = await readPublicKeys(one.armor);
  const { fingerprint } = one;
  assert.deepEqual(await checkSignature(bytes, one.signature, keys), { state: 'valid', fingerprint });
  const changed = utf8('{"document":[]}\n');
  assert.deepEqual(await checkSignature(changed, one.signature, keys), { state: 'invalid', fingerprint });
  for (const signature of [other.signature, 'no signature'])
    assert.deepEqual(await checkSignature(bytes, signature, keys), { state: 'key-unknown' });
  assert.deepEqual(await checkSignature(bytes, one.signature, []), { state: 'key-unknown' });
  assert.equal(signatureKeyId(one.signature), one.id.toUpperCase());
  for (const text of ['no key', one.secret]) await assert.rejects(readPublicKeys(text), { code: 'openpgp-key' });
});
