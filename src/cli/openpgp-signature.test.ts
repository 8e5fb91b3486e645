import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMessage, generateKey, sign } from 'openpgp';
import { signatureKeyId } from '#exchange/csaf/openpgp-armor.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { checkSignature, readPublicKeys } from './openpgp-signature.ts';

async function signed(name: string, bytes: Uint8Array) {
  const key = await generateKey({ userIDs: [{ name }], format: 'object' });
  const message = await createMessage({ binary: bytes });
  const signature = await sign({ message, signingKeys: key.privateKey, detached: true });
  return { signature: String(signature), armor: key.publicKey.armor(), id: key.publicKey.getKeyID().toHex() };
}

test('CSF-11: a signature is valid with its key, invalid over other bytes, and unknown with other keys', async () => {
  const bytes = utf8('{"document":{}}\n');
  const [one, other] = [await signed('Aldoria Pumps', bytes), await signed('Bereth Pumps', bytes)];
  const keys = await readPublicKeys(one.armor);
  assert.equal(await checkSignature(bytes, one.signature, keys), 'valid');
  assert.equal(await checkSignature(utf8('{"document":[]}\n'), one.signature, keys), 'invalid');
  assert.equal(await checkSignature(bytes, other.signature, keys), 'key-unknown');
  assert.equal(await checkSignature(bytes, 'no signature', keys), 'invalid');
  assert.equal(signatureKeyId(one.signature), one.id.toUpperCase());
  await assert.rejects(readPublicKeys('no key'), { code: 'openpgp-key' });
});
