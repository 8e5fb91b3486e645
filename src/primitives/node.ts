import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import type { Primitives } from './primitives.ts';

const pkcs8Prefix = Uint8Array.fromHex('302e020100300506032b657004220420');
const spkiPrefix = Uint8Array.fromHex('302a300506032b6570032100');
const remembered = 4096;
const publicKeys = new Map<string, KeyObject>();

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/** Building a KeyObject costs as much as a verification, so the last few thousand are kept. */
function publicKeyObject(raw: Uint8Array): KeyObject {
  const name = raw.toHex();
  const known = publicKeys.get(name);
  if (known) return known;
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: 'der', type: 'spki' });
  if (publicKeys.size >= remembered) publicKeys.clear();
  publicKeys.set(name, key);
  return key;
}

interface KeyPair {
  readonly secret: KeyObject;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

// Kept by the array that holds the seed, so that no secret becomes a name, and gone with that array.
const keyPairs = new WeakMap<Uint8Array, KeyPair>();

function keyPair(seed: Uint8Array): KeyPair {
  const known = keyPairs.get(seed);
  if (known) return known;
  const secret = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
  const pair = { secret, publicKey: own(spki.subarray(spki.length - 32)) };
  keyPairs.set(seed, pair);
  return pair;
}

export const primitives: Primitives = {
  sha1: (bytes) => own(hash('sha1', bytes, 'buffer')),
  sha256: (bytes) => own(hash('sha256', bytes, 'buffer')),
  sha256Hex: (bytes) => hash('sha256', bytes, 'hex'),
  sha512: (bytes) => own(hash('sha512', bytes, 'buffer')),
  ed25519Verify: (publicKey, message, signature) => verify(null, message, publicKeyObject(publicKey), signature),
  ed25519VerifyApart: (publicKey, message, signature) =>
    new Promise((resolve, reject) => {
      verify(null, message, publicKeyObject(publicKey), signature, (error, holds) =>
        error === null ? resolve(holds) : reject(error),
      );
    }),
  ed25519Sign: (seed, message) => own(sign(null, message, keyPair(seed).secret)),
  ed25519PublicKey: (seed) => own(keyPair(seed).publicKey),
};
