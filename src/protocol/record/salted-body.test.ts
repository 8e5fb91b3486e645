import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultCode } from '../bytes/fault.ts';
import { sha256Hex } from '../bytes/sha256.ts';
import { concat, utf8 } from '../bytes/text.ts';
import { bodyHash, saltLength } from './salted-body.ts';

describe('the hash of a body (Spec: REC-7)', () => {
  const salt = new Uint8Array(saltLength).fill(7);

  it('is SHA-256 over the salt and the body', () => {
    assert.equal(bodyHash(salt, utf8('yes')), sha256Hex(concat(salt, utf8('yes'))));
  });

  it('tells nothing about a body that can be guessed, unless the salt is known', () => {
    const [one, two] = [bodyHash(salt, utf8('yes')), bodyHash(new Uint8Array(saltLength), utf8('yes'))];
    assert.notEqual(one, two);
    assert.notEqual(one, sha256Hex(utf8('yes')));
  });

  it('refuses a salt of another length, so that no byte of the body can pass for salt', () => {
    for (const length of [0, 15, 17, 32])
      assert.throws(
        () => bodyHash(new Uint8Array(length), utf8('x')),
        (thrown) => faultCode(thrown) === 'salt-length',
      );
  });
});
