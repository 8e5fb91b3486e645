import type { Party } from '../party/party.ts';
import { type Collection, type CollectionPage, type CollectionWriter, collectionId } from './collection.ts';
import { contentIn, readPage } from './read-page.ts';
import type { TaxiiQuery } from './taxii-query.ts';

const columns = `submitted.object AS object, submitted.version AS version, submitted.added AS added,
  coalesce(item.text, submitted.content) AS text`;
const entries = `SELECT ${columns} FROM submitted LEFT JOIN item ON item.seq = submitted.item
  WHERE submitted.party = :party AND (item.text IS NOT NULL OR submitted.content IS NOT NULL)`;

const entry = `entry AS (${entries})`;
const source = { inOrder: entry, byIds: entry, others: `${entries} AND submitted.object = entry.object` };

/** What a party without a server submitted itself, as it submitted it; nothing else. Spec: TAX-10. */
export class SubmittedCollection implements Collection {
  readonly id: string;
  readonly title: string;
  readonly alias = 'submitted';
  readonly canRead = true;
  readonly writer: CollectionWriter | undefined;
  readonly #party: Party;
  readonly #by: string;

  constructor(party: Party, by: string, about: { title: string; writer: CollectionWriter | undefined }) {
    this.#party = party;
    this.#by = by;
    this.title = about.title;
    this.writer = about.writer;
    this.id = collectionId('comity/collection/submitted', party.id, by);
  }

  page(query: TaxiiQuery): CollectionPage {
    return readPage(this.#party, { ...source, values: { party: this.#by } }, query, ({ text }) => contentIn(text));
  }
}
