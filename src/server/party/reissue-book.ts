import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { objectKey } from '../store/object-key.ts';
import type { Party } from './party.ts';
import { type Places, recipientHas } from './references.ts';

/** Whether these are the facts of a re-issue of ours. Spec: RIS-1. */
export const isReissue = (party: Party, { author, holding }: ReleaseFacts): boolean =>
  author === party.id && holding !== 'own' && holding.duties.attribution === 'anonymous';

/** What was stated anew of an item, if it was. */
export const reissueOf = (party: Party, source: number): number | undefined =>
  party.db.get<{ item: number }>('SELECT item FROM reissue WHERE source = ?', source)?.item;

/** The item that a re-issue was made of; undefined for everything else. */
export const sourceOf = (party: Party, item: number): number | undefined =>
  party.db.get<{ source: number }>('SELECT source FROM reissue WHERE item = ?', item)?.source;

/** Items together with their re-issues that are still held: what becomes of one becomes of the other. Spec: RIS-7. */
export function withReissues(party: Party, seqs: readonly number[]): number[] {
  const rows = party.db.all<{ item: number }>(
    `SELECT reissue.item AS item FROM reissue JOIN item ON item.seq = reissue.item
     WHERE source IN (SELECT value FROM json_each(?)) AND text IS NOT NULL`,
    JSON.stringify(seqs),
  );
  return [...new Set([...seqs, ...rows.map(({ item }) => item)])];
}

/** A version of an object that was re-issued: what it was made of, and what it became. */
export interface EarlierReissue {
  readonly source: number;
  readonly version: string;
  readonly object: string;
  readonly text: string;
}

/** The re-issues of an object that are held, oldest version of the source first. */
export const reissuesOfObject = (party: Party, object: string): EarlierReissue[] =>
  party.db.all<EarlierReissue>(
    `SELECT reissue.source AS source, source.version AS version, copy.object AS object, copy.text AS text
     FROM item_name JOIN item AS source ON source.seq = item_name.seq AND source.object = ?
     JOIN reissue ON reissue.source = source.seq JOIN item AS copy ON copy.seq = reissue.item
     WHERE item_name.key = ? AND copy.text IS NOT NULL ORDER BY source.version, copy.seq`,
    object,
    objectKey(object),
  );

/** Of re-issues within bounds, those whose source the recipient stated or brought: they are no news to it. Spec: RIS-1. */
export function knownAtSource(party: Party, recipient: string, { from, to }: Places): ReadonlySet<number> {
  const rows = party.db.all<{ item: number; source: number; author: string }>(
    `SELECT reissue.item AS item, reissue.source AS source, class.author AS author FROM reissue
     JOIN item ON item.seq = reissue.source JOIN class ON class.id = item.class WHERE reissue.item BETWEEN ? AND ?`,
    from,
    to,
  );
  const known = rows.filter(({ source, author }) => author === recipient || recipientHas(party, source, recipient));
  return new Set(known.map(({ item }) => item));
}
