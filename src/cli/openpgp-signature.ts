import { Fault } from '#protocol/bytes/fault.ts';

/** What is known of a detached signature. */
export type SignatureState = 'valid' | 'invalid' | 'key-unknown';

type OpenPgp = typeof import('openpgp');
/** The public keys that an operator trusts for signatures on files. */
export type PublicKeys = Awaited<ReturnType<OpenPgp['readKeys']>>;

// The library is large, and most starts never need it.
const openPgp = (): Promise<OpenPgp> => import('openpgp');

/** Reads public keys in ASCII armor. Fault: `openpgp-key`. */
export async function readPublicKeys(armor: string): Promise<PublicKeys> {
  const { readKeys } = await openPgp();
  try {
    return await readKeys({ armoredKeys: armor });
  } catch {
    throw new Fault('openpgp-key', 'The file holds no OpenPGP public key in ASCII armor.');
  }
}

/**
 * Whether a detached signature over these bytes was made by one of the keys, valid when it was made.
 * `key-unknown` when it names none of them, which says nothing for or against it. Spec: CSF-11.
 */
export async function checkSignature(bytes: Uint8Array, armor: string, keys: PublicKeys): Promise<SignatureState> {
  const { readSignature, createMessage, verify } = await openPgp();
  try {
    const signature = await readSignature({ armoredSignature: armor });
    const ids = signature.getSigningKeyIDs();
    const known = keys.filter((key) => ids.some((id) => key.getKeys(id).length > 0));
    if (known.length === 0) return 'key-unknown';
    const message = await createMessage({ binary: new Uint8Array(bytes) });
    const { signatures } = await verify({ message, signature, verificationKeys: known, format: 'binary' });
    const [first] = signatures;
    if (first === undefined) return 'invalid';
    // Fulfilled when it holds, rejected when it does not.
    await first.verified;
    return 'valid';
  } catch {
    return 'invalid';
  }
}
