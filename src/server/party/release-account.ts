import { decideClass, type ReasonCode } from '#protocol/agreement/release-decision.ts';
import type { Party } from './party.ts';
import { contextFor, grantFor, openClasses } from './release-context.ts';

/** What has become of records for one partner; every held record has exactly one of these fates. */
export const accountFates = ['arrived', 'under-way', 'next', 'waits', 'from-there', 'refused'] as const;
export type AccountFate = (typeof accountFates)[number];

/** Records with one fate, and for refused ones the rules that keep them here. */
export interface AccountLine {
  readonly fate: AccountFate;
  readonly rules: readonly ReasonCode[];
  readonly count: number;
}

/** The fates of all records that are held, for one partner. The counts of the lines add up to `held`. */
export interface ReleaseAccount {
  readonly held: number;
  readonly lines: readonly AccountLine[];
}

const [unknown, underWay, arrived, fromThere, waiting, erased] = [0, 1, 2, 3, 4, 5];

const runs = `SELECT item, batch_run.count AS count, direction, coalesce(delivery.state, '') AS state
  FROM way CROSS JOIN batch_run ON batch_run.way = way.n LEFT JOIN delivery ON delivery.batch = batch_run.batch
  WHERE way.party = ? AND way.direction <> 'own' AND item >= 0 AND coalesce(delivery.state, '') <> 'withheld'
  ORDER BY state = 'acknowledged', direction = 'reached'`;

/** One byte for each record: where it stands on the way to the partner. A million records are a megabyte. */
function standings(party: Party, partner: string): Uint8Array {
  const of = new Uint8Array(party.items.lastSeq() + 1);
  const one = (sql: string, standing: number, ...values: string[]): void => {
    for (const { item } of party.db.each<{ item: number }>(sql, ...values)) of[item] = standing;
  };
  one('SELECT item FROM held_back WHERE party = ?', waiting, partner);
  for (const run of party.db.each<{ item: number; count: number; direction: string; state: string }>(runs, partner)) {
    const left = run.state === 'acknowledged' ? arrived : underWay;
    of.fill(run.direction === 'reached' ? fromThere : left, run.item, run.item + run.count);
  }
  one('SELECT item FROM erasure', erased);
  return of;
}

/** What a class decision says about its records, once for all of them. */
interface ClassSays {
  readonly isTheirs: boolean;
  readonly rules: readonly ReasonCode[];
}

function says(party: Party, id: number, partner: string): ClassSays {
  const facts = party.items.factsOf(id);
  const { grants, reasons } = decideClass(facts, contextFor(party, partner));
  const against = [...new Set(reasons.filter(({ allows }) => !allows).map(({ code }) => code))].sort();
  return { isTheirs: facts.author === partner, rules: grants.length > 0 ? ['clause-history'] : against };
}

const fateByStanding: Readonly<Record<number, AccountFate>> = {
  [underWay]: 'under-way',
  [arrived]: 'arrived',
  [fromThere]: 'from-there',
};

/**
 * Accounts for every record held, towards one partner: arrived there and receipted, under way, goes
 * next, waits for what it names, came from there, or refused and by which rules. Reads an index and
 * a row for each run of releases, whatever the size of records. Spec: REL-5, REL-12.
 */
export function accountRelease(party: Party, partner: string): ReleaseAccount {
  const [open, of] = [openClasses(party, contextFor(party, partner)), standings(party, partner)];
  const [counts, known] = [new Map<string, { line: AccountLine; count: number }>(), new Map<number, ClassSays>()];
  let held = 0;
  for (const item of party.db.each<{ class: number; seq: number }>(
    'SELECT class, seq FROM item INDEXED BY item_class',
  )) {
    const standing = of[item.seq] ?? unknown;
    if (standing === erased) continue;
    const said = known.get(item.class) ?? says(party, item.class, partner);
    known.set(item.class, said);
    const isOpen = grantFor(open, item) !== undefined;
    const ahead = standing === waiting ? 'waits' : 'next';
    const fate = said.isTheirs ? 'from-there' : (fateByStanding[standing] ?? (isOpen ? ahead : 'refused'));
    const rules = fate === 'refused' ? said.rules : [];
    const name = `${fate} ${rules.join(' ')}`;
    const counted = counts.get(name) ?? { line: { fate, rules, count: 0 }, count: 0 };
    counts.set(name, counted);
    counted.count++;
    held++;
  }
  const lines = [...counts.values()].map(({ line, count }) => ({ ...line, count }));
  const rank = ({ fate }: AccountLine): number => accountFates.indexOf(fate);
  return { held, lines: lines.toSorted((a, b) => rank(a) - rank(b) || b.count - a.count) };
}
