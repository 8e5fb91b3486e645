import { ed25519 } from '@noble/curves/ed25519.js';
import { primitives } from '#primitives';
import { hex } from '../bytes/encodings.ts';
import { sha256Hex } from '../bytes/sha256.ts';
import type { Bytes } from '../bytes/text.ts';

/*
 * Runtimes differ in which odd Ed25519 keys and signatures they accept (Node itself changed in
 * 24.19). Parties must never disagree on validity, so everything odd is refused here, before the
 * runtime is asked. Spec: IDN-2.
 */

const { Point } = ed25519;
const groupOrder = Point.CURVE().n;
const remembered = 4096;
const keyVerdicts = new Map<string, boolean>();

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${hex(new Uint8Array(bytes).reverse())}`);

function decodesToPrimeOrder(publicKey: Uint8Array): boolean {
  try {
    const point = Point.fromBytes(publicKey, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/** Whether a public key is canonical, not of small order and without a torsion part. Spec: IDN-2. */
export function isAcceptableKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32) return false;
  const name = hex(publicKey);
  const known = keyVerdicts.get(name);
  if (known !== undefined) return known;
  if (keyVerdicts.size >= remembered) keyVerdicts.clear();
  const verdict = decodesToPrimeOrder(publicKey);
  keyVerdicts.set(name, verdict);
  return verdict;
}

// y-coordinates of the points whose order divides 8; every encoding of R is compared without its sign bit.
const prime = 2n ** 255n - 19n;
const smallOrderY = new Set([
  0n,
  1n,
  prime - 1n,
  littleEndian(Uint8Array.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05')),
  littleEndian(Uint8Array.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a')),
]);

/** The group order is a little above 2^252: almost every S is shown to be below it by its last byte alone. */
const isBelowOrder = (s: Uint8Array): boolean => (s[31] ?? 0xff) < 0x10 || littleEndian(s) < groupOrder;

function isAcceptableSignature(signature: Uint8Array): boolean {
  if (signature.length !== 64 || !isBelowOrder(signature.subarray(32))) return false;
  const y = littleEndian(signature.subarray(0, 32)) & (2n ** 255n - 1n);
  return y < prime && !smallOrderY.has(y);
}

/** Signatures that held, in the order in which they were met: members of a case show each other the same ones all the time. */
const held = new Set<string>();

const isAcceptable = (publicKey: Uint8Array, signature: Uint8Array): boolean =>
  isAcceptableSignature(signature) && isAcceptableKey(publicKey);

/** The one Ed25519 verification of Comity: RFC 8032 without any of its optional leniency. Spec: IDN-2. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  const name = hex(publicKey) + hex(signature) + sha256Hex(message);
  if (held.has(name)) return true;
  if (!isAcceptable(publicKey, signature) || !primitives.ed25519Verify(publicKey, message, signature)) return false;
  if (held.size >= remembered) held.delete(held.values().next().value ?? '');
  held.add(name);
  return true;
}

/** The same on another thread where the runtime has one: many at once do not hold up this one. Spec: IDN-2. */
export const verifyEd25519Apart = async (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> =>
  isAcceptable(publicKey, signature) && (await primitives.ed25519VerifyApart(publicKey, message, signature));

/** Signs with a 32-byte RFC 8032 seed; 64 bytes. */
export const signEd25519 = (seed: Uint8Array, message: Uint8Array): Bytes => primitives.ed25519Sign(seed, message);

/** The 32-byte public key of a seed. */
export const ed25519PublicKey = (seed: Uint8Array): Bytes => primitives.ed25519PublicKey(seed);
