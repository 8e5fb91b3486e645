import { withMarking } from '#exchange/stix/marking.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { contentOf, isStix } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { namesNothingClosed } from '../party/references.ts';
import { mostForReaders, nextRelease } from '../party/release-book.ts';
import { contextFor, openAfter, openClasses } from '../party/release-context.ts';
import { rankOf } from '../store/item-store.ts';
import { longestRun } from '../store/tables/batch-tables.ts';
import { type Collection, type CollectionPage, collectionId } from '../taxii/collection.ts';
import { contentIn, type EntryRow, foundByKey, type PageSource, readPage } from '../taxii/read-page.ts';
import type { TaxiiQuery } from '../taxii/taxii-query.ts';

/*
 * What was released to one partner, for an account bound to it. Reading here goes the way of the
 * link: what is newly open is released, that is signed and logged, before a byte of it leaves; and
 * what was released is asked about again at every read. Spec: REL-7, REL-11, REL-12, TAX-11, P2.
 */

interface Row extends EntryRow {
  readonly class: number;
  /** Rank of the level that the content carries. */
  readonly marked: number;
}

// Made in answer to one request, as others wait meanwhile; the rest is made beforehand by a job.
const releasesAtOnce = 5;

const columns = (position: string): string => `item.seq AS seq, item.object AS object, item.version AS version,
  batch.at + ${position} AS added, item.text AS text, item.class AS class,
  item.name_key AS name_key, item.marked AS marked`;

const isVisible = `batch.direction = 'left' AND batch.party = :party AND delivery.state <> 'withheld' AND item.text IS NOT NULL
  AND EXISTS (SELECT 1 FROM open WHERE open.class = item.class AND item.seq > open.after) AND ${namesNothingClosed}`;

const isOfAuthor = 'item.class IN (SELECT id FROM class WHERE author = :author)';

const open = 'open AS MATERIALIZED (SELECT value ->> 0 AS class, value ->> 1 AS after FROM json_each(:open))';

const itsBatches = `CROSS JOIN way ON way.direction = 'left' AND way.party = :party
  CROSS JOIN batch_run ON batch_run.way = way.n AND batch_run.item > item.seq - ${longestRun} AND batch_run.item <= item.seq
    AND batch_run.item + batch_run.count > item.seq AND batch_run.item >= 0
  CROSS JOIN batch ON batch.n = batch_run.batch CROSS JOIN delivery ON delivery.batch = batch.n`;
const itsColumns = columns('batch_run.position + item.seq - batch_run.item');

// No item is released twice to one partner, so an entry need not be compared with itself.
// Read from the batches on, which are in the order of time; an object's versions are found from its items on.
const sourceWhere = (condition: string) => ({
  inOrder: `${open}, entry AS (SELECT ${columns('batch_run.position + offset.n')},
      batch.at AS at, batch_run.position AS position, offset.n AS step
    FROM batch CROSS JOIN delivery ON delivery.batch = batch.n CROSS JOIN batch_run ON batch_run.batch = batch.n
      CROSS JOIN offset ON offset.n < batch_run.count CROSS JOIN item ON item.seq = batch_run.item + offset.n WHERE ${condition})`,
  byIds: `${open}, entry AS (SELECT ${itsColumns} FROM item ${itsBatches} WHERE ${condition})`,
  found: foundByKey,
  others: `SELECT ${itsColumns} FROM item_name CROSS JOIN item ON item.seq = item_name.seq ${itsBatches}
    WHERE item_name.key = entry.name_key AND item_name.seq <> entry.seq AND item.object = entry.object AND ${condition}`,
  // The whole comes before its forms that lack parts, and a fuller one before a lesser one. Spec: STX-30.
  twin: '(other.version = entry.version AND other.seq < entry.seq)',
  order: 'entry.at, entry.position, entry.step',
  seek: `entry.at > :after - ${longestRun} AND entry.step > :after - entry.at - entry.position`,
});

const all = sourceWhere(isVisible);
const allOfAuthor = sourceWhere(`${isVisible} AND ${isOfAuthor}`);

/** For each class open to a partner and whose label TAXII can say, the position after which its items may go. */
function sayableAfter(party: Party, partner: string): string {
  const classes = [...openClasses(party, contextFor(party, partner))].filter(([id]) => {
    const { label } = party.items.factsOf(id);
    // STIX has no way to say for whom and for what use, and nothing goes out with less than its label. Spec: STX-14.
    return label.only === undefined && label.purposes === undefined;
  });
  return openAfter(new Map(classes));
}

/** Whose statements a collection has; everybody's when undefined. */
export interface ReleasedScope {
  readonly author?: string;
  readonly alias: string;
  readonly title: string;
  readonly description: string;
  /** Told when everything that is open now has been read to its end. */
  readonly fetched?: () => void;
}

/** All that was released to a partner, or what one party of it stated. */
export class ReleasedCollection implements Collection {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly alias: string;
  readonly canRead = true;
  readonly writer = undefined;
  readonly #party: Party;
  readonly #partner: string;
  readonly #author: string | undefined;
  readonly #fetched: () => void;

  constructor(party: Party, partner: string, { author, alias, title, description, fetched }: ReleasedScope) {
    this.#party = party;
    this.#partner = partner;
    this.#author = author;
    this.#fetched = fetched ?? (() => undefined);
    this.alias = alias;
    this.title = title;
    this.description = description;
    const names = author === undefined ? ['released', party.id, partner] : ['released-of', party.id, partner, author];
    this.id = collectionId(`comity/collection/${names[0]}`, ...names.slice(1));
  }

  /** Reads what was released, after more was released if that fills no page. Spec: REL-7. */
  page(query: TaxiiQuery): CollectionPage {
    const isFiltered = query.ids !== undefined || query.types !== undefined || this.#author !== undefined;
    const page = this.#page(query, isFiltered);
    if (!isFiltered && !page.more) this.#fetched();
    return page;
  }

  #page(query: TaxiiQuery, isFiltered: boolean): CollectionPage {
    const page = this.#read(query);
    if (page.more) return page;
    const wanted = isFiltered ? Number.POSITIVE_INFINITY : query.limit - page.entries.length + 1;
    const { count, isRest } = this.#release(wanted);
    if (count === 0) return page;
    const fuller = this.#read(query);
    return isRest ? { ...fuller, more: true } : fuller;
  }

  /** Releases until so many objects went or nothing is left; `isRest` when it stopped before that was known. */
  #release(wanted: number): { count: number; isRest: boolean } {
    let count = 0;
    for (let made = 0; made < releasesAtOnce && count < wanted; made++) {
      const release = nextRelease(this.#party, this.#partner, { via: 'taxii', most: mostForReaders });
      if (release === undefined) return { count, isRest: false };
      count += release.count;
    }
    return { count, isRest: true };
  }

  #read(query: TaxiiQuery): CollectionPage {
    return readPage<Row>(this.#party, this.#source(), query, (row) => this.#written(row));
  }

  /** What is visible at this moment: classes are decided anew for every page. Spec: REL-4, REL-11. */
  #source(): PageSource {
    const visible = sayableAfter(this.#party, this.#partner);
    const author = this.#author;
    return {
      ...(author === undefined ? all : allOfAuthor),
      values: { party: this.#partner, open: visible, ...(author === undefined ? {} : { author }) },
    };
  }

  /** The object with its TLP marking, as TAXII has no other way to say it; undefined when the label cannot be said. */
  #written(row: Row): string | undefined {
    // A notice asks for answers, which TAXII cannot carry.
    if (!isStix(row.text)) return undefined;
    const { label } = this.#party.items.factsOf(row.class);
    if (row.marked === rankOf(label.tlp) && label.only === undefined && label.purposes === undefined)
      return contentIn(row.text);
    const object = contentOf(row.text);
    try {
      const written = withMarking(object, label);
      return written === object ? contentIn(row.text) : JSON.stringify(written);
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }
}

/** The authors of what a partner may see now of what was released to it. */
export function releasedAuthors(party: Party, partner: string): string[] {
  const visible = sayableAfter(party, partner);
  const sql = `WITH ${open} SELECT DISTINCT author FROM class AS stated JOIN open AS opened ON opened.class = stated.id
    WHERE EXISTS (SELECT 1 FROM item ${itsBatches} WHERE item.class = stated.id AND ${isVisible}) ORDER BY author`;
  return party.db.allNamed<{ author: string }>(sql, { party: partner, open: visible }).map(({ author }) => author);
}
