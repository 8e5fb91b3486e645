import { mostErased } from '#protocol/record/erasure-record.ts';
import { isStix } from '../party/content.ts';
import { eraseAndTell } from '../party/erase-own.ts';
import type { Party } from '../party/party.ts';
import type { VersionFilter } from './collection.ts';
import type { Submitter } from './submission.ts';
import type { TaxiiQuery } from './taxii-query.ts';

/** Which of the versions of one object a request names. */
function named<Row extends { readonly version: string }>(
  rows: readonly Row[],
  { versions, specVersions }: VersionFilter,
): Row[] {
  if (specVersions !== undefined && !specVersions.includes('2.1')) return [];
  const all = rows.map(({ version }) => version).toSorted();
  return rows.filter(({ version }) => isNamed(versions, version, all));
}

function isNamed(wanted: TaxiiQuery['versions'], version: string, all: readonly string[]): boolean {
  if (wanted === 'all') return true;
  return wanted.some((want) =>
    want === 'last' ? version === all.at(-1) : want === 'first' ? version === all[0] : version === want,
  );
}

function erase(party: Party, seqs: readonly number[]): void {
  for (let start = 0; start < seqs.length; start += mostErased)
    eraseAndTell(party, seqs.slice(start, start + mostErased));
}

const ownVersions = `SELECT seq, version, text FROM item_name JOIN item USING (seq)
  WHERE key = object_key(?1) AND object = ?1 AND text IS NOT NULL AND class IN (SELECT id FROM class WHERE author = ?2)`;

/** Erases versions of a statement of ours; false when there is none. Spec: TAX-12, ERA-1. */
export function withdrawOwn(party: Party, account: string, object: string, versions: VersionFilter): boolean {
  const seqs = party.transaction(() => {
    const rows = party.db.all<{ seq: number; version: string; text: string }>(ownVersions, object, party.id);
    const found = named(
      rows.filter(({ text }) => isStix(text)),
      versions,
    ).map(({ seq }) => seq);
    if (found.length > 0) {
      erase(party, found);
      party.deed(account, 'taxii-delete', found.join(' ').slice(0, 500));
    }
    return found;
  });
  if (seqs.length > 0) party.sealOrWait();
  return seqs.length > 0;
}

interface SubmittedRow {
  readonly added: number;
  readonly version: string;
  readonly item: number | null;
  /** Whether the item came by this party's submission, and no other party submitted it too. */
  readonly alone: number;
}

const submittedVersions = `SELECT submitted.added AS added, submitted.version AS version, submitted.item AS item,
    EXISTS (SELECT 1 FROM submission_batch JOIN batch_item ON batch_item.batch = submission_batch.batch
      WHERE submission_batch.submission = submitted.submission AND batch_item.item = submitted.item)
    AND NOT EXISTS (SELECT 1 FROM submitted AS other WHERE other.item = submitted.item AND other.party <> submitted.party) AS alone
  FROM submitted LEFT JOIN item ON item.seq = submitted.item
  WHERE submitted.party = ? AND submitted.object = ? AND (item.text IS NOT NULL OR submitted.content IS NOT NULL)`;

const forget =
  "UPDATE submitted SET object = '', version = '', item = NULL, content = NULL WHERE party = ? AND added = ?";

/**
 * Takes versions of an object out of a party's own submissions. Our statement that was made of one
 * is erased too, unless it was held before or another party submitted it as well. Spec: TAX-12.
 */
export function withdrawSubmitted(
  party: Party,
  by: Submitter & { party: string },
  object: string,
  versions: VersionFilter,
): boolean {
  const rows = party.transaction(() => {
    const found = named(party.db.all<SubmittedRow>(submittedVersions, by.party, object), versions);
    const seqs = found.flatMap(({ item, alone }) => (item !== null && alone === 1 ? [item] : []));
    for (const { added } of found) party.db.run(forget, by.party, added);
    erase(party, seqs);
    if (found.length > 0) party.deed(by.account, 'taxii-delete', seqs.join(' ').slice(0, 500));
    return found;
  });
  if (rows.length > 0) party.sealOrWait();
  return rows.length > 0;
}
