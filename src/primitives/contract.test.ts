import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { primitives as node } from './node.ts';
import { primitives as portable } from './portable.ts';
import type { Primitives } from './primitives.ts';

const implementations: readonly (readonly [string, Primitives])[] = [
  ['node', node],
  ['portable', portable],
];
const bytes = (hex: string): Uint8Array => Uint8Array.fromHex(hex);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** RFC 8032 section 7.1, tests 1 to 3. */
const rfc8032 = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

for (const [name, primitives] of implementations) {
  describe(`the primitives of ${name}`, () => {
    it('hash as FIPS 180-4 says', () => {
      const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
      const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
      assert.equal(primitives.sha256(new Uint8Array()).toHex(), empty);
      assert.equal(primitives.sha256(utf8('abc')).toHex(), abc);
      assert.equal(primitives.sha256Hex(utf8('abc')), abc);
    });

    it('hash with SHA-1 as FIPS 180-4 says', () => {
      assert.equal(primitives.sha1(new Uint8Array()).toHex(), 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
      assert.equal(primitives.sha1(utf8('abc')).toHex(), 'a9993e364706816aba3e25717850c26c9cd0d89d');
    });

    it('sign and verify as the tests of RFC 8032 say', () => {
      for (const { seed, key, message, signature } of rfc8032) {
        assert.equal(primitives.ed25519PublicKey(bytes(seed)).toHex(), key);
        assert.equal(primitives.ed25519Sign(bytes(seed), bytes(message)).toHex(), signature);
        assert.equal(primitives.ed25519Verify(bytes(key), bytes(message), bytes(signature)), true);
      }
    });

    it('refuse a signature with any one bit changed, and one of a wrong length', () => {
      const [, { key, message, signature }] = rfc8032 as [(typeof rfc8032)[0], (typeof rfc8032)[0]];
      for (let bit = 0; bit < 512; bit += 7) {
        const changed = bytes(signature).map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        assert.equal(primitives.ed25519Verify(bytes(key), bytes(message), changed), false, `bit ${bit}`);
      }
    });

    it('verify apart as they verify at once', async () => {
      const [{ key, message, signature }, other] = rfc8032 as [(typeof rfc8032)[0], (typeof rfc8032)[0]];
      const apart = (by: string) => primitives.ed25519VerifyApart(bytes(by), bytes(message), bytes(signature));
      assert.equal(await apart(key), true);
      assert.equal(await apart(other.key), false);
      assert.equal(
        await primitives.ed25519VerifyApart(bytes(key), bytes(message), bytes(signature).subarray(1)),
        false,
      );
    });

    it('give arrays of their own, which nobody else can change', () => {
      const input = utf8('abc');
      const hash = primitives.sha256(input);
      hash.fill(0);
      assert.notDeepEqual(primitives.sha256(input), hash);
      assert.equal(primitives.ed25519PublicKey(bytes(rfc8032[0]?.seed ?? '')).buffer.byteLength, 32);
    });

    it('do not mind a view into a larger buffer', () => {
      const [vector] = rfc8032;
      assert.ok(vector);
      const inside = new Uint8Array(100);
      inside.set(bytes(vector.signature), 20);
      const { key, message } = vector;
      assert.equal(primitives.ed25519Verify(bytes(key), bytes(message), inside.subarray(20, 84)), true);
    });
  });
}

it('the primitives of node and portable give equal bytes and equal verdicts', () => {
  const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  fc.assert(
    fc.property(bytesOf(32), fc.uint8Array({ maxLength: 200 }), bytesOf(32), (seed, message, other) => {
      assert.deepEqual(node.sha256(message), portable.sha256(message));
      const key = node.ed25519PublicKey(seed);
      assert.deepEqual(key, portable.ed25519PublicKey(seed));
      const signature = node.ed25519Sign(seed, message);
      assert.deepEqual(signature, portable.ed25519Sign(seed, message));
      for (const { ed25519Verify } of [node, portable]) {
        assert.equal(ed25519Verify(key, message, signature), true);
        assert.equal(ed25519Verify(key, other, signature), false);
      }
    }),
    { numRuns: 60 },
  );
});
