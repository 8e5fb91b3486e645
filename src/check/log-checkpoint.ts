import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type NoteKey, noteKeyType, verifyWith } from '#protocol/identity/note-key.ts';
import { type NoteSignature, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { type Checkpoint, isPossibleHead, parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { type Cosignature, verifyCosignature } from '#protocol/log/cosignature.ts';
import type { LogFiles } from './log-files.ts';
import type { Findings } from './log-finding.ts';

/** Where C2SP tlog-tiles puts the checkpoint. */
export const checkpointPath = 'checkpoint';

/** The keys an audit trusts. All keys of one log have its origin as their name. */
export interface TrustedKeys {
  readonly logKeys: readonly NoteKey[];
  readonly witnesses: readonly NoteKey[];
}

/** A checkpoint as read, and the cosignatures on it that verify. */
export interface CheckedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly cosignatures: readonly Cosignature[];
}

function readNote(files: LogFiles, findings: Findings): { note: SignedNote; checkpoint: Checkpoint } | undefined {
  const bytes = files.read(checkpointPath);
  if (bytes === undefined) {
    findings.add('checkpoint-missing', checkpointPath, 'The directory has no checkpoint.');
    return undefined;
  }
  try {
    const note = parseNote(bytes);
    return { note, checkpoint: parseCheckpoint(note.text) };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    findings.add('checkpoint-malformed', checkpointPath, thrown.message);
    return undefined;
  }
}

const keyOf = (keys: readonly NoteKey[], line: NoteSignature): NoteKey | undefined =>
  keys.find((key) => key.name === line.name && key.keyId === line.keyId);

function checkLogSignatures(note: SignedNote, logKeys: readonly NoteKey[], findings: Findings): void {
  const text = utf8(note.text);
  let signed = false;
  for (const line of note.signatures) {
    const key = keyOf(logKeys, line);
    if (key === undefined) continue;
    signed = true;
    if (!verifyWith(key, text, line.signature))
      findings.add(
        'checkpoint-signature-wrong',
        checkpointPath,
        `The signature of ${key.name} does not match the text.`,
      );
  }
  if (!signed)
    findings.add('checkpoint-unsigned', checkpointPath, 'No known key of the log has signed the checkpoint.');
}

function checkCosignature(
  note: SignedNote,
  line: NoteSignature,
  { key, findings }: { key: NoteKey; findings: Findings },
) {
  try {
    return [verifyCosignature(note.text, line, key)];
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    findings.add('cosignature-forged', checkpointPath, `${key.name} (key ${key.keyId}): ${thrown.message}`);
    return [];
  }
}

/**
 * Other lines are ignored as the note format says, except those under the name of a known witness:
 * we hold that witness's keys, so a line that no key of it explains is told. Spec: LOG-23.
 */
function checkCosignatures(note: SignedNote, witnesses: readonly NoteKey[], findings: Findings): Cosignature[] {
  const names = new Set(witnesses.map(({ name }) => name));
  return note.signatures.flatMap((line) => {
    if (!names.has(line.name)) return [];
    const key = keyOf(witnesses, line);
    if (key !== undefined) return checkCosignature(note, line, { key, findings });
    const detail = `A line under the name ${line.name} is of an unknown key (${line.keyId}).`;
    findings.add('cosignature-key-unknown', checkpointPath, detail);
    return [];
  });
}

/** Reads and checks the checkpoint; undefined when there is none that can be read. Spec: LOG-23. */
export function checkCheckpoint(files: LogFiles, keys: TrustedKeys, findings: Findings): CheckedCheckpoint | undefined {
  const read = readNote(files, findings);
  if (read === undefined) return undefined;
  const { note, checkpoint } = read;
  if (keys.logKeys.some((key) => key.name !== checkpoint.origin))
    findings.add('checkpoint-origin-wrong', checkpointPath, 'The checkpoint names another log than expected.');
  checkLogSignatures(note, keys.logKeys, findings);
  if (!isPossibleHead(checkpoint))
    findings.add(
      'root-mismatch',
      checkpointPath,
      'The checkpoint of the empty tree has another root than the empty tree.',
    );
  const witnesses = keys.witnesses.filter((key) => key.type === noteKeyType.cosignature);
  return { checkpoint, cosignatures: checkCosignatures(note, witnesses, findings) };
}
