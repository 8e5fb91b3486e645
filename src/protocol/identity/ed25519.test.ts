import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { sha256 } from '../bytes/sha256.ts';
import { concat, utf8 } from '../bytes/text.ts';
import { ed25519PublicKey, isAcceptableKey, signEd25519, verifyEd25519, verifyEd25519Apart } from './ed25519.ts';

const { Point } = ed25519;
const prime = 2n ** 255n - 19n;
const order = Point.CURVE().n;
const seed = sha256(utf8('a seed'));
const key = ed25519PublicKey(seed);
const message = utf8('a message');
const signature = signEd25519(seed, message);

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
const toBigint = (bytes: Uint8Array): bigint => BigInt(`0x${bytes.toReversed().toHex() || '0'}`);
const modOrder = (value: bigint): bigint => ((value % order) + order) % order;

const eighth = Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05');
const torsion = [1, 2, 3, 4, 5, 6, 7].map((n) => eighth.multiplyUnsafe(BigInt(n)));

/** Every encoding that some library takes for a point whose order divides 8: y and the sign bit, y also unreduced. */
const smallOrder: readonly Uint8Array[] = [
  ...new Set([0n, 1n, prime - 1n, prime, prime + 1n, ...torsion.map((point) => point.toAffine().y)]),
].flatMap((y) => [littleEndian(y), littleEndian(y | (1n << 255n))]);

/** Secret scalar of the seed (RFC 8032 5.1.5). */
function scalarOf(secret: Uint8Array): bigint {
  const hash = sha512(secret).slice(0, 32);
  hash[0] = (hash[0] ?? 0) & 248;
  hash[31] = ((hash[31] ?? 0) & 63) | 64;
  return toBigint(hash);
}

/** A signature by an insider with any key bytes and any R: what only a signer who cheats can make. */
function forge(keyBytes: Uint8Array, nonce: bigint, encodedR: Uint8Array, text: Uint8Array): Uint8Array {
  const k = modOrder(toBigint(sha512(concat(encodedR, keyBytes, text))));
  return concat(encodedR, littleEndian(modOrder(nonce + k * modOrder(scalarOf(seed)))));
}

interface Case {
  readonly name: string;
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A key with a torsion part, and messages for which plain verification does not notice it. */
function mixedKeyCases(): Case[] {
  const nonce = 123_456_789n;
  const r = Point.BASE.multiply(nonce).toBytes();
  return torsion.flatMap((part, i) => {
    const mixed = Point.fromBytes(key).add(part).toBytes();
    return Array.from({ length: 24 }, (_, n) => {
      const text = utf8(`mixed ${i} ${n}`);
      return {
        name: `key plus ${i + 1}/8, message ${n}`,
        key: mixed,
        message: text,
        signature: forge(mixed, nonce, r, text),
      };
    });
  });
}

/** An R with a torsion part: verifiers with the cofactor accept it, those without do not. */
function mixedNonceCases(): Case[] {
  const nonce = 987_654_321n;
  return torsion.map((part, i) => {
    const r = Point.BASE.multiply(nonce).add(part).toBytes();
    return { name: `R plus ${i + 1}/8`, key, message, signature: forge(key, nonce, r, message) };
  });
}

const s = toBigint(signature.subarray(32));
const odd: readonly Case[] = [
  ...smallOrder.flatMap((point, i) => [
    { name: `small-order key ${i}, S = 0`, key: point, message, signature: concat(point, littleEndian(0n)) },
    {
      name: `small-order key ${i}, identity R`,
      key: point,
      message,
      signature: concat(littleEndian(1n), littleEndian(0n)),
    },
    { name: `small-order R ${i}`, key, message, signature: forge(key, 0n, point, message) },
    { name: `small-order R ${i}, true S`, key, message, signature: concat(point, signature.subarray(32)) },
  ]),
  { name: 'S plus the order', key, message, signature: concat(signature.subarray(0, 32), littleEndian(s + order)) },
  { name: 'S is the order', key, message, signature: concat(signature.subarray(0, 32), littleEndian(order)) },
  { name: 'S of all ones', key, message, signature: concat(signature.subarray(0, 32), new Uint8Array(32).fill(255)) },
  { name: 'R is no point', key, message, signature: concat(littleEndian(2n), signature.subarray(32)) },
  { name: 'R not reduced', key, message, signature: concat(littleEndian(prime + 3n), signature.subarray(32)) },
  { name: 'key is no point', key: littleEndian(2n), message, signature },
  { name: 'key not reduced', key: littleEndian(prime + 3n), message, signature },
  { name: 'short key', key: key.subarray(1), message, signature },
  { name: 'long signature', key, message, signature: concat(signature, Uint8Array.of(0)) },
  { name: 'empty signature', key, message, signature: new Uint8Array() },
  ...mixedKeyCases(),
  ...mixedNonceCases(),
];

describe('strict Ed25519 (Spec: IDN-2)', () => {
  it('accepts what an honest signer makes, and for that message alone', () => {
    assert.equal(verifyEd25519(key, message, signature), true);
    assert.equal(verifyEd25519(key, utf8('another message'), signature), false);
    assert.equal(verifyEd25519(ed25519PublicKey(sha256(utf8('other'))), message, signature), false);
  });

  it('knows all fourteen encodings of small order, and refuses each as a key', () => {
    assert.equal(smallOrder.length, 14);
    assert.equal(new Set(smallOrder.map((point) => point.toHex())).size, 14);
    for (const point of smallOrder) assert.equal(isAcceptableKey(point), false, point.toHex());
  });

  it('refuses a key with a torsion part', () => {
    assert.equal(isAcceptableKey(key), true);
    for (const part of torsion) assert.equal(isAcceptableKey(Point.fromBytes(key).add(part).toBytes()), false);
  });

  it('refuses every odd key and signature', () => {
    assert.ok(odd.length > 200);
    for (const { name, ...c } of odd) assert.equal(verifyEd25519(c.key, c.message, c.signature), false, name);
  });

  it('judges the same on another thread', async () => {
    assert.equal(await verifyEd25519Apart(key, message, signature), true);
    assert.equal(await verifyEd25519Apart(key, utf8('another message'), signature), false);
    for (const { name, ...c } of odd)
      assert.equal(await verifyEd25519Apart(c.key, c.message, c.signature), false, name);
  });

  it('is needed: a plain verifier accepts some of them', () => {
    const lenient = odd.filter((c) => {
      try {
        return ed25519.verify(c.signature, c.message, c.key);
      } catch {
        return false;
      }
    });
    assert.ok(lenient.length > 20, `${lenient.length} accepted`);
  });

  it('gives the same verdicts with the portable primitives', () => {
    const cases = [...odd, { name: 'honest', key, message, signature }];
    const script = `
      const { verifyEd25519 } = await import(${JSON.stringify(import.meta.resolve('./ed25519.ts'))});
      const cases = JSON.parse(await new Response(process.stdin).text());
      const verdicts = cases.map((c) => verifyEd25519(...c.map((hex) => Uint8Array.fromHex(hex))));
      console.log(JSON.stringify({ verdicts, primitives: import.meta.resolve('#primitives') }));`;
    const input = JSON.stringify(cases.map((c) => [c.key, c.message, c.signature].map((part) => part.toHex())));
    const child = spawnSync(process.execPath, ['--conditions=browser', '--input-type=module', '-e', script], {
      input,
      cwd: import.meta.dirname,
      encoding: 'utf8',
    });
    assert.equal(child.status, 0, child.stderr);
    const answer: { verdicts: boolean[]; primitives: string } = JSON.parse(child.stdout);
    assert.match(answer.primitives, /portable\.ts$/);
    assert.deepEqual(
      answer.verdicts,
      cases.map((c) => verifyEd25519(c.key, c.message, c.signature)),
    );
  });
});
