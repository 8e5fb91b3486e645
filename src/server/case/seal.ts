import { Decrypter, Encrypter } from 'age-encryption';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Bytes } from '#protocol/bytes/text.ts';

/** Bytes as an age file that each of the recipients can open alone. Fault: `case-sealing-key`. Spec: ROM-1, ROM-3. */
export async function seal(recipients: readonly string[], bytes: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  try {
    for (const recipient of recipients) encrypter.addRecipient(recipient);
  } catch {
    throw new Fault('case-sealing-key', 'The sealing key of a reader is not one.');
  }
  return encrypter.encrypt(bytes);
}

/** What an age file holds; undefined when none of the secrets opens it, or it was changed. Spec: ROM-11. */
export async function unseal(identities: readonly string[], sealed: Uint8Array): Promise<Bytes | undefined> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return new Uint8Array(await decrypter.decrypt(sealed));
  } catch {
    // The library has no codes of its own, and every failure means the same here.
    return undefined;
  }
}
