import type { Label } from '#protocol/record/label.ts';
import type { Party } from '../party/party.ts';
import { namesNothingClosed } from '../party/references.ts';
import { nextRelease } from '../party/release-book.ts';
import { contextFor, openAfter, openClasses } from '../party/release-context.ts';

/*
 * What was released to one enrolled organisation, for its accounts to read here. It goes the way of
 * the link: what is newly open is released, that is signed and logged, before a byte of it leaves;
 * and what was released is asked about again at every read. Spec: CST-5, CST-6, REL-7, REL-11, P2.
 */

/** A record that an organisation may read, in its newest version among those. */
export interface ViewedRecord {
  readonly seq: number;
  readonly object: string;
  readonly title: string;
  readonly kind: string;
  readonly label: Label;
  readonly author: string;
  /** The item's text. */
  readonly text: string;
  /** When it was released, Unix seconds. */
  readonly at: number;
}

interface Row {
  readonly seq: number;
  readonly class: number;
  readonly object: string;
  readonly title: string;
  readonly text: string;
  readonly at: number;
}

// Releases made in answer to one request: some forty thousand records.
const releasesAtOnce = 10;

/** The newest records that are read for one answer; older ones are found over TAXII. */
const mostViewed = 10_000;

const visible = `WITH open AS MATERIALIZED (SELECT value ->> 0 AS class, value ->> 1 AS after FROM json_each(:open))
  SELECT item.seq AS seq, item.class AS class, item.object AS object, item.title AS title, item.text AS text, batch.at AS at
  FROM batch CROSS JOIN delivery ON delivery.batch = batch.n CROSS JOIN batch_item ON batch_item.batch = batch.n
    CROSS JOIN item ON item.seq = batch_item.item
  WHERE batch.direction = 'left' AND batch.party = :party AND delivery.state <> 'withheld' AND item.text IS NOT NULL
    AND EXISTS (SELECT 1 FROM open WHERE open.class = item.class AND item.seq > open.after) AND ${namesNothingClosed}`;
const newest = `${visible} ORDER BY batch.n DESC, item.version DESC, item.seq DESC LIMIT :limit`;
const one = `${visible} AND item.seq = :seq LIMIT 1`;

const openTo = (party: Party, organisation: string): string =>
  openAfter(openClasses(party, contextFor(party, organisation)));

function fromRow(party: Party, { class: id, at, ...row }: Row): ViewedRecord {
  const { label, author, kind } = party.items.factsOf(id);
  return { ...row, label, author, kind, at: Math.floor(at / 1_000_000) };
}

/** Releases what is newly open to an organisation, so that it can be read. */
export function releaseToView(party: Party, organisation: string): void {
  for (let made = 0; made < releasesAtOnce; made++)
    if (nextRelease(party, organisation, { via: 'view' }) === undefined) return;
}

/** What an organisation may read now of what was released to it, newest first. */
export function viewOf(party: Party, organisation: string): ViewedRecord[] {
  const rows = party.db.allNamed<Row>(newest, {
    party: organisation,
    open: openTo(party, organisation),
    limit: mostViewed,
  });
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    if (seen.has(row.object)) return [];
    seen.add(row.object);
    return [fromRow(party, row)];
  });
}

/** One record of that view; undefined when it is not in it. */
export function viewedRecord(party: Party, organisation: string, seq: number): ViewedRecord | undefined {
  const [row] = party.db.allNamed<Row>(one, { party: organisation, open: openTo(party, organisation), seq });
  return row === undefined ? undefined : fromRow(party, row);
}
