import { longestRun } from '../store/tables/batch-tables.ts';
import type { Party } from './party.ts';
import { grantFor, type OpenClasses } from './release-context.ts';

/*
 * A released object never names what is held here and not released: not by id, not by a
 * relationship, not by a count. Spec: REL-12.
 */

interface Holder {
  readonly object: string;
  readonly seq: number;
  readonly class: number;
}

const holders = `SELECT item_reference.object AS object, item.seq AS seq, item.class AS class
  FROM item_reference JOIN item_name ON item_name.key = object_key(item_reference.object)
  JOIN item ON item.seq = item_name.seq AND item.object = item_reference.object
  WHERE item_reference.item = ? AND item.text IS NOT NULL`;

const had = `SELECT item, batch_run.count AS count FROM way CROSS JOIN batch_run ON batch_run.way = way.n AND item BETWEEN :from - ${longestRun - 1} AND :to
  LEFT JOIN delivery ON delivery.batch = batch_run.batch
  WHERE way.party = :recipient AND way.direction <> 'own' AND item >= 0 AND item + batch_run.count > :from
  AND coalesce(delivery.state, '') <> 'withheld'`;

/** Places of items that lie within some bounds. */
export interface Places {
  readonly from: number;
  readonly to: number;
}

/** Which items within bounds a recipient has already: we sent them, or they came from there. Costs a row for each run. */
export function recipientHasOf(party: Party, recipient: string, places: Places): (seq: number) => boolean {
  const runs = party.db.allNamed<{ item: number; count: number }>(had, { recipient, from: places.from, to: places.to });
  if (runs.length === 0) return () => false;
  const isHad = new Uint8Array(places.to - places.from + 1);
  for (const { item, count } of runs)
    isHad.fill(1, Math.max(0, item - places.from), Math.max(0, item + count - places.from));
  return (seq) => isHad[seq - places.from] === 1;
}

/** Whether the recipient has an item already: we sent it, or it came from there. */
export const recipientHas = (party: Party, seq: number, recipient: string): boolean =>
  recipientHasOf(party, recipient, { from: seq, to: seq })(seq);

/** Whether an item is no news to the recipient: its own, by whatever way it came here, or one that it has. */
const isKnownThere = (party: Party, { seq, class: id }: Holder, recipient: string): boolean =>
  party.items.factsOf(id).author === recipient || recipientHas(party, seq, recipient);

/** The ids that an item names and that are held here, each with whether any version of it passes. */
function held(party: Party, seq: number, passes: (holder: Holder) => boolean): Map<string, boolean> {
  const objects = new Map<string, boolean>();
  for (const holder of party.db.all<Holder>(holders, seq))
    objects.set(holder.object, objects.get(holder.object) === true || passes(holder));
  return objects;
}

/** Those of some items that name anything; most bulk names nothing, and need not be looked at further. */
function namingOf(party: Party, seqs: readonly number[]): ReadonlySet<number> {
  const rows = party.db.all<{ item: number }>(
    'SELECT value AS item FROM json_each(?) WHERE EXISTS (SELECT 1 FROM item_reference WHERE item = value)',
    JSON.stringify(seqs),
  );
  return new Set(rows.map(({ item }) => item));
}

/** Those of some items that name an object that is held here and not open to the recipient. Spec: REL-12. */
export const namingClosed = (
  party: Party,
  open: OpenClasses,
  { seqs, recipient }: { seqs: readonly number[]; recipient: string },
): ReadonlySet<number> => new Set([...namingOf(party, seqs)].filter((seq) => namesClosed(party, open, seq, recipient)));

/** Whether an item names an object that is held here and not open to the recipient. Spec: REL-12. */
export function namesClosed(party: Party, open: OpenClasses, seq: number, recipient: string): boolean {
  const passes = (holder: Holder): boolean =>
    grantFor(open, holder) !== undefined || isKnownThere(party, holder, recipient);
  return [...held(party, seq, passes).values()].includes(false);
}

const heldAs = `item_name AS place JOIN item AS held ON held.seq = place.seq
  WHERE place.key = object_key(named.object) AND held.object = named.object AND held.text IS NOT NULL`;

/**
 * `namesClosed` as a condition of SQL on a row of `item`, with `:party` the recipient and a table
 * `open` (class, after) of the classes open to it. Spec: REL-12.
 */
export const namesNothingClosed = `NOT EXISTS (SELECT 1 FROM item_reference AS named
  WHERE named.item = item.seq
    AND EXISTS (SELECT 1 FROM ${heldAs})
    AND NOT EXISTS (SELECT 1 FROM ${heldAs} AND (
      EXISTS (SELECT 1 FROM open WHERE open.class = held.class AND held.seq > open.after)
      OR EXISTS (SELECT 1 FROM class WHERE class.id = held.class AND class.author = :party)
      OR EXISTS (SELECT 1 FROM way AS went CROSS JOIN batch_run AS given ON given.way = went.n
          AND given.item > held.seq - ${longestRun} AND given.item <= held.seq LEFT JOIN delivery AS sent ON sent.batch = given.batch
        WHERE went.party = :party AND went.direction <> 'own' AND given.item >= 0 AND given.item + given.count > held.seq
          AND coalesce(sent.state, '') <> 'withheld'))))`;

/**
 * Of these candidates, those that name nothing beyond each other and what the recipient has; the
 * rest waits until what it names has gone. Spec: REL-12.
 */
export function closedUnderReference<C extends { readonly seq: number; readonly object: string }>(
  party: Party,
  recipient: string,
  candidates: readonly C[],
): C[] {
  const naming = namingOf(
    party,
    candidates.map(({ seq }) => seq),
  );
  const needs = new Map(
    [...naming].map((seq) => {
      const objects = held(party, seq, (holder) => isKnownThere(party, holder, recipient));
      return [seq, [...objects].filter(([, present]) => !present).map(([object]) => object)];
    }),
  );
  let kept = [...candidates];
  for (;;) {
    const going = new Set(kept.map(({ object }) => object));
    const next = kept.filter(({ seq }) => (needs.get(seq) ?? []).every((object) => going.has(object)));
    if (next.length === kept.length) return next;
    kept = next;
  }
}
