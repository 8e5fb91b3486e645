import { withMarking } from '#exchange/stix/marking.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseItem } from '#protocol/record/item.ts';
import { contentOf, isStix } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { namesClosed } from '../party/references.ts';
import { nextRelease } from '../party/release-book.ts';
import { contextFor, grantFor, type OpenClasses, openClasses } from '../party/release-context.ts';
import { longestRun } from '../store/tables/batch-tables.ts';
import { type Collection, type CollectionEntry, type CollectionPage, keepsVersion } from '../taxii/collection.ts';
import { collectionId } from '../taxii/own-collection.ts';
import type { TaxiiQuery } from '../taxii/taxii-query.ts';

interface Row {
  readonly seq: number;
  readonly class: number;
  readonly object: string;
  readonly version: string;
  readonly added: number;
  readonly text: string;
}

const released = `SELECT item.seq AS seq, class, object, version, batch.at + batch_item.position AS added, text
  FROM batch JOIN delivery ON delivery.batch = batch.n JOIN batch_item ON batch_item.batch = batch.n JOIN item ON item.seq = batch_item.item
  WHERE direction = 'left' AND party = :party AND delivery.state <> 'withheld' AND text IS NOT NULL
  AND batch.at + batch_item.position > :after ORDER BY batch.number, batch_item.position`;

const versions = `SELECT item.seq AS seq, class, version FROM item_name JOIN item USING (seq)
  WHERE key = object_key(:object) AND object = :object AND text IS NOT NULL AND EXISTS (SELECT 1 FROM way CROSS JOIN batch_run
    ON batch_run.way = way.n AND batch_run.item > item.seq - ${longestRun} AND batch_run.item <= item.seq
    JOIN delivery ON delivery.batch = batch_run.batch WHERE way.direction = 'left' AND way.party = :party
    AND batch_run.item + batch_run.count > item.seq AND batch_run.item >= 0 AND delivery.state <> 'withheld') ORDER BY version`;

const releasesAtOnce = 100;

/**
 * What was released to one partner, for an account bound to it. Reading here goes the way of the
 * link: what is newly open is released, that is signed and logged, before a byte of it leaves; and
 * what was released is asked about again at every read. Spec: REL-7, REL-11, P2.
 */
export class ReleasedCollection implements Collection {
  readonly id: string;
  readonly title: string;
  readonly alias = 'released';
  readonly #party: Party;
  readonly #partner: string;

  constructor(party: Party, partner: string, title: string) {
    this.#party = party;
    this.#partner = partner;
    this.title = title;
    this.id = collectionId('comity/collection/released', party.id, partner);
  }

  page(query: TaxiiQuery): CollectionPage {
    for (
      let made = 0;
      made < releasesAtOnce && nextRelease(this.#party, this.#partner, { via: 'taxii' }) !== undefined;
      made++
    );
    const entries: CollectionEntry[] = [];
    const open = openClasses(this.#party, contextFor(this.#party, this.#partner));
    for (const row of this.#party.db.eachNamed<Row>(released, { party: this.#partner, after: query.after })) {
      if (grantFor(open, row) === undefined || namesClosed(this.#party, open, row.seq, this.#partner)) continue;
      if (!this.#matches(row, query, open)) continue;
      const content = marked(row.text);
      if (content === undefined) continue;
      if (entries.length === query.limit) return { entries, more: true };
      entries.push({ object: row.object, version: row.version, added: row.added, content });
    }
    return { entries, more: false };
  }

  #matches(row: Row, query: TaxiiQuery, open: OpenClasses): boolean {
    if (query.specVersions !== undefined && !query.specVersions.includes('2.1')) return false;
    if (query.ids !== undefined && !query.ids.includes(row.object)) return false;
    if (query.types !== undefined && !query.types.includes(row.object.slice(0, row.object.indexOf('--')))) return false;
    if (query.versions === 'all') return true;
    return keepsVersion(query.versions, row.version, this.#versionsOf(row.object, open));
  }

  /** Versions that this partner may see: one that was not released must not hide one that was. */
  #versionsOf(object: string, open: OpenClasses): string[] {
    const rows = this.#party.db.allNamed<Row>(versions, { party: this.#partner, object });
    return rows.filter((row) => grantFor(open, row) !== undefined).map(({ version }) => version);
  }
}

/** The object with its TLP marking, as TAXII has no other way to say it; undefined when the label cannot be said or it is no STIX object. */
function marked(text: string): string | undefined {
  // A notice asks for answers, which TAXII cannot carry.
  if (!isStix(text)) return undefined;
  const { label, content } = parseItem(utf8(text));
  const object = contentOf(text);
  try {
    const written = withMarking(object, label);
    return written === object ? content : JSON.stringify(written);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
