import { base64, fromBase64 } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { concat, fromUtf8, sameBytes, utf8 } from '../bytes/text.ts';
import { saltLength } from '../record/salted-body.ts';

const domain = 'comity/commitment/v1';
const digestLength = 32;
const commitmentLength = domain.length + 1 + 44 + 1;

function digestOf(salt: Uint8Array, note: Uint8Array): Uint8Array {
  if (salt.length !== saltLength) throw new Fault('salt-length', `A salt has ${saltLength} bytes.`);
  return sha256(concat(salt, note));
}

/** The log entry that stands for a confidential note: a salted hash of the note's bytes. Faults: `salt-length`. Spec: LOG-19. */
export const commitmentEntry = (salt: Uint8Array, note: Uint8Array): Uint8Array<ArrayBuffer> =>
  utf8(`${domain}\n${base64(digestOf(salt, note))}\n`);

/** Whether an entry calls itself a commitment. */
export const looksLikeCommitment = (entry: Uint8Array): boolean =>
  sameBytes(entry.subarray(0, domain.length + 1), utf8(`${domain}\n`));

/** The 32-byte hash of a commitment entry. Faults: `commitment-malformed`. Spec: LOG-19. */
export function parseCommitment(entry: Uint8Array): Uint8Array {
  try {
    if (entry.length === commitmentLength && looksLikeCommitment(entry) && entry.at(-1) === 0x0a)
      return fromBase64(fromUtf8(entry.subarray(domain.length + 1, -1)), digestLength);
  } catch {
    // Falls through to the one fault of this form.
  }
  throw new Fault('commitment-malformed', 'A commitment entry has its domain line and one hash.');
}

/** Verifies that a commitment entry stands for this note. Faults: `commitment-malformed`, `commitment-mismatch`. Spec: LOG-19. */
export function verifyOpening(entry: Uint8Array, salt: Uint8Array, note: Uint8Array): void {
  if (!sameBytes(parseCommitment(entry), digestOf(salt, note)))
    throw new Fault('commitment-mismatch', 'The salt and the note do not open this commitment.');
}
