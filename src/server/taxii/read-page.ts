import type { Party } from '../party/party.ts';
import type { CollectionEntry, CollectionPage } from './collection.ts';
import type { TaxiiQuery } from './taxii-query.ts';

type Values = Readonly<Record<string, string | number>>;

/** A collection as a query: everything that this reader may see in it now, whatever is asked for. */
export interface PageSource {
  /** Common table expressions, the last of which is `entry` (object, version, added, text, …), to be read in order. */
  readonly inOrder: string;
  /** The same, to be found by a few ids of objects; and what finds them, beside `entry.object` itself. */
  readonly byIds: string;
  readonly found?: string;
  /** Selects version and added of every entry that has the object of a row of `entry`. */
  readonly others: string;
  readonly values: Values;
  /** Columns of `entry` that sort as `added` does, where its parts are indexed and it is not. */
  readonly order?: string;
  /** Which of two equal versions stands: whether `other` does, not `entry`. The one that was added first, unless said. */
  readonly twin?: string;
  /** A condition on `entry` that holds for all after `:after`, for an index to begin there. */
  readonly seek?: string;
}

/** Finds the items of a few ids: the `found` of entries that have the position of an item. */
export const foundByKey =
  'entry.seq IN (SELECT seq FROM item_name WHERE key IN (SELECT object_key(value) FROM json_each(:ids)))';

/** Rows of `entry`; collections may select more columns than these. */
export interface EntryRow {
  readonly object: string;
  readonly version: string;
  readonly added: number;
  readonly text: string;
}

/** Characters of one page, beyond which no more objects are put on it: objects have up to a million each. */
const mostOfPage = 16 * 1024 * 1024;

/** Whether there is another entry of the object in the collection for which a condition holds. */
const another = ({ others }: PageSource, condition: string): string =>
  `EXISTS (SELECT 1 FROM (${others}) AS other WHERE ${condition})`;

// Of equal versions in one collection, such as two authors' statements, the first one stands.
const earlierTwin = '(other.version = entry.version AND other.added < entry.added)';

/** The version filter; among all versions in the collection, not among those that other filters leave. Spec: TAX-6. */
function versionConditions(source: PageSource, { versions }: TaxiiQuery): string[] {
  const twin = source.twin ?? earlierTwin;
  const isFirstTwin = `NOT ${another(source, twin)}`;
  if (versions === 'all') return [isFirstTwin];
  // By far the most frequent question is asked in one go.
  if (versions.length === 1 && versions[0] === 'last')
    return [`NOT ${another(source, `other.version > entry.version OR ${twin}`)}`];
  const wanted = [
    ...(versions.includes('last') ? [`NOT ${another(source, 'other.version > entry.version')}`] : []),
    ...(versions.includes('first') ? [`NOT ${another(source, 'other.version < entry.version')}`] : []),
    ...(versions.some((one) => one !== 'first' && one !== 'last')
      ? ['entry.version IN (SELECT value FROM json_each(:versions))']
      : []),
  ];
  return [isFirstTwin, `(${wanted.join(' OR ')})`];
}

const ofType = "substr(entry.object, 1, instr(entry.object, '--') - 1) IN (SELECT value FROM json_each(:types))";

function statementInOrder(source: PageSource, query: TaxiiQuery): string {
  const { inOrder, order = 'entry.added', seek } = source;
  const conditions = [
    'entry.added > :after',
    ...(seek === undefined ? [] : [seek]),
    ...(query.types === undefined ? [] : [ofType]),
    ...versionConditions(source, query),
  ];
  return `WITH ${inOrder} SELECT * FROM entry WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT :limit + 0`;
}

function statementByIds(source: PageSource, query: TaxiiQuery): string {
  const { byIds, found } = source;
  const conditions = [
    ...(found === undefined ? [] : [found]),
    'entry.object IN (SELECT value FROM json_each(:ids))',
    // The few that are found are sorted; the index of dates would lead through everything.
    '+entry.added > :after',
    ...(query.types === undefined ? [] : [ofType]),
    ...versionConditions(source, query),
  ];
  return `WITH ${byIds} SELECT * FROM entry WHERE ${conditions.join(' AND ')} ORDER BY +entry.added LIMIT :limit + 0`;
}

const statement = (source: PageSource, query: TaxiiQuery): string =>
  query.ids === undefined ? statementInOrder(source, query) : statementByIds(source, query);

function valuesOf({ values }: PageSource, { after, limit, ids, types, versions }: TaxiiQuery): Values {
  const named = versions === 'all' ? [] : versions.filter((one) => one !== 'first' && one !== 'last');
  return {
    ...values,
    after,
    limit: limit + 1,
    ...(ids === undefined ? {} : { ids: JSON.stringify(ids) }),
    ...(types === undefined ? {} : { types: JSON.stringify(types) }),
    ...(named.length === 0 ? {} : { versions: JSON.stringify(named) }),
  };
}

/** The content of an item's text, or a text that is content alone. */
export const contentIn = (text: string): string => text.slice(text.indexOf('\n') + 1);

/**
 * One page of a collection. All filters are here and nowhere else; what may be seen at all is in
 * the source. `write` gives an entry's content; undefined leaves the entry out. Spec: TAX-5, TAX-6.
 */
export function readPage<Row extends EntryRow>(
  party: Party,
  source: PageSource,
  query: TaxiiQuery,
  write: (row: Row) => string | undefined,
): CollectionPage {
  const entries: CollectionEntry[] = [];
  if (query.specVersions !== undefined && !query.specVersions.includes('2.1')) return { entries, more: false };
  let [room, reached, seen] = [mostOfPage, query.after, 0];
  for (const row of party.db.eachNamed<Row>(statement(source, query), valuesOf(source, query))) {
    if (seen === query.limit || (room <= 0 && entries.length > 0)) return { entries, more: true, reached };
    const { object, version, added } = row;
    const content = write(row);
    if (content !== undefined) entries.push({ object, version, added, content });
    room -= content?.length ?? 0;
    reached = added;
    seen++;
  }
  return { entries, more: false, reached };
}
