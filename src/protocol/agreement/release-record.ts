import type { JsonObject } from '../bytes/canonical-json.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { currentKeys, type KeyHistory, keyNames, recordKey } from '../identity/key-history.ts';
import { noteSigner } from '../identity/note-key.ts';
import { openNote, type SignedNote, signatureOf } from '../identity/signed-note.ts';
import { openRecord, type SignedRecord } from '../record/record.ts';

/** How many items of a release go under which clause, in the order of the items. */
export interface ReleaseShare {
  readonly agreement: string;
  readonly clause: number;
  readonly count: number;
}

/**
 * What was released to whom under which clause: the data of a `release` record. Signed by the
 * sender before a byte leaves and countersigned by the recipient, it is the receipt of both, and
 * both know it by one id. Spec: REL-7, REL-8.
 */
export interface ReleaseTerms {
  readonly to: string;
  /** Counts the releases to this recipient from 1. */
  readonly number: number;
  readonly count: number;
  /** Merkle root over the salted items, hexadecimal. */
  readonly root: string;
  readonly shares: readonly ReleaseShare[];
}

/** The canonical form. */
export const releaseJson = (terms: ReleaseTerms): JsonObject => ({
  to: terms.to,
  number: terms.number,
  count: terms.count,
  root: terms.root,
  shares: terms.shares.map(({ agreement, clause, count }) => ({ agreement, clause, count })),
});

/** Reads release terms; the shares must add up to the count. Spec: REL-7. */
export function readRelease(data: JsonObject): ReleaseTerms {
  const fields = new Fields(data, '/data');
  const to = fields.text('to', idForm);
  const number = fields.integer('number', 1);
  const count = fields.integer('count', 1, 4096);
  const root = fields.text('root', idForm);
  const shares = fields.list('shares', 64).map((member, index) => {
    const share = new Fields(member, `/data/shares/${index}`);
    const read = {
      agreement: share.text('agreement', idForm),
      clause: share.integer('clause', 1, 999),
      count: share.integer('count', 1, 4096),
    };
    share.end();
    return read;
  });
  fields.end();
  if (shares.reduce((sum, share) => sum + share.count, 0) !== count)
    throw new Fault('release-shares', 'The shares of a release do not add up to its count.', '/data/shares');
  return { to, number, count, root, shares };
}

/** The share under which the item at a place went; undefined beyond the end. */
export function shareAt(shares: readonly ReleaseShare[], position: number): ReleaseShare | undefined {
  let end = 0;
  for (const share of shares) {
    end += share.count;
    if (position < end) return share;
  }
  return undefined;
}

/** Opens a release record of `sender`. */
export function openRelease(note: SignedNote, sender: KeyHistory): { record: SignedRecord; terms: ReleaseTerms } {
  const record = openRecord(note, sender);
  if (record.head.kind !== 'release') throw new Fault('release-kind', 'A release record was expected.');
  return { record, terms: readRelease(record.head.data) };
}

/** The receipt with the recipient's own signature added. Spec: REL-8. */
export function countersign(note: SignedNote, recipient: KeyHistory, recordSeed: Uint8Array): SignedNote {
  const signature = signatureOf(note.text, noteSigner(keyNames.record(recipient.party), recordSeed));
  return { text: note.text, signatures: [...note.signatures, signature] };
}

/** Checks that the recipient has countersigned with a key of one of its versions. Spec: REL-8. */
export function checkCountersigned(note: SignedNote, recipient: KeyHistory): void {
  const versions = recipient.entries.map((entry) => recordKey(recipient, entry.version));
  const key = versions.find((candidate) =>
    note.signatures.some((s) => s.name === candidate.name && s.keyId === candidate.keyId),
  );
  openNote(note, key ?? recordKey(recipient, currentKeys(recipient).version));
}
