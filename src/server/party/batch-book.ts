import { fromHex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type BatchTree, itemEntry, saltOf, treeOfLeaves } from '#protocol/log/batch.ts';
import { leafHash } from '#protocol/log/merkle.ts';
import { saltLength } from '#protocol/record/salted-body.ts';
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
    return text === null ? [] : [leafHash(itemEntry(saltIn(party, batch, position), utf8(text)))];
  });
  return leaves.length === batch.count ? leaves : undefined;
}

/** The tree of a batch: of held texts, and of the leaf hashes kept for the others. */
export function treeOf(party: Party, batch: BatchRow): BatchTree | undefined {
  const leaves = leavesOf(party, batch);
  return leaves === undefined ? undefined : treeOfLeaves(leaves);
}
