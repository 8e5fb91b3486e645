import { base64, fromBase64 } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { concat, fromUtf8, utf8 } from '../bytes/text.ts';
import type { NoteKey } from '../identity/note-key.ts';
import { formatNote, mergeSignatures, noteLimits, parseNote, type SignedNote } from '../identity/signed-note.ts';
import { type Cosignature, cosignaturesOf } from './cosignature.ts';
import { hashLength } from './merkle.ts';
import { maxProofLength } from './proof.ts';
import { isTreeSize, parseTreeSize } from './tree-size.ts';

/** The body of `POST add-checkpoint` (C2SP tlog-witness). Spec: LOG-14. */
export interface AddCheckpoint {
  /** Size of the last checkpoint this witness cosigned, as the sender believes; 0 for none. */
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: SignedNote;
}

/** Content type of the body of a 409: the size that the witness has. */
export const sizeContentType = 'text/x.tlog.size';

// "old " and a size, then proof lines of 44 characters each, and the blank line.
const maxHeadLength = 21 + maxProofLength * 45 + 1;

/** Most bytes of a request body. */
export const maxAddCheckpointLength = maxHeadLength + noteLimits.bytes;

const requestFault = (): Fault =>
  new Fault(
    'witness-request-malformed',
    'An old size, at most 63 proof lines, a blank line and a checkpoint were expected.',
  );

/** The bytes of a request. Faults: `witness-request-malformed`. Spec: LOG-14. */
export function formatAddCheckpoint({ oldSize, proof, note }: AddCheckpoint): Uint8Array<ArrayBuffer> {
  if (!isTreeSize(oldSize) || proof.length > maxProofLength || proof.some((hash) => hash.length !== hashLength))
    throw requestFault();
  const head = `old ${oldSize}\n${proof.map((hash) => `${base64(hash)}\n`).join('')}\n`;
  return concat(utf8(head), formatNote(note));
}

/** Reads a request; the checkpoint is not looked into. Faults: `witness-request-malformed` and those of a note. Spec: LOG-14. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint {
  if (body.length > maxAddCheckpointLength) throw requestFault();
  const split = blankLine(body);
  const [old = '', ...lines] = fromUtf8(body.subarray(0, split)).split('\n');
  if (!old.startsWith('old ') || lines.length > maxProofLength) throw requestFault();
  return {
    oldSize: parseTreeSize(old.slice(4)),
    proof: lines.map((line) => fromBase64(line, hashLength)),
    note: parseNote(body.subarray(split + 2)),
  };
}

function blankLine(body: Uint8Array): number {
  const limit = Math.min(body.length - 1, maxHeadLength);
  for (let i = 0; i < limit; i++) if (body[i] === 0x0a && body[i + 1] === 0x0a) return i;
  throw requestFault();
}

/** A witness's HTTP answer. */
export interface WitnessAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * What an answer means to the log: cosigned (the note with the new lines), behind (the witness
 * recorded another size: send a proof from there), or refused.
 */
export type WitnessVerdict =
  | { readonly kind: 'cosigned'; readonly note: SignedNote; readonly cosignatures: readonly Cosignature[] }
  | { readonly kind: 'behind'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number };

/** Reads an answer about `note`; only lines of `witnesses` that verify are taken over. Spec: LOG-16. */
export function readWitnessAnswer(
  answer: WitnessAnswer,
  note: SignedNote,
  witnesses: readonly NoteKey[],
): WitnessVerdict {
  if (answer.status === 409) return readConflict(answer);
  if (answer.status !== 200 || answer.body.length > noteLimits.bytes) return { kind: 'refused', status: answer.status };
  const offered = parseNote(utf8(`${note.text}\n${answer.body}`));
  // A blank line in the answer would move the split and with it the text.
  if (offered.text !== note.text) throw new Fault('witness-answer-malformed', 'Signature lines were expected.');
  const cosignatures = cosignaturesOf(offered, witnesses);
  if (cosignatures.length === 0)
    throw new Fault('witness-answer-unsigned', 'The answer has no cosignature of a known witness.');
  const isKnown = new Set(witnesses.map((key) => `${key.name} ${key.keyId}`));
  const lines = offered.signatures.filter((line) => isKnown.has(`${line.name} ${line.keyId}`));
  return { kind: 'cosigned', cosignatures, note: mergeSignatures(note, { text: note.text, signatures: lines }) };
}

// Witnesses in the field answer 409 with an empty body when roots differ, so the type decides.
function readConflict({ contentType, body, status }: WitnessAnswer): WitnessVerdict {
  if (contentType.split(';')[0]?.trim() !== sizeContentType || !body.endsWith('\n')) return { kind: 'refused', status };
  return { kind: 'behind', size: parseTreeSize(body.slice(0, -1)) };
}
