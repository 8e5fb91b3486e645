import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import { faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { blinded, evaluate, evaluationKeys, outputOf, outputs } from './voprf.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.fromHex(hex);

// RFC 9497, appendix A.1.2: ristretto255-SHA512 in the mode VOPRF.
const rfc = {
  seed: 'a3'.repeat(32),
  keyInfo: '74657374206b6579',
  secret: 'e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909',
  public: 'c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e',
  blinds: [
    '64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706',
    '222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e',
  ],
  inputs: ['00', '5a'.repeat(17)],
  blinded: [
    '863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945',
    '90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654',
  ],
  evaluated: [
    'aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e',
    'cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a',
  ],
  proof:
    'cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08',
  outputs: [
    'b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c',
    '8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6',
  ],
};
const keys = { secretKey: bytes(rfc.secret), publicKey: bytes(rfc.public) };
const asked = rfc.inputs.map((input, at) => ({
  input: bytes(input),
  blind: bytes(rfc.blinds[at] ?? ''),
  blinded: bytes(rfc.blinded[at] ?? ''),
}));
const random = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

test('keys, evaluation and outputs are those of the published vectors (MAT-17)', () => {
  const derived = ristretto255_oprf.voprf.deriveKeyPair(bytes(rfc.seed), bytes(rfc.keyInfo));
  assert.equal(derived.secretKey.toHex(), rfc.secret);
  assert.equal(derived.publicKey.toHex(), rfc.public);
  const { evaluated } = evaluate(
    keys,
    asked.map((one) => one.blinded),
    random,
  );
  assert.deepEqual(
    evaluated.map((one) => one.toHex()),
    rfc.evaluated,
  );
  const published = { evaluated: rfc.evaluated.map(bytes), proof: bytes(rfc.proof) };
  assert.deepEqual(
    outputs(asked, published, keys.publicKey).map((one) => one.toHex()),
    rfc.outputs,
  );
  assert.deepEqual(
    asked.map(({ input }) => outputOf(keys, input).toHex()),
    rfc.outputs,
  );
});

test('what is blinded differs each time and gives the same output (MAT-17)', () => {
  const own = evaluationKeys(new Uint8Array(32).fill(7));
  const [one, other] = [blinded(utf8('x'), random), blinded(utf8('x'), random)];
  assert.notDeepEqual(one.blinded, other.blinded);
  const found = outputs([one, other], evaluate(own, [one.blinded, other.blinded], random), own.publicKey);
  assert.deepEqual(found, [outputOf(own, utf8('x')), outputOf(own, utf8('x'))]);
});

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return faultCode(thrown);
  }
};

test('an answer made with another key, cut short or exchanged is refused (MAT-17)', () => {
  const [own, other] = [evaluationKeys(new Uint8Array(32).fill(1)), evaluationKeys(new Uint8Array(32).fill(2))];
  const two = [blinded(utf8('x'), random), blinded(utf8('y'), random)];
  const elements = two.map((one) => one.blinded);
  const good = evaluate(own, elements, random);
  assert.equal(
    codeOf(() => outputs(two, evaluate(other, elements, random), own.publicKey)),
    'matching-proof',
  );
  assert.equal(
    codeOf(() => outputs(two, { ...good, evaluated: good.evaluated.toReversed() }, own.publicKey)),
    'matching-proof',
  );
  assert.equal(
    codeOf(() => outputs(two, { ...good, evaluated: good.evaluated.slice(1) }, own.publicKey)),
    'matching-proof',
  );
});

test('what is no element, or the one that would show nothing, is refused (MAT-17)', () => {
  for (const element of [new Uint8Array(32), new Uint8Array(32).fill(255), new Uint8Array(5)])
    assert.equal(
      codeOf(() => evaluate(keys, [element], random)),
      'matching-element',
    );
});
