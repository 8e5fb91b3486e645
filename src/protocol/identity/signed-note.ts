import { base64, fromBase64, hex } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { concat, fromUtf8, utf8 } from '../bytes/text.ts';
import { type NoteKey, type NoteSigner, verifyApartWith, verifyWith } from './note-key.ts';

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** Four bytes, as hexadecimal. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A C2SP signed note: a text that ends in a newline, and its signatures. Spec: REC-1. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Bounds of a note, checked before parsing. Spec: REC-2. */
export const noteLimits = { bytes: 128_000, signatures: 256 } as const;

const controlCharacter = /[\u0000-\u0009\u000b-\u001f]/;
// \s lacks U+0085, which Unicode counts as a space.
const signatureLine = /^— ([^\s\u0085+]{1,200}) ([A-Za-z0-9+/=]{1,8000})$/u;

function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = signatureLine.exec(line) ?? [];
  if (name === undefined || encoded === undefined)
    throw new Fault('note-signature-line', 'A signature line of the note is malformed.');
  const bytes = fromBase64(encoded);
  if (bytes.length < 5) throw new Fault('note-signature-line', 'A signature of the note is too short.');
  return { name, keyId: hex(bytes.subarray(0, 4)), signature: bytes.subarray(4) };
}

/** Splits a note at its last blank line; proves nothing yet. Spec: REC-1. */
export function parseNote(bytes: Uint8Array): SignedNote {
  if (bytes.length > noteLimits.bytes) throw new Fault('note-size', `A note is at most ${noteLimits.bytes} bytes.`);
  const whole = fromUtf8(bytes);
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n') || controlCharacter.test(whole))
    throw new Fault('note-malformed', 'Not a signed note: a text, a blank line and signature lines were expected.');
  const lines = whole.slice(split + 2, -1).split('\n');
  if (lines.length > noteLimits.signatures)
    throw new Fault('note-size', `A note has at most ${noteLimits.signatures} signatures.`);
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseSignatureLine) };
}

const formatSignature = (s: NoteSignature): string =>
  `— ${s.name} ${base64(concat(Uint8Array.fromHex(s.keyId), s.signature))}\n`;

/** The bytes of a note. */
export const formatNote = (note: SignedNote): Uint8Array<ArrayBuffer> =>
  utf8(`${note.text}\n${note.signatures.map(formatSignature).join('')}`);

/** The signature of one signer over a text. */
export const signatureOf = (text: string, signer: NoteSigner): NoteSignature => ({
  name: signer.name,
  keyId: signer.keyId,
  signature: signer.sign(utf8(text)),
});

/** A note of a text, signed by each signer in order. */
export const signNote = (text: string, signers: readonly NoteSigner[]): SignedNote => ({
  text,
  signatures: signers.map((signer) => signatureOf(text, signer)),
});

/**
 * The keys whose signature the note carries and that verify, each with the first of its lines. Unknown signers
 * are ignored; a failing signature of a known key condemns the whole note (C2SP signed-note). Spec: REC-3.
 */
export function verifiedLines(note: SignedNote, keys: readonly NoteKey[]): Map<NoteKey, NoteSignature> {
  const message = utf8(note.text);
  const found = new Map<NoteKey, NoteSignature>();
  for (const signature of note.signatures) {
    const key = keys.find((candidate) => candidate.name === signature.name && candidate.keyId === signature.keyId);
    if (key === undefined) continue;
    if (!verifyWith(key, message, signature.signature))
      throw new Fault('note-signature-wrong', `The signature of ${key.name} does not match the text.`);
    if (!found.has(key)) found.set(key, signature);
  }
  return found;
}

/** The same keys without their lines. Spec: REC-3. */
export const verifiedKeys = (note: SignedNote, keys: readonly NoteKey[]): NoteKey[] => [
  ...verifiedLines(note, keys).keys(),
];

/** The text of a note that `key` has signed; a fault otherwise. Spec: REC-3. */
export function openNote(note: SignedNote, key: NoteKey): string {
  if (verifiedKeys(note, [key]).length === 0)
    throw new Fault('note-unsigned', `The note has no signature of ${key.name}.`);
  return note.text;
}

/** Whether the one line of a note is `key`'s and holds; verified on another thread. `message`: the bytes of its text. */
export async function isSignedApart({ signatures }: SignedNote, message: Uint8Array, key: NoteKey): Promise<boolean> {
  const [line, ...more] = signatures;
  const isOurs = line?.name === key.name && line.keyId === key.keyId && more.length === 0;
  return isOurs && verifyApartWith(key, message, line.signature);
}

/** Whether every line of a note is of one of these keys: elsewhere unknown lines are ignored, in a proof they could be damaged ones. */
export const isSignedOnlyBy = ({ signatures }: SignedNote, keys: readonly NoteKey[]): boolean =>
  signatures.every((line) => keys.some(({ name, keyId }) => name === line.name && keyId === line.keyId));

/** The note with the signatures of both; the texts must be equal, and the result a note that can be read. Spec: REC-2. */
export function mergeSignatures(a: SignedNote, b: SignedNote): SignedNote {
  if (a.text !== b.text) throw new Fault('note-text-differs', 'Two notes of different text cannot be merged.');
  const known = new Set(a.signatures.map(formatSignature));
  const merged = {
    text: a.text,
    signatures: [...a.signatures, ...b.signatures.filter((s) => !known.has(formatSignature(s)))],
  };
  // Ed25519 lets a signer make any number of different valid lines: a merge must not grow beyond what can be read again.
  if (merged.signatures.length > noteLimits.signatures || formatNote(merged).length > noteLimits.bytes)
    throw new Fault('note-size', `A note has at most ${noteLimits.signatures} signatures.`);
  return merged;
}
