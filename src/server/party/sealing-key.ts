import { x25519 } from '@noble/curves/ed25519.js';
import { bech32 } from '@scure/base';

/** A key of age for one reader or one epoch, in the texts that age gives it. */
export interface SealingKey {
  /** The secret: `AGE-SECRET-KEY-1…`. */
  readonly identity: string;
  /** What others seal to: `age1…`. */
  readonly recipient: string;
}

/** The key of a secret of 32 random bytes. Spec: ROM-2. */
export const sealingKey = (seed: Uint8Array): SealingKey => ({
  identity: bech32.encodeFromBytes('AGE-SECRET-KEY-', seed).toUpperCase(),
  recipient: bech32.encodeFromBytes('age', x25519.getPublicKey(seed)),
});
