import type { Given } from './case-state.ts';
import type { Machine } from './procedure.ts';
import type { TimedAct } from './replay.ts';

/** What an act has made, with machines of its own. Spec: PRO-20. */
export interface Item {
  /** The id of the act's record. */
  readonly id: string;
  readonly index: number;
  readonly author: string;
  /** What the act gave: it stands in the item's machines. */
  readonly values: Readonly<Record<string, Given>>;
}

/** Most items that the acts of one name make. Spec: PRO-20. */
export const mostItems = 64;

/** The items of a case, by the act that makes them. Spec: PRO-20. */
export class Items {
  readonly #made = new Map<string, Item[]>();

  of(act: string | undefined): readonly Item[] {
    return this.#made.get(act ?? '') ?? [];
  }

  isFull(act: string): boolean {
    return this.of(act).length >= mostItems;
  }

  add({ record, index, author, act, time }: TimedAct): Item {
    const given = Object.entries(act.fields).map(([key, value]): [string, Given] => [
      key,
      { value, by: author, index, visit: 1, time },
    ]);
    const item = { id: record, index, author, values: Object.fromEntries(given) };
    this.#made.set(act.act, [...this.of(act.act), item]);
    return item;
  }
}

/** What a machine runs for: a party, an item, both, or neither, which is the case. */
export interface Run {
  readonly party?: string;
  readonly item?: Item;
}

/** Where a machine runs among these parties and items. Spec: PRO-5, PRO-20. */
export function runsOf(
  { each, item: act }: Machine,
  members: Readonly<Record<string, readonly string[]>>,
  items: readonly Item[],
): Run[] {
  const parties =
    each === 'case'
      ? [{}]
      : Object.keys(members)
          .filter((party) => each.some((role) => members[party]?.includes(role)))
          .map((party) => ({ party }));
  return act === undefined ? parties : items.flatMap((item) => parties.map((party) => ({ ...party, item })));
}
