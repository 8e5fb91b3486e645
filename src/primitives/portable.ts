import { ed25519 } from '@noble/curves/ed25519.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { Primitives } from './primitives.ts';

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/**
 * noble verifies with the cofactor, OpenSSL without it. They agree when neither the key nor R has
 * a torsion part: the key is checked by the strict wrapper, R here.
 */
function torsionFreeR(signature: Uint8Array): boolean {
  try {
    return ed25519.Point.fromBytes(signature.subarray(0, 32), false).isTorsionFree();
  } catch {
    return false;
  }
}

const ed25519Verify: Primitives['ed25519Verify'] = (publicKey, message, signature) =>
  torsionFreeR(signature) && ed25519.verify(signature, message, publicKey, { zip215: false });

export const primitives: Primitives = {
  sha1: (bytes) => own(sha1(bytes)),
  sha256: (bytes) => own(sha256(bytes)),
  sha256Hex: (bytes) => sha256(bytes).toHex(),
  sha512: (bytes) => own(sha512(bytes)),
  ed25519Verify,
  ed25519VerifyApart: (...parts) => Promise.resolve(ed25519Verify(...parts)),
  ed25519Sign: (seed, message) => own(ed25519.sign(message, seed)),
  ed25519PublicKey: (seed) => own(ed25519.getPublicKey(seed)),
};
