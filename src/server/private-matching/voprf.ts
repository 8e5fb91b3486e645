import { ristretto255_oprf } from '@noble/curves/ed25519.js';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';

/*
 * RFC 9497 in the verifiable mode over ristretto255-SHA512: whoever evaluates learns nothing of what is
 * asked, whoever asks learns the output for what it asked and nothing else, and the proof shows that all
 * was evaluated with the key that was stated. Spec: MAT-17.
 */
const { voprf } = ristretto255_oprf;

type Random = (length: number) => Uint8Array;

export interface EvaluationKeys {
  readonly secretKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A value on its way: `blind` stays here, `blinded` goes out. */
export interface Blinded {
  readonly input: Uint8Array;
  readonly blind: Uint8Array;
  readonly blinded: Uint8Array;
}

export interface Evaluation {
  readonly evaluated: readonly Uint8Array[];
  readonly proof: Uint8Array;
}

const keyInfo = utf8('comity/private-match/v1');

/** The same keys for the same 32 bytes. */
export const evaluationKeys = (seed: Uint8Array): EvaluationKeys => voprf.deriveKeyPair(seed, keyInfo);

export function blinded(input: Uint8Array, random: Random): Blinded {
  const { blind, blinded: element } = voprf.blind(input, (length = 32) => random(length));
  return { input, blind, blinded: element };
}

/** Evaluates what is blinded, with one proof for all. Faults: `matching-element`. */
export function evaluate(keys: EvaluationKeys, elements: readonly Uint8Array[], random: Random): Evaluation {
  try {
    return voprf.blindEvaluateBatch(keys.secretKey, keys.publicKey, [...elements], (length = 32) => random(length));
  } catch {
    throw new Fault('matching-element', 'An element is none of the group, or the one without effect.');
  }
}

/** The outputs for what was blinded. Faults: `matching-proof`. */
export function outputs(
  asked: readonly Blinded[],
  { evaluated, proof }: Evaluation,
  publicKey: Uint8Array,
): Uint8Array[] {
  const none = new Uint8Array();
  try {
    const items = asked.map((one, at) => ({ ...one, evaluated: evaluated[at] ?? none }));
    if (evaluated.length !== asked.length) throw new Error('Another number came back.');
    return voprf.finalizeBatch(items, publicKey, proof);
  } catch {
    throw new Fault('matching-proof', 'The partner did not evaluate with the key that it stated.');
  }
}

// The declarations of the library leave out Evaluate of RFC 9497 section 3.3.2, which it has; a test holds it against the vectors.
const own = voprf as typeof voprf & { evaluate(secretKey: Uint8Array, input: Uint8Array): Uint8Array };

/** The output for a value of one's own. */
export const outputOf = ({ secretKey }: EvaluationKeys, input: Uint8Array): Uint8Array =>
  own.evaluate(secretKey, input);
