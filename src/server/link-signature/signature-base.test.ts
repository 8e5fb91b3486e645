import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDictionary, serializeInnerList } from 'structured-headers';
import { base64, fromBase64 } from '#protocol/bytes/encodings.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { ed25519PublicKey, signEd25519, verifyEd25519 } from '#protocol/identity/ed25519.ts';
import { signatureBase } from './signature-base.ts';

// RFC 9421, test-key-ed25519 of B.1.4 and the request and signature of B.2.6.
const seed = Uint8Array.fromBase64('n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU', { alphabet: 'base64url' });
const publicKey = fromBase64('JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=', 32);
const components = [
  { name: 'date', value: 'Tue, 20 Apr 2021 02:07:55 GMT' },
  { name: '@method', value: 'POST' },
  { name: '@path', value: '/foo' },
  { name: '@authority', value: 'example.com' },
  { name: 'content-type', value: 'application/json' },
  { name: 'content-length', value: '18' },
];
const parameters =
  '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"';
const signature = 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==';

test('the signature base of RFC 9421 B.2.6 is reproduced byte for byte', () => {
  const expected = [
    '"date": Tue, 20 Apr 2021 02:07:55 GMT',
    '"@method": POST',
    '"@path": /foo',
    '"@authority": example.com',
    '"content-type": application/json',
    '"content-length": 18',
    `"@signature-params": ${parameters}`,
  ].join('\n');
  assert.equal(fromUtf8(signatureBase(components, parameters)), expected);
});

test('the signature of RFC 9421 B.2.6 is reproduced and verifies', () => {
  const base = signatureBase(components, parameters);
  assert.deepEqual(ed25519PublicKey(seed), publicKey);
  assert.equal(base64(signEd25519(seed, base)), signature);
  assert.equal(verifyEd25519(publicKey, base, fromBase64(signature, 64)), true);
});

test('the signature of RFC 9421 B.2.6 fails when any line changes', () => {
  const bytes = fromBase64(signature, 64);
  for (const [index, { name }] of components.entries()) {
    const changed = components.with(index, { name, value: 'changed' });
    assert.equal(verifyEd25519(publicKey, signatureBase(changed, parameters), bytes), false, name);
  }
  assert.equal(verifyEd25519(publicKey, signatureBase(components.slice(1), parameters), bytes), false);
  assert.equal(verifyEd25519(publicKey, signatureBase(components, parameters.replace('473', '474')), bytes), false);
});

test('the parameters of RFC 9421 B.2.6 survive the parser', () => {
  const member = parseDictionary(`sig-b26=${parameters}`).get('sig-b26');
  assert.ok(member !== undefined && Array.isArray(member[0]));
  assert.equal(serializeInnerList([member[0], member[1]]), parameters);
});

test('a value that is not Unicode cannot be signed', () => {
  assert.throws(() => signatureBase([{ name: 'date', value: '\ud800' }], '()'), { code: 'text-not-unicode' });
});
