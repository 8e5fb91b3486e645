import { base64, fromBase64 } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { sameBytes } from '../bytes/text.ts';
import type { NoteKey, NoteSigner } from '../identity/note-key.ts';
import { type NoteSignature, type SignedNote, signNote, verifiedLines } from '../identity/signed-note.ts';
import { emptyRoot, hashLength, type TreeHead } from './merkle.ts';
import { isTreeSize, parseTreeSize } from './tree-size.ts';

/** The head of one log at one size (C2SP tlog-checkpoint). Spec: LOG-3. */
export interface Checkpoint extends TreeHead {
  readonly origin: string;
  /** Further lines of the text, kept as they came; Comity writes none. */
  readonly extensions: readonly string[];
}

const lineForm = /^[^\u0000-\u001f]+$/;

/** The text of a checkpoint. Faults: `checkpoint-malformed`. Spec: LOG-3. */
export function checkpointText({ origin, size, root, extensions }: Checkpoint): string {
  const lines = [origin, String(size), base64(root), ...extensions];
  if (!isTreeSize(size) || root.length !== hashLength || !lines.every((line) => lineForm.test(line)))
    throw new Fault(
      'checkpoint-malformed',
      'A checkpoint needs an origin, a size, a root of 32 bytes and non-empty lines.',
    );
  return `${lines.join('\n')}\n`;
}

/** Reads a checkpoint's text; proves nothing yet. Faults: `checkpoint-malformed`. Spec: LOG-3. */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n');
  const extensions = rest.slice(0, -1);
  if (rest.at(-1) !== '' || !lineForm.test(origin) || !extensions.every((line) => lineForm.test(line)))
    throw new Fault(
      'checkpoint-malformed',
      'A checkpoint has an origin, a size and a root, each on a line of its own.',
    );
  return { origin, extensions, ...readHead(size, root) };
}

function readHead(size: string, root: string): TreeHead {
  try {
    return { size: parseTreeSize(size), root: fromBase64(root, hashLength) };
  } catch {
    throw new Fault('checkpoint-malformed', 'The size or the root of the checkpoint is malformed.');
  }
}

/** Whether a head can be true at all: the empty tree has one root. Spec: LOG-3. */
export const isPossibleHead = ({ size, root }: TreeHead): boolean => size > 0 || sameBytes(root, emptyRoot());

/** Signs a checkpoint; each signer's name must be the origin (`checkpoint-origin`). Spec: LOG-4. */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly NoteSigner[]): SignedNote {
  if (signers.length === 0 || signers.some((signer) => signer.name !== checkpoint.origin))
    throw new Fault('checkpoint-origin', 'A checkpoint is signed under the name of its origin.');
  return signNote(checkpointText(checkpoint), signers);
}

/**
 * The checkpoint of a note that at least one of a log's keys (`keys`, any age) has signed, and the line that
 * shows it: what else stands below the text proves nothing.
 * Faults: `checkpoint-malformed`, `checkpoint-origin`, `checkpoint-root` (size 0 with another root),
 * `note-signature-wrong`, `note-unsigned`. Spec: LOG-4.
 */
export function openSignedCheckpoint(
  note: SignedNote,
  keys: readonly NoteKey[],
): { readonly checkpoint: Checkpoint; readonly line: NoteSignature } {
  const checkpoint = parseCheckpoint(note.text);
  if (keys.some((key) => key.name !== checkpoint.origin))
    throw new Fault('checkpoint-origin', 'The checkpoint is of another log than expected.');
  const [line] = verifiedLines(note, keys).values();
  if (line === undefined)
    throw new Fault('note-unsigned', 'The checkpoint has no signature of a known key of its log.');
  if (!isPossibleHead(checkpoint)) throw new Fault('checkpoint-root', 'The root of the empty tree was expected.');
  return { checkpoint, line };
}

/** The same checkpoint alone. Faults: as above. Spec: LOG-4. */
export const openCheckpoint = (note: SignedNote, keys: readonly NoteKey[]): Checkpoint =>
  openSignedCheckpoint(note, keys).checkpoint;
