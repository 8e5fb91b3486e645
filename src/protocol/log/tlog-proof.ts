import { base64, fromBase64 } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { concat, fromUtf8, utf8 } from '../bytes/text.ts';
import type { NoteKey } from '../identity/note-key.ts';
import { formatNote, noteLimits, parseNote, type SignedNote } from '../identity/signed-note.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { type Cosignature, cosignaturesOf, witnessCount } from './cosignature.ts';
import { hashLength, leafHash } from './merkle.ts';
import { maxProofLength, verifyInclusion } from './proof.ts';
import { isTreeSize, parseTreeSize } from './tree-size.ts';

/** An offline proof that an entry is in a log (C2SP tlog-proof, file suffix `.tlog-proof`). Spec: LOG-17. */
export interface TlogProof {
  /** Opaque, authenticated by nothing. */
  readonly extra?: Uint8Array;
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: SignedNote;
}

const header = 'c2sp.org/tlog-proof@v1';

/** Bounds of a proof file: the extra data, and the whole. */
const tlogProofLimits = { extra: 65_535, bytes: 90_000 + 4096 + noteLimits.bytes } as const;

const malformed = (): Fault => new Fault('tlog-proof-malformed', 'Not a C2SP tlog-proof of version 1.');

/** The bytes of a proof file. Faults: `tlog-proof-malformed`. Spec: LOG-17. */
export function formatTlogProof({ extra, index, proof, checkpoint }: TlogProof): Uint8Array<ArrayBuffer> {
  if (!isTreeSize(index) || proof.length > maxProofLength || proof.some((hash) => hash.length !== hashLength))
    throw malformed();
  if (extra !== undefined && extra.length > tlogProofLimits.extra) throw malformed();
  const lines = [
    header,
    ...(extra === undefined ? [] : [`extra ${base64(extra)}`]),
    `index ${index}`,
    ...proof.map(base64),
  ];
  return concat(utf8(`${lines.join('\n')}\n\n`), formatNote(checkpoint));
}

/** Reads a proof file; proves nothing yet. Faults: `tlog-proof-malformed` and those of a note. Spec: LOG-17. */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  if (bytes.length > tlogProofLimits.bytes) throw malformed();
  const whole = fromUtf8(bytes);
  const split = whole.indexOf('\n\n');
  const [first, ...lines] = whole.slice(0, Math.max(split, 0)).split('\n');
  if (first !== header) throw malformed();
  const extra = lines[0]?.startsWith('extra ') ? lines.shift() : undefined;
  const index = lines.shift();
  if (index === undefined || !index.startsWith('index ') || lines.length > maxProofLength) throw malformed();
  return {
    ...(extra === undefined ? {} : { extra: readExtra(extra) }),
    index: parseTreeSize(index.slice('index '.length)),
    proof: lines.map((line) => fromBase64(line, hashLength)),
    checkpoint: parseNote(utf8(whole.slice(split + 2))),
  };
}

function readExtra(line: string): Uint8Array {
  const extra = fromBase64(line.slice('extra '.length));
  if (extra.length > tlogProofLimits.extra) throw malformed();
  return extra;
}

/** What a verifier trusts: the log's keys, the witnesses' keys, and how many distinct witnesses it asks for. */
export interface TlogPolicy {
  readonly logKeys: readonly NoteKey[];
  readonly witnesses: readonly NoteKey[];
  readonly quorum: number;
}

/** What a proof established. */
export interface ProvedEntry {
  readonly index: number;
  readonly checkpoint: Checkpoint;
  readonly cosignatures: readonly Cosignature[];
}

/**
 * Verifies that `entry` is in the log. Faults: those of openCheckpoint, of cosignatures and of
 * verifyInclusion, and `witness-quorum`. Spec: LOG-13, LOG-17.
 */
export function verifyTlogProof(offered: TlogProof, entry: Uint8Array, policy: TlogPolicy): ProvedEntry {
  const checkpoint = openCheckpoint(offered.checkpoint, policy.logKeys);
  const cosignatures = cosignaturesOf(offered.checkpoint, policy.witnesses);
  if (witnessCount(cosignatures) < policy.quorum)
    throw new Fault('witness-quorum', 'Fewer witnesses than asked for have cosigned the checkpoint.');
  const position = { leaf: leafHash(entry), index: offered.index, size: checkpoint.size };
  verifyInclusion(position, checkpoint.root, offered.proof);
  return { index: offered.index, checkpoint, cosignatures };
}
