import { type CaseState, type Instance, instanceKey } from '#protocol/case/case-state.ts';
import { doneBy, namedBy } from '#protocol/case/may-act.ts';
import type { ActRule, Machine, Procedure } from '#protocol/case/procedure.ts';
import { type Owed, owedIn, type Possible, possibleFor, whereIs } from '#protocol/case/view.ts';
import type { StillNeeded } from './case-consequence.ts';
import type { CaseView, PossibleView } from './case-view.ts';
import type { ItemRef, OwedView } from './case-words.ts';
import type { PartyRef } from './party.ts';

/** Whose eyes look at a case, and what they call parties. */
export interface Onlooker {
  readonly self: string;
  readonly name: (id: string) => PartyRef;
  /** What an item of the case is called, by the record that made it. */
  readonly title: (item: string) => string;
}

const mainOf = ({ machines }: Procedure): Machine | undefined => machines.find(({ isMain }) => isMain);

/** Something owed, with names. */
export function owedView(procedure: Procedure, { party: whose, item, owners, ...rest }: Owed, who: Onlooker): OwedView {
  return {
    ...rest,
    ...(whose === undefined ? {} : { party: who.name(whose) }),
    ...(item === undefined ? {} : { item: itemOf(item, who) }),
    owners: owners.map(who.name),
    isOurs: owners.includes(who.self),
    isMain: rest.machine === mainOf(procedure)?.key,
  };
}

const itemOf = (id: string, who: Onlooker): ItemRef => ({ id, title: who.title(id) });

const longestPath = 4;

/** The newest states that the main machine entered. */
function pathOf(main: Machine, { steps }: CaseState): string[] {
  const entered = steps.flatMap((step) =>
    step.kind === 'void' || step.machine !== main.key || step.to === step.from ? [] : [step.to],
  );
  return [main.initial, ...entered].slice(-longestPath);
}

/** Who else must do an act before it leads on. Spec: PRO-5. */
function stillNeeded(state: CaseState, instance: Instance, rule: ActRule, who: Onlooker): StillNeeded | undefined {
  const { needs } = rule;
  if (needs === undefined) return undefined;
  const done = doneBy(rule, instance);
  const all = namedBy(needs.from, instance, state);
  if (needs.count !== 'all') {
    const count = needs.orAll ? Math.min(needs.count, all.length) : needs.count;
    return { others: Math.max(0, count - done.length - 1) };
  }
  const open = all.filter((id) => id !== who.self && !done.includes(id));
  return { others: open.map(who.name) };
}

/** The state that an act would leave, and what it needs beside us. */
export function plannedFrom(
  state: CaseState,
  { machine, about, item, rule }: Possible,
  who: Onlooker,
): Pick<PossibleView, 'state' | 'needs'> {
  const instance = state.machines[instanceKey(machine, about, item)];
  if (instance === undefined) return { state: '' };
  const needs = stillNeeded(state, instance, rule, who);
  return { state: instance.state, ...(needs === undefined ? {} : { needs }) };
}

/** Whether it was done by us in this visit and moves nothing, so that doing it once more is of little use. */
function isDoneAlready(
  { machines }: Procedure,
  state: CaseState,
  { machine, about, item, rule }: Possible,
  { self }: Onlooker,
): boolean {
  const makesItem = machines.some((one) => one.item === rule.key);
  if (rule.to !== undefined || rule.needs !== undefined || makesItem) return false;
  return state.machines[instanceKey(machine, about, item)]?.done[rule.key]?.includes(self) ?? false;
}

/** What a case's state means for one party: where the case is, what is owed and what the party may do. Spec: CPG-1, CPG-2. */
export type Outlook = Pick<CaseView, 'states' | 'path' | 'isEnd' | 'owed' | 'possible'>;

export const nothingYet: Outlook = { states: {}, path: [], isEnd: false, owed: [], possible: [] };

function statesOf({ machines }: Procedure, state: CaseState, { self }: Onlooker): Record<string, string> {
  const found = machines.flatMap(({ key, each }): [string, string][] => {
    const instance = state.machines[each === 'case' ? key : instanceKey(key, self)];
    return instance === undefined ? [] : [[key, instance.state]];
  });
  return Object.fromEntries(found);
}

export function caseOutlook(procedure: Procedure, state: CaseState, who: Onlooker): Outlook {
  const main = mainOf(procedure);
  if (main === undefined) return nothingYet;
  const { isEnd } = whereIs(procedure, state);
  const open = isEnd ? [] : owedIn(procedure, state).filter(({ owners }) => owners.length > 0);
  const owed = open.map((one) => owedView(procedure, one, who));
  const possible = possibleFor(procedure, state, who.self).map((one): PossibleView => {
    const { machine, about, item, rule } = one;
    return {
      act: rule.key,
      machine,
      ...(about === undefined ? {} : { about: who.name(about) }),
      ...(item === undefined ? {} : { item: itemOf(item, who) }),
      isOwed: owed.some(
        (other) =>
          other.isOurs &&
          other.machine === machine &&
          other.wait === rule.answers &&
          other.party?.id === about &&
          other.item?.id === item,
      ),
      ...(isDoneAlready(procedure, state, one, who) ? { isDone: true as const } : {}),
      ...plannedFrom(state, one, who),
    };
  });
  return {
    states: statesOf(procedure, state, who),
    path: pathOf(main, state),
    isEnd,
    owed: [...owed.filter(({ isMain }) => isMain), ...owed.filter(({ isMain }) => !isMain)],
    possible,
  };
}
