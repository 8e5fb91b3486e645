import { utf8 } from '#protocol/bytes/text.ts';
import { type BatchTree, batchTree, itemEntry, saltOf } from '#protocol/log/batch.ts';
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

/** Keeps a batch and its items; call inside a transaction. An item of −1 was refused: its text was not kept. */
export function keepBatch(
  party: Party,
  batch: Omit<BatchRow, 'n' | 'extra' | 'count' | 'at'>,
  items: readonly number[],
  extra = '{}',
): number {
  // TAXII numbers the items of a batch from its time on, so two batches of a way must not overlap.
  const free = party.db.count(
    'SELECT coalesce(max(at + count), 0) FROM batch WHERE direction = ? AND party = ?',
    batch.direction,
    batch.party,
  );
  const at = Math.max(party.powers.now(), free);
  const { lastId } = party.db.run(
    'INSERT INTO batch (id, direction, party, number, at, count, seed, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    batch.id,
    batch.direction,
    batch.party,
    batch.number,
    at,
    items.length,
    batch.seed,
    extra,
  );
  party.db.run(
    'INSERT INTO batch_item (batch, position, item) SELECT ?, key, value FROM json_each(?)',
    lastId,
    JSON.stringify(items),
  );
  return lastId;
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

/** The tree of a batch, when every text of it is still held. */
export function treeOf(party: Party, batch: BatchRow): BatchTree | undefined {
  const texts = textsOf(party, batch.n).filter((text) => text !== null);
  return texts.length === batch.count ? batchTree(entriesOf(batch.seed, texts)) : undefined;
}
