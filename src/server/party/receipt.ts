import { openRelease, type ReleaseTerms } from '#protocol/agreement/release-record.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { type KeyHistory, logKeys, recordKey } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote, type SignedNote, verifiedKeys } from '#protocol/identity/signed-note.ts';
import { verifyOpening } from '#protocol/log/commitment.ts';
import { verifyTlogProof } from '#protocol/log/tlog-proof.ts';
import { type BatchRow, batchById } from './batch-book.ts';
import { entryPosition } from './log-entries.ts';
import type { Party } from './party.ts';
import { knownPeer } from './peer-book.ts';

/** A release with both signatures checked now, and its place in our own log. */
export interface Receipt {
  readonly batch: BatchRow;
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly terms: ReleaseTerms;
  /** With the recipient's signature, once it has arrived. */
  readonly note: SignedNote;
  readonly senderVersion: number;
  readonly recipientVersion?: number;
  readonly entry: number;
  /** Whether its inclusion under our published checkpoint was verified. */
  readonly isIncluded: boolean;
}

function noteBytes(party: Party, batch: BatchRow): Uint8Array {
  const countersigned = party.db.get<{ bytes: Uint8Array | null }>(
    'SELECT countersigned AS bytes FROM delivery WHERE batch = ?',
    batch.n,
  )?.bytes;
  const bytes =
    countersigned ?? party.db.get<{ bytes: Uint8Array }>('SELECT bytes FROM note WHERE id = ?', batch.id)?.bytes;
  if (bytes === undefined) throw new Fault('note-unknown', 'This server does not hold the note.');
  return bytes;
}

/** The version of a party's key that signed the note; a wrong signature is a fault. Spec: REL-8. */
function signedVersion(note: SignedNote, history: KeyHistory): number | undefined {
  const keys = history.entries.map(({ version }) => ({ version, key: recordKey(history, version) }));
  const [found] = verifiedKeys(
    note,
    keys.map(({ key }) => key),
  );
  return keys.find(({ key }) => key === found)?.version;
}

/** Verifies that our log holds the note as it was kept, under the checkpoint as published. Spec: LOG-17, LOG-19. */
function isInLog(party: Party, id: string): boolean {
  try {
    const { proof, entry, salt } = party.log.proofOf(id);
    verifyTlogProof(proof, entry, { logKeys: logKeys(party.history), witnesses: [], quorum: 0 });
    const kept = party.db.get<{ bytes: Uint8Array }>('SELECT bytes FROM note WHERE id = ?', id);
    if (salt !== undefined && kept !== undefined) verifyOpening(entry, salt, kept.bytes);
    return true;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return false;
  }
}

/** The receipt of a release that left or reached us, or undefined when there is none of this id. */
export function receiptOf(party: Party, id: string): Receipt | undefined {
  const batch = batchById(party, id);
  if (batch === undefined || batch.direction === 'own') return undefined;
  const from = batch.direction === 'left' ? party.id : batch.party;
  const note = parseNote(noteBytes(party, batch));
  const { record, terms } = openRelease(note, knownPeer(party, from).history);
  const version = signedVersion(note, knownPeer(party, terms.to).history);
  return {
    batch,
    from,
    to: terms.to,
    at: record.head.at,
    terms,
    note,
    senderVersion: record.head.version,
    ...(version === undefined ? {} : { recipientVersion: version }),
    entry: entryPosition(party, id),
    isIncluded: isInLog(party, id),
  };
}

/** The bytes of a receipt's note, to be kept elsewhere. */
export const receiptBytes = (receipt: Receipt): Uint8Array<ArrayBuffer> => formatNote(receipt.note);

/** One item of a release as it stands here; an item that was refused at the door has none. */
export interface ReleasedItem {
  readonly position: number;
  readonly seq: number;
  readonly class: number;
  readonly title: string;
  readonly isErased: boolean;
}

/** One page of the items of a release, in their order. */
export function itemsOfRelease(party: Party, batch: number, slice: { limit: number; offset: number }): ReleasedItem[] {
  return party.db
    .all<{ position: number; seq: number; class: number; title: string; held: number }>(
      `SELECT position, seq, class, title, text IS NOT NULL AS held FROM batch_item JOIN item ON item.seq = batch_item.item
       WHERE batch_item.batch = ? ORDER BY position LIMIT ? OFFSET ?`,
      batch,
      slice.limit,
      slice.offset,
    )
    .map(({ held, ...item }) => ({ ...item, isErased: held === 0 }));
}
