import { Fault } from '../bytes/fault.ts';
import { fromUtf8, sameBytes } from '../bytes/text.ts';
import type { NoteKey, NoteSigner } from '../identity/note-key.ts';
import { formatNote, type SignedNote, verifiedKeys } from '../identity/signed-note.ts';
import { type Checkpoint, isPossibleHead, parseCheckpoint } from './checkpoint.ts';
import { cosignatureOf } from './cosignature.ts';
import type { TreeHead } from './merkle.ts';
import { verifyConsistency } from './proof.ts';
import { type AddCheckpoint, parseAddCheckpoint, sizeContentType, type WitnessAnswer } from './witness-request.ts';

/** What a witness has recorded about one log: the keys it trusts and the last head it cosigned. */
export interface WitnessedLog {
  readonly keys: readonly NoteKey[];
  readonly latest?: TreeHead;
}

/** What the witness decides with: its records by origin, its own key, and the time in Unix seconds. */
export interface WitnessPower {
  readonly lookup: (origin: string) => WitnessedLog | undefined;
  readonly signer: NoteSigner;
  readonly time: number;
}

/**
 * The record to store before the answer goes out, and only if the recorded size is still
 * `replaces`: checking and storing are one transaction, or the log could be rolled back. Spec: LOG-15.
 */
export interface WitnessRecord extends TreeHead {
  readonly origin: string;
  readonly replaces: number;
  readonly note: SignedNote;
}

/** The answer, and on 200 the record to store. */
export interface WitnessOutcome extends WitnessAnswer {
  readonly record?: WitnessRecord;
}

const refusal = (status: number, code: string): WitnessOutcome => ({
  status,
  contentType: 'text/plain; charset=utf-8',
  body: `${code}\n`,
});

const codeOf = (thrown: unknown): string => {
  if (thrown instanceof Fault) return thrown.code;
  throw thrown;
};

interface Submission {
  readonly request: AddCheckpoint;
  readonly checkpoint: Checkpoint;
}

function readSubmission(body: Uint8Array): Submission {
  const request = parseAddCheckpoint(body);
  return { request, checkpoint: parseCheckpoint(request.note.text) };
}

/**
 * Decides about one `add-checkpoint` body (C2SP tlog-witness), purely: 400 malformed or old size
 * above the new, 403 not signed by the log, 404 unknown log, 409 another size is recorded, 422 not
 * consistent, 200 with the cosignature line. Spec: LOG-14.
 */
export function processAddCheckpoint(body: Uint8Array, power: WitnessPower): WitnessOutcome {
  let submission: Submission;
  try {
    submission = readSubmission(body);
  } catch (thrown) {
    return refusal(400, codeOf(thrown));
  }
  const log = power.lookup(submission.checkpoint.origin);
  if (log === undefined) return refusal(404, 'witness-log-unknown');
  return refusedForSignature(submission, log) ?? refusedForState(submission, log) ?? accepted(submission, power);
}

function refusedForSignature({ request }: Submission, { keys }: WitnessedLog): WitnessOutcome | undefined {
  try {
    return verifiedKeys(request.note, keys).length > 0 ? undefined : refusal(403, 'note-unsigned');
  } catch (thrown) {
    return refusal(403, codeOf(thrown));
  }
}

function refusedForState({ request, checkpoint }: Submission, { latest }: WitnessedLog): WitnessOutcome | undefined {
  const recorded = latest?.size ?? 0;
  if (request.oldSize > checkpoint.size) return refusal(400, 'witness-old-size');
  if (request.oldSize !== recorded) return { status: 409, contentType: sizeContentType, body: `${recorded}\n` };
  try {
    checkAppendOnly(latest, checkpoint, request.proof);
    return undefined;
  } catch (thrown) {
    return refusal(422, codeOf(thrown));
  }
}

// The empty tree is a prefix of every tree, so nothing is left to prove: size 0 ends here and
// never reaches the proof verifier. Same size with another root is 422 (newer than v1.0.0's 409).
function checkAppendOnly(latest: TreeHead | undefined, checkpoint: Checkpoint, proof: readonly Uint8Array[]): void {
  if (!isPossibleHead(checkpoint)) throw new Fault('checkpoint-root', 'The root of the empty tree was expected.');
  if (latest === undefined || latest.size === 0) {
    if (proof.length > 0) throw new Fault('proof-length', 'From an empty tree the proof is empty.');
    return;
  }
  if (latest.size === checkpoint.size && !sameBytes(latest.root, checkpoint.root))
    throw new Fault('witness-split-view', 'The log signed two roots for one size.');
  verifyConsistency(latest, checkpoint, proof);
}

function accepted({ request, checkpoint }: Submission, { signer, time }: WitnessPower): WitnessOutcome {
  const line = cosignatureOf(request.note.text, signer, time);
  const { origin, size, root } = checkpoint;
  return {
    status: 200,
    contentType: 'text/plain; charset=utf-8',
    body: fromUtf8(formatNote({ text: '', signatures: [line] })).slice(1),
    record: { origin, size, root, replaces: request.oldSize, note: request.note },
  };
}
