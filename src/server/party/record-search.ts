import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { waitingClasses } from './approval-queue.ts';
import { dueForErasure } from './erasure-queue.ts';
import type { Party } from './party.ts';
import { contextFor, type OpenClasses, openClasses } from './release-context.ts';
import { searchWords } from './search-words.ts';

/** Columns by which records can be sorted; a leading minus turns the order. */
export const recordOrders = ['at', '-at', 'title', '-title', 'kind', '-kind', 'label', '-label'] as const;
export type RecordOrder = (typeof recordOrders)[number];

/** What a reader asks for. All conditions together narrow what is found. */
export interface RecordQuery {
  /** Words as typed; nothing in them can break the search. */
  readonly words?: string;
  /** Words find nothing in what its reader sees only in part. Spec: DUT-5. */
  readonly isPartOnly?: true;
  readonly kind?: string;
  readonly tlp?: Tlp;
  /** A party id, or 'own'. */
  readonly origin?: string;
  readonly waiting?: 'approval' | 'erasure';
  /** Only records that stay here because nothing allows them to this party. */
  readonly refused?: string;
  /** Added at or after, Unix seconds. */
  readonly since?: number;
  readonly order: RecordOrder;
}

export interface FoundRecord {
  readonly seq: number;
  readonly class: number;
  readonly title: string;
  /** Microseconds. */
  readonly added: number;
}

type Value = string | number;

/** A condition in SQL with its values. */
interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

const condition = (sql: string, ...values: Value[]): Condition => ({ sql, values });

/** The least position that a class is open from, by class. */
const openFrom = (open: OpenClasses): (readonly [id: number, after: number])[] =>
  [...open].map(([id, grants]) => [id, Math.min(...grants.map(({ after }) => after))]);

/** Records that are not open to a party, nor its own. A class that is open in part is looked at record by record. */
function staysFrom(party: Party, recipient: string): Condition {
  const open = openFrom(openClasses(party, contextFor(party, recipient)));
  const [whole, part] = [open.filter(([, after]) => after < 0), open.filter(([, after]) => after >= 0)];
  const ids = (some: typeof open): string => JSON.stringify(some.map(([id]) => id));
  return condition(
    `class.author <> ? AND item.class NOT IN (SELECT value FROM json_each(?))
     AND (item.class NOT IN (SELECT value FROM json_each(?)) OR NOT EXISTS (SELECT 1 FROM json_each(?) AS open
       WHERE CAST(open.key AS INTEGER) = item.class AND item.seq > open.value))
     AND NOT EXISTS (SELECT 1 FROM item_variant JOIN item AS part ON part.seq = item_variant.item
       WHERE item_variant.whole = item.seq AND part.text IS NOT NULL AND part.class IN (SELECT value FROM json_each(?)))`,
    recipient,
    ids(whole),
    ids(part),
    JSON.stringify(Object.fromEntries(part)),
    ids(whole),
  );
}

const waits = (party: Party): Condition =>
  condition(
    'item.class IN (SELECT value FROM json_each(?))',
    JSON.stringify(waitingClasses(party).map(({ id }) => id)),
  );

/** Classes of which whoever does not work on records sees the part that a device needs. */
const shownWhole = "coalesce(json_extract(class.facts, '$.holding.duties.actions'), '') <> 'detect-and-block-only'";

/** An object and its forms that lack parts are one record. Spec: STX-30. */
const isWhole = 'NOT EXISTS (SELECT 1 FROM item_variant WHERE item_variant.item = item.seq)';

function conditions(party: Party, query: RecordQuery): Condition[] {
  const { words, kind, tlp, origin, waiting, refused, since } = query;
  const found: Condition[] = [condition('item.text IS NOT NULL')];
  // What waits for a releaser may be a form that lacks parts; it is approved by itself.
  if (waiting !== 'approval') found.push(condition(isWhole));
  if (words !== undefined && words.trim() !== '') {
    const match = searchWords(words);
    if (query.isPartOnly === true) found.push(condition(shownWhole));
    found.push(
      match === undefined
        ? condition('0')
        : condition('item.seq IN (SELECT rowid FROM item_words WHERE item_words MATCH ?)', match),
    );
  }
  if (kind !== undefined) found.push(condition('class.kind = ?', kind));
  if (tlp !== undefined) found.push(condition('class.tlp = ?', tlp));
  if (origin !== undefined)
    found.push(origin === 'own' ? condition('class.own = 1') : condition('class.author = ?', origin));
  if (waiting === 'approval') found.push(waits(party));
  if (waiting === 'erasure')
    found.push(condition('item.seq IN (SELECT value FROM json_each(?))', JSON.stringify(dueForErasure(party).seqs)));
  if (refused !== undefined) found.push(staysFrom(party, refused));
  if (since !== undefined) found.push(condition('item.added >= ?', since * 1_000_000));
  return found;
}

const levelRank = `CASE class.tlp ${tlpLevels.map((level, rank) => `WHEN '${level}' THEN ${rank}`).join(' ')} END`;
const columns = { at: 'item.added', title: 'item.title COLLATE NOCASE', kind: 'class.kind', label: levelRank } as const;

function orderSql(order: RecordOrder): string {
  const isDown = order.startsWith('-');
  const column = columns[(isDown ? order.slice(1) : order) as keyof typeof columns];
  const direction = isDown ? 'DESC' : 'ASC';
  return `${column} ${direction}, item.seq ${direction}`;
}

/** How many records fit a query. Only what this server itself holds is ever looked at. */
export function countRecords(party: Party, query: RecordQuery): number {
  const found = conditions(party, query);
  const where = found.map(({ sql }) => sql).join(' AND ');
  return party.db.count(
    `SELECT count(*) FROM item JOIN class ON class.id = item.class WHERE ${where}`,
    ...found.flatMap(({ values }) => values),
  );
}

/** One page of the records that fit a query. */
export function findRecords(party: Party, query: RecordQuery, slice: { limit: number; offset: number }): FoundRecord[] {
  const found = conditions(party, query);
  const where = found.map(({ sql }) => sql).join(' AND ');
  return party.db.all<FoundRecord>(
    `SELECT item.seq AS seq, item.class AS class, item.title AS title, item.added AS added
     FROM item JOIN class ON class.id = item.class WHERE ${where} ORDER BY ${orderSql(query.order)} LIMIT ? OFFSET ?`,
    ...found.flatMap(({ values }) => values),
    slice.limit,
    slice.offset,
  );
}

export interface Holdings {
  readonly kinds: readonly { readonly value: string; readonly count: number }[];
  readonly labels: readonly { readonly value: Tlp; readonly count: number }[];
  /** Other parties of which records are held. */
  readonly authors: readonly string[];
  readonly held: number;
  readonly own: number;
}

interface ClassCount {
  readonly kind: string;
  readonly tlp: Tlp;
  readonly author: string;
  readonly own: number;
  readonly count: number;
}

function tally<Key>(rows: readonly ClassCount[], keyOf: (row: ClassCount) => Key): { value: Key; count: number }[] {
  const groups = Map.groupBy(rows, keyOf);
  return [...groups].map(([value, group]) => ({ value, count: group.reduce((sum, { count }) => sum + count, 0) }));
}

/** What is held here, counted by kind and label. */
export function holdings(party: Party): Holdings {
  const rows = party.db.all<ClassCount>(
    `WITH part AS MATERIALIZED (SELECT class, count(*) AS count FROM item_variant JOIN item ON item.seq = item_variant.item
       WHERE item.text IS NOT NULL GROUP BY class)
     SELECT kind, tlp, author, own, count(*) - coalesce(part.count, 0) AS count FROM item JOIN class ON class.id = item.class
     LEFT JOIN part ON part.class = class.id WHERE item.text IS NOT NULL GROUP BY class.id HAVING count(*) > coalesce(part.count, 0)`,
  );
  const sum = (some: readonly ClassCount[]): number => some.reduce((total, { count }) => total + count, 0);
  return {
    kinds: tally(rows, ({ kind }) => kind).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    labels: tally(rows, ({ tlp }) => tlp).sort((a, b) => tlpLevels.indexOf(a.value) - tlpLevels.indexOf(b.value)),
    authors: [...new Set(rows.filter(({ own }) => own === 0).map(({ author }) => author))],
    held: sum(rows),
    own: sum(rows.filter(({ own }) => own === 1)),
  };
}
