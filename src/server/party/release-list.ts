import { type ReleaseTerms, readRelease } from '#protocol/agreement/release-record.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { batchesOf } from './batch-book.ts';
import type { Party } from './party.ts';

/** What narrows a list of releases. Spec: REL-7. */
export interface ReleaseQuery {
  readonly direction: 'left' | 'reached';
  readonly partner?: string;
  readonly agreement?: string;
  /** Unix seconds. */
  readonly since?: number;
}

/** One release with the terms that were signed. A release that was withheld never left and is not listed. */
export interface ListedRelease {
  readonly id: string;
  readonly partner: string;
  /** As signed, Unix seconds. */
  readonly at: number;
  readonly terms: ReleaseTerms;
  readonly isCountersigned: boolean;
}

interface Row {
  readonly id: string;
  readonly party: string;
  readonly bytes: Uint8Array;
  readonly state: string | null;
}

function where({ direction, partner, agreement, since }: ReleaseQuery): { sql: string; values: (string | number)[] } {
  const parts: [sql: string, ...values: (string | number)[]][] = [
    ['batch.direction = ?', direction],
    ["coalesce(delivery.state, '') <> 'withheld'"],
    ...(partner === undefined ? [] : [['batch.party = ?', partner] as [string, string]]),
    ...(since === undefined ? [] : [['batch.at >= ?', since * 1_000_000] as [string, number]]),
    // The terms name each agreement by its id; an id is too long to stand there by chance.
    ...(agreement === undefined
      ? []
      : [['instr(CAST(note.bytes AS TEXT), ?) > 0', `"agreement":"${agreement}"`] as [string, string]]),
  ];
  return { sql: parts.map(([sql]) => sql).join(' AND '), values: parts.flatMap(([, ...values]) => values) };
}

const tables = 'batch JOIN note ON note.id = batch.id LEFT JOIN delivery ON delivery.batch = batch.n';

function fromRow({ id, party, bytes, state }: Row, direction: ReleaseQuery['direction']): ListedRelease {
  const head = parseRecordHead(parseNote(bytes).text);
  // What reached us was countersigned by us when it was taken in.
  const isCountersigned = direction === 'reached' || state === 'acknowledged';
  return { id, partner: party, at: head.at, terms: readRelease(head.data), isCountersigned };
}

/** One page of releases, newest first. */
export function listReleases(
  party: Party,
  query: ReleaseQuery,
  slice: { limit: number; offset: number },
): ListedRelease[] {
  const { sql, values } = where(query);
  const rows = party.db.all<Row>(
    `SELECT batch.id AS id, batch.party AS party, note.bytes AS bytes, delivery.state AS state
     FROM ${tables} WHERE ${sql} ORDER BY batch.n DESC LIMIT ? OFFSET ?`,
    ...values,
    slice.limit,
    slice.offset,
  );
  return rows.map((row) => fromRow(row, query.direction));
}

/** How many releases there are, and the objects in all of them. */
export function countReleases(party: Party, query: ReleaseQuery): { releases: number; objects: number } {
  const { sql, values } = where(query);
  const row = party.db.get<{ releases: number; objects: number }>(
    `SELECT count(*) AS releases, coalesce(sum(batch.count), 0) AS objects FROM ${tables} WHERE ${sql}`,
    ...values,
  );
  return row ?? { releases: 0, objects: 0 };
}

/** Objects that went one way under one agreement, clause by clause added up. */
export function objectsUnder(party: Party, direction: ReleaseQuery['direction'], agreement: string): number {
  const { sql, values } = where({ direction, agreement });
  const rows = party.db.all<{ bytes: Uint8Array }>(`SELECT note.bytes AS bytes FROM ${tables} WHERE ${sql}`, ...values);
  const shares = rows.flatMap(({ bytes }) => readRelease(parseRecordHead(parseNote(bytes).text).data).shares);
  return shares.filter((share) => share.agreement === agreement).reduce((sum, { count }) => sum + count, 0);
}

/** Where an item went: each release that took it and was not withheld, oldest first. */
export function releasesOfItem(party: Party, seq: number): { partner: string; id: string; at: number }[] {
  const rows = party.db.all<{ party: string; id: string; bytes: Uint8Array }>(
    `SELECT batch.party AS party, batch.id AS id, note.bytes AS bytes FROM batch
     JOIN note ON note.id = batch.id JOIN delivery ON delivery.batch = batch.n
     WHERE batch.n IN (SELECT value FROM json_each(?)) AND batch.direction = 'left' AND delivery.state <> 'withheld' ORDER BY batch.n`,
    batchesOf(party, seq),
  );
  return rows.map(({ party: partner, id, bytes }) => ({ partner, id, at: parseRecordHead(parseNote(bytes).text).at }));
}
