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

const has = `SELECT 1 FROM batch_item JOIN batch ON batch.n = batch_item.batch LEFT JOIN delivery ON delivery.batch = batch.n
  WHERE batch_item.item = ? AND batch.party = ? AND (direction = 'reached' OR (direction = 'left' AND delivery.state <> 'withheld'))`;

/** Whether the recipient has an item already: we sent it, or it came from there. */
export const recipientHas = (party: Party, seq: number, recipient: string): boolean =>
  party.db.get(has, seq, recipient) !== undefined;

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

/** Whether an item names an object that is held here and not open to the recipient. Spec: REL-12. */
export function namesClosed(party: Party, open: OpenClasses, seq: number, recipient: string): boolean {
  const passes = (holder: Holder): boolean =>
    grantFor(open, holder) !== undefined || isKnownThere(party, holder, recipient);
  return [...held(party, seq, passes).values()].includes(false);
}

/**
 * Of these candidates, those that name nothing beyond each other and what the recipient has; the
 * rest waits until what it names has gone. Spec: REL-12.
 */
export function closedUnderReference<C extends { readonly seq: number; readonly object: string }>(
  party: Party,
  recipient: string,
  candidates: readonly C[],
): C[] {
  const needs = new Map(
    candidates.map(({ seq }) => {
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
