import type { Purpose } from '#protocol/record/label.ts';
import { isStix } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { barredFromTools } from '../party/permitted-use.ts';
import { type Collection, type CollectionPage, type CollectionWriter, collectionId } from './collection.ts';
import { contentIn, foundByKey, type PageSource, readPage } from './read-page.ts';
import type { TaxiiQuery } from './taxii-query.ts';

/** Whose statements a collection holds; everybody's when undefined. */
export interface HeldScope {
  readonly author?: string;
  readonly alias: string;
  readonly title: string;
  readonly description: string;
  /** What its reader reads for. Spec: DUT-4. */
  readonly purpose: Purpose;
  readonly writer?: CollectionWriter;
}

const columns =
  'item.seq AS seq, item.object AS object, item.version AS version, item.added AS added, item.text AS text, item.name_key AS name_key';

/** What is barred from tools is left out; mostly nothing is, and then it costs a reader nothing. Spec: DUT-4, DUT-5. */
function sourceOf(author: string | undefined, barred: readonly number[]): PageSource {
  const isOpen =
    barred.length === 0 ? 'item.text IS NOT NULL' : `item.text IS NOT NULL AND item.class NOT IN (${barred.join()})`;
  const isHeld =
    // The plus keeps the index of dates, which gives pages in order without a sort of all that the party stated.
    author === undefined ? isOpen : `${isOpen} AND +item.class IN (SELECT id FROM class WHERE author = :author)`;
  const entry = `entry AS (SELECT ${columns} FROM item WHERE ${isHeld})`;
  return {
    inOrder: entry,
    byIds: entry,
    found: foundByKey,
    others: `SELECT ${columns} FROM item_name JOIN item USING (seq)
      WHERE item_name.key = entry.name_key AND item_name.seq <> entry.seq AND item.object = entry.object AND ${isHeld}`,
    values: author === undefined ? {} : { author },
  };
}

/** What this party holds, for its own people and tools: of everybody, or of one party that stated it. */
export class HeldCollection implements Collection {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly alias: string;
  readonly canRead = true;
  readonly writer: CollectionWriter | undefined;
  readonly #party: Party;
  readonly #source: PageSource;

  constructor(party: Party, { author, alias, title, description, purpose, writer }: HeldScope) {
    this.#party = party;
    this.alias = alias;
    this.title = title;
    this.description = description;
    this.writer = writer;
    this.id =
      author === undefined
        ? collectionId('comity/collection/own', party.id)
        : collectionId('comity/collection/held', party.id, author);
    this.#source = sourceOf(author, barredFromTools(party, purpose));
  }

  page(query: TaxiiQuery): CollectionPage {
    // A notice asks for answers, which TAXII cannot carry.
    return readPage(this.#party, this.#source, query, ({ text }) => (isStix(text) ? contentIn(text) : undefined));
  }
}
