import type { Party } from './party.ts';
import { type Places, recipientHas } from './references.ts';
import { grantFor, type OpenClasses } from './release-context.ts';

/*
 * An object with parts that are marked more strictly than the rest is kept whole, and beside it as
 * variants that lack what is above their level. Spec: STX-25.
 */

/** Says of items that they are variants of a whole; call in the transaction that kept them. */
export function keepVariants(party: Party, whole: number, variants: readonly number[]): void {
  for (const item of variants) party.db.run('INSERT INTO item_variant (item, whole) VALUES (?, ?)', item, whole);
}

/** Items together with all their variants: who erases one erases what was made of it. */
export function withVariants(party: Party, seqs: readonly number[]): number[] {
  const variants = party.db.all<{ item: number }>(
    `SELECT item FROM item_variant JOIN item ON item.seq = item_variant.item
     WHERE whole IN (SELECT value FROM json_each(?)) AND text IS NOT NULL`,
    JSON.stringify(seqs),
  );
  return [...new Set([...seqs, ...variants.map(({ item }) => item)])];
}

const fuller = `SELECT own.item AS item, item.seq AS seq, class FROM item_variant AS own JOIN item ON item.seq = own.whole
  WHERE own.item BETWEEN :from AND :to AND text IS NOT NULL
  UNION ALL SELECT own.item, item.seq, class FROM item_variant AS own
  JOIN item_variant AS other ON other.whole = own.whole AND other.item < own.item JOIN item ON item.seq = other.item
  WHERE own.item BETWEEN :from AND :to AND text IS NOT NULL`;

/** The variants within bounds of which a fuller one is open to a recipient, or had by it. Spec: STX-25. */
export function outdoneVariants(
  party: Party,
  { recipient, open }: { readonly recipient: string; readonly open: OpenClasses },
  places: Places,
): ReadonlySet<number> {
  const rows = party.db.allNamed<{ item: number; seq: number; class: number }>(fuller, {
    from: places.from,
    to: places.to,
  });
  const outdone = rows.filter((row) => grantFor(open, row) !== undefined || recipientHas(party, row.seq, recipient));
  return new Set(outdone.map(({ item }) => item));
}

/** The forms of an object that are kept beside each other, the whole first, without the one that is asked about. Spec: STX-30. */
export function formsBeside(party: Party, seq: number): { seq: number; class: number }[] {
  return party.db.allNamed<{ seq: number; class: number }>(
    `WITH root AS (SELECT coalesce((SELECT whole FROM item_variant WHERE item = :seq), :seq) AS whole)
     SELECT item.seq AS seq, item.class AS class FROM root JOIN item
       ON item.seq = root.whole OR item.seq IN (SELECT item FROM item_variant WHERE item_variant.whole = root.whole)
     WHERE item.seq <> :seq AND item.text IS NOT NULL ORDER BY item.seq`,
    { seq },
  );
}
