import { fromHex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type BatchTree, itemEntry, itemLeaf, saltOf, treeOfLeaves } from '#protocol/log/batch.ts';
import { saltLength } from '#protocol/record/salted-body.ts';
import { longestRun } from '../store/tables/batch-tables.ts';
import type { Party } from './party.ts';

/** A batch as stored: our own import, a release that left us, or one that reached us. */
export interface BatchRow {
  readonly n: number;
  readonly id: string;
  readonly direction: 'own' | 'left' | 'reached';
  readonly party: string;
  readonly number: number;
  readonly at: number;
  readonly count: number;
  readonly seed: Uint8Array;
  readonly extra: string;
}

/** The salted entries of texts in order. */
export const entriesOf = (seed: Uint8Array, texts: readonly string[]): Uint8Array[] =>
  texts.map((text, index) => itemEntry(saltOf(seed, index), utf8(text)));

/** What a caller says of a new batch. */
export interface NewBatch extends Pick<BatchRow, 'id' | 'direction' | 'party' | 'number' | 'seed'> {
  /** Of a release that reached us: the first of the items that are new here with it, if any. */
  readonly brought?: number | undefined;
  readonly extra?: string;
}

/** The number of the way that a batch goes, made when new. */
function wayOf(party: Party, { direction, party: partner }: Pick<BatchRow, 'direction' | 'party'>): number {
  const known = party.db.get<{ n: number }>('SELECT n FROM way WHERE direction = ? AND party = ?', direction, partner);
  return known?.n ?? party.db.run('INSERT INTO way (direction, party) VALUES (?, ?)', direction, partner).lastId;
}

/** Keeps a batch and its items; call inside a transaction. An item of −1 was refused: its text was not kept. */
export function keepBatch(party: Party, batch: NewBatch, items: readonly number[]): number {
  // TAXII numbers the items of a batch from its time on, so two batches of a way must not overlap.
  const last = party.db.get<{ at: number; count: number }>(
    'SELECT at, count FROM batch WHERE direction = ? AND party = ? ORDER BY at DESC LIMIT 1',
    batch.direction,
    batch.party,
  );
  const at = Math.max(party.powers.now(), last === undefined ? 0 : last.at + last.count);
  const { lastId } = party.db.run(
    'INSERT INTO batch (id, direction, party, number, at, count, seed, extra, brought) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    batch.id,
    batch.direction,
    batch.party,
    batch.number,
    at,
    items.length,
    batch.seed,
    batch.extra ?? '{}',
    (batch.direction === 'own' ? items[0] : batch.brought) ?? null,
  );
  const way = wayOf(party, batch);
  for (const { position, count, item } of runsOf(items))
    party.db.run(
      'INSERT INTO batch_run (batch, position, count, item, way) VALUES (?, ?, ?, ?, ?)',
      lastId,
      position,
      count,
      item,
      way,
    );
  return lastId;
}

interface Run {
  readonly position: number;
  readonly item: number;
  count: number;
}

/** Items in order as runs: of positions that follow each other, or of refused ones. */
function runsOf(items: readonly number[]): Run[] {
  const runs: Run[] = [];
  let run: Run | undefined;
  items.forEach((item, position) => {
    const goesOn = run !== undefined && item === (run.item < 0 ? run.item : run.item + run.count);
    if (run !== undefined && goesOn) run.count++;
    else {
      run = { position, item, count: 1 };
      runs.push(run);
    }
  });
  return runs;
}

/** A batch that holds an item, and the item's place in it. */
export interface PlaceOfItem {
  readonly batch: number;
  readonly position: number;
}

/** Every batch that holds an item, oldest first: one look for each way, whatever the number of records. */
export const placesOf = (party: Party, item: number): PlaceOfItem[] =>
  party.db.allNamed<PlaceOfItem>(
    `SELECT batch, position + :item - item AS position FROM way CROSS JOIN batch_run ON batch_run.way = way.n
     AND item > :item - ${longestRun} AND item <= :item WHERE item + batch_run.count > :item AND item >= 0 ORDER BY batch`,
    { item },
  );

/** The numbers of the batches that hold an item, as a JSON list for `json_each`. */
export const batchesOf = (party: Party, item: number): string =>
  JSON.stringify(placesOf(party, item).map(({ batch }) => batch));

/** The batch with which an item came here first; items come in rows without a gap. */
export function originOf(party: Party, item: number): { batch: BatchRow; position: number } | undefined {
  const batch = party.db.get<BatchRow>('SELECT * FROM batch WHERE brought <= ? ORDER BY brought DESC LIMIT 1', item);
  const run = party.db.get<{ position: number }>(
    'SELECT position + ? - item AS position FROM batch_run WHERE batch = ? AND item <= ? AND item + count > ? AND item >= 0 ORDER BY position LIMIT 1',
    item,
    batch?.n ?? -1,
    item,
    item,
  );
  return batch === undefined || run === undefined ? undefined : { batch, position: run.position };
}

/** The batch with this id, or undefined. */
export const batchById = (party: Party, id: string): BatchRow | undefined =>
  party.db.get<BatchRow>('SELECT * FROM batch WHERE id = ?', id);

/** The highest number of a direction and partner; 0 when there is none. */
export const lastNumber = (party: Party, direction: BatchRow['direction'], partner: string): number =>
  party.db.count('SELECT coalesce(max(number), 0) FROM batch WHERE direction = ? AND party = ?', direction, partner);

/** The item numbers of a batch in order; −1 where the item was refused. */
export const itemsOf = (party: Party, batch: number): number[] =>
  party.db
    .all<{ item: number }>('SELECT item FROM batch_item WHERE batch = ? ORDER BY position', batch)
    .map(({ item }) => item);

/** The texts of a batch in order; undefined where an item was refused or is gone. */
export const textsOf = (party: Party, batch: number): (string | null)[] =>
  party.db
    .all<{ text: string | null }>(
      'SELECT item.text AS text FROM batch_item LEFT JOIN item ON item.seq = batch_item.item WHERE batch = ? ORDER BY position',
      batch,
    )
    .map(({ text }) => text);

/** What a batch keeps beside its items, as JSON in `extra`. */
interface KeptLeaves {
  /** Leaf hashes of items whose text is not here, refused or erased, by position. */
  readonly leaves?: Readonly<Record<string, string>>;
}

/** The leaf hashes that were kept for items whose text is not here, by position. */
export const keptLeaves = (batch: Pick<BatchRow, 'extra'>): Readonly<Record<string, string>> =>
  (JSON.parse(batch.extra) as KeptLeaves).leaves ?? {};

/** The salt of one item of a batch: from the seed or, once an item was erased, from what is left of the salts. Spec: ERA-2. */
export function saltIn(party: Party, batch: Pick<BatchRow, 'n' | 'seed'>, position: number): Uint8Array {
  if (batch.seed.length > 0) return saltOf(batch.seed, position);
  const kept = party.db.get<{ salts: Uint8Array }>('SELECT salts FROM batch_salts WHERE batch = ?', batch.n)?.salts;
  const salt = kept?.slice(position * saltLength, (position + 1) * saltLength);
  // An erased item's salt is zeros here: random ones are not.
  if (salt?.length !== saltLength || salt.every((byte) => byte === 0))
    throw new Fault('salt-forgotten', 'The item was erased, and its salt with it.');
  return salt;
}

/** The leaf hashes of a batch in order; undefined when a text is gone and no leaf was kept for it. */
export function leavesOf(party: Party, batch: BatchRow): Uint8Array[] | undefined {
  const kept = keptLeaves(batch);
  const leaves = textsOf(party, batch.n).flatMap((text, position) => {
    const leaf = kept[String(position)];
    if (leaf !== undefined) return [fromHex(leaf, 32)];
    return text === null ? [] : [itemLeaf(saltIn(party, batch, position), text)];
  });
  return leaves.length === batch.count ? leaves : undefined;
}

/** The tree of a batch: of held texts, and of the leaf hashes kept for the others. */
export function treeOf(party: Party, batch: BatchRow): BatchTree | undefined {
  const leaves = leavesOf(party, batch);
  return leaves === undefined ? undefined : treeOfLeaves(leaves);
}
