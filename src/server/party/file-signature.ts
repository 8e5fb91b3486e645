import { Fault } from '#protocol/bytes/fault.ts';

/** What is known of a detached signature; `fingerprint` is of the key, upper-case hex. */
export type SignatureState =
  | { readonly state: 'valid' | 'invalid'; readonly fingerprint: string }
  | { readonly state: 'key-unknown' };

type OpenPgp = typeof import('openpgp');
/** Public keys that an operator trusts for signatures on files. */
export type PublicKeys = Awaited<ReturnType<OpenPgp['readKeys']>>;
type PublicKey = PublicKeys[number];

// The library is large, and most starts never need it.
const openPgp = (): Promise<OpenPgp> => import('openpgp');

/** Upper-case hex. */
export const fingerprintOf = (key: PublicKey): string => key.getFingerprint().toUpperCase();

/** Reads public keys in ASCII armor. Faults: `openpgp-key`, also for a private key, which has no place here. */
export async function readPublicKeys(armor: string): Promise<PublicKeys> {
  const { readKeys } = await openPgp();
  try {
    const keys = await readKeys({ armoredKeys: armor });
    if (keys.some((key) => key.isPrivate())) throw new Error('private');
    return keys;
  } catch {
    throw new Fault('openpgp-key', 'The file holds no OpenPGP public key in ASCII armor.');
  }
}

/** Whether a key made a detached signature over these bytes, valid when it was made. */
async function holdsWith(bytes: Uint8Array, armor: string, key: PublicKey): Promise<boolean> {
  const { readSignature, createMessage, verify } = await openPgp();
  try {
    const signature = await readSignature({ armoredSignature: armor });
    const message = await createMessage({ binary: new Uint8Array(bytes) });
    const { signatures } = await verify({ message, signature, verificationKeys: key, format: 'binary' });
    const [first] = signatures;
    if (first === undefined) return false;
    // Fulfilled when it holds, rejected when it does not.
    await first.verified;
    return true;
  } catch {
    return false;
  }
}

/**
 * What the keys say of a detached signature over these bytes: `key-unknown` when it names none of
 * them, or cannot be read, which says nothing for or against it. Spec: CSF-11.
 */
export async function checkSignature(bytes: Uint8Array, armor: string, keys: PublicKeys): Promise<SignatureState> {
  if (keys.length === 0) return { state: 'key-unknown' };
  const { readSignature } = await openPgp();
  const ids = await readSignature({ armoredSignature: armor }).then(
    (signature) => signature.getSigningKeyIDs(),
    () => [],
  );
  const known = keys.filter((key) => ids.some((id) => key.getKeys(id).length > 0));
  const [named] = known;
  if (named === undefined) return { state: 'key-unknown' };
  for (const key of known)
    if (await holdsWith(bytes, armor, key)) return { state: 'valid', fingerprint: fingerprintOf(key) };
  return { state: 'invalid', fingerprint: fingerprintOf(named) };
}
