import { Fault } from '../bytes/fault.ts';
import { concat, utf8 } from '../bytes/text.ts';
import { type NoteKey, type NoteSigner, noteKeyType, verifyWith } from '../identity/note-key.ts';
import { mergeSignatures, type NoteSignature, type SignedNote } from '../identity/signed-note.ts';
import { parseCheckpoint } from './checkpoint.ts';

const timeLength = 8;
const signatureLength = 64;

/** A witness's statement: at `time` (Unix seconds) this was the largest consistent head it had seen. */
export interface Cosignature {
  readonly name: string;
  readonly keyId: string;
  readonly time: number;
}

/** One that a note carries, with its line. */
export interface CarriedCosignature extends Cosignature {
  readonly line: NoteSignature;
}

/** The bytes a witness signs: a header, the time and the whole text of the checkpoint. Spec: LOG-12. */
const cosignedMessage = (text: string, time: number): Uint8Array => utf8(`cosignature/v1\ntime ${time}\n${text}`);

function timeBytes(time: number): Uint8Array {
  const bytes = new Uint8Array(timeLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time));
  return bytes;
}

function checkKey(key: NoteKey): void {
  if (key.type !== noteKeyType.cosignature)
    throw new Fault('cosignature-key', 'A cosignature key (type 4) was expected.');
}

/** The signature line of a witness over a checkpoint's text at a time ≥ 1. Faults: `cosignature-key`, `cosignature-time`. Spec: LOG-12. */
export function cosignatureOf(text: string, signer: NoteSigner, time: number): NoteSignature {
  checkKey(signer);
  parseCheckpoint(text);
  if (!Number.isSafeInteger(time) || time < 1)
    throw new Fault('cosignature-time', 'A cosignature needs a time in Unix seconds.');
  const signature = concat(timeBytes(time), signer.sign(cosignedMessage(text, time)));
  return { name: signer.name, keyId: signer.keyId, signature };
}

/** A checkpoint note with one more cosignature. */
export const cosign = (note: SignedNote, signer: NoteSigner, time: number): SignedNote =>
  mergeSignatures(note, { text: note.text, signatures: [cosignatureOf(note.text, signer, time)] });

/** The time in a cosignature, not yet verified. Faults: `cosignature-malformed`, `cosignature-time`. */
export function cosignatureTime(signature: Uint8Array): number {
  if (signature.length !== timeLength + signatureLength)
    throw new Fault('cosignature-malformed', 'A cosignature has 8 bytes of time and 64 of signature.');
  const time = Number(new DataView(signature.buffer, signature.byteOffset, timeLength).getBigUint64(0));
  if (!Number.isSafeInteger(time) || time < 1)
    throw new Fault('cosignature-time', 'The time of a cosignature is out of range.');
  return time;
}

/** Verifies one signature line with the key it names. Faults: as above and `cosignature-wrong`. Spec: LOG-12. */
export function verifyCosignature(text: string, line: NoteSignature, key: NoteKey): Cosignature {
  checkKey(key);
  const time = cosignatureTime(line.signature);
  if (!verifyWith(key, cosignedMessage(text, time), line.signature.subarray(timeLength)))
    throw new Fault('cosignature-wrong', `The cosignature of ${key.name} does not match the checkpoint.`);
  return { name: key.name, keyId: key.keyId, time };
}

/**
 * The cosignatures of known witnesses on a checkpoint, the newest of each key. Unknown lines are
 * ignored; a failing one of a known key condemns the note. Spec: LOG-12.
 */
export function cosignaturesOf(note: SignedNote, witnesses: readonly NoteKey[]): CarriedCosignature[] {
  const newest = new Map<NoteKey, CarriedCosignature>();
  for (const line of note.signatures) {
    const key = witnesses.find((candidate) => candidate.name === line.name && candidate.keyId === line.keyId);
    if (key === undefined) continue;
    const found = { ...verifyCosignature(note.text, line, key), line };
    if (found.time > (newest.get(key)?.time ?? 0)) newest.set(key, found);
  }
  return [...newest.values()];
}

/** How many distinct witnesses cosigned: two keys of one name are one witness. Spec: LOG-13. */
export const witnessCount = (cosignatures: readonly Cosignature[]): number =>
  new Set(cosignatures.map(({ name }) => name)).size;
