import { Fault } from '../bytes/fault.ts';
import { sha256Hex } from '../bytes/sha256.ts';
import { concat } from '../bytes/text.ts';

/** Bytes of salt before a body; enough that a short body cannot be guessed from its hash. Spec: REC-7. */
export const saltLength = 16;

/** The hash by which a head names its body: SHA-256(salt ‖ body). Dropping both erases it. Spec: REC-7. */
export function bodyHash(salt: Uint8Array, body: Uint8Array): string {
  if (salt.length !== saltLength) throw new Fault('salt-length', `A salt has ${saltLength} bytes.`);
  return sha256Hex(concat(salt, body));
}
