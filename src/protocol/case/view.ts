import type { CaseState, Instance } from './case-state.ts';
import { dueOf, earliestOf } from './due.ts';
import { mostItems } from './items.ts';
import { lastLapse } from './lapse-step.ts';
import { isNamed, isReady, isRepeated, silentOwners } from './may-act.ts';
import type { ActRule, Machine, Procedure, Silence, StateRule, Wait } from './procedure.ts';
import { unreachedIn } from './receipt.ts';
import { silenceLeads } from './silence-leads.ts';

/** Something owed: by whom, until when, and what silence will mean. Spec: PRO-3, P1. */
export interface Owed {
  readonly machine: string;
  readonly party?: string;
  readonly item?: string;
  readonly state: string;
  readonly wait: string;
  /** Parties of which each owes it and has not done it yet. */
  readonly owners: readonly string[];
  /** Unix seconds; absent while the time is not agreed. */
  readonly due?: number;
  /** Seconds after which it is owed anew: its silence has begun this very visit, and changes nothing more. Spec: PRO-6. */
  readonly every?: number;
  readonly silence: Silence;
  /** Where silence leads as things stand. */
  readonly to?: string;
  readonly cite?: string;
}

/** An act that a party may do now. */
export interface Possible {
  readonly machine: string;
  readonly about?: string;
  readonly item?: string;
  readonly rule: ActRule;
  /** Before this, Unix seconds, it would have no effect; absent: it may be done at once. Spec: SAY-5. */
  readonly notBefore?: number;
}

const stateRule = (machine: Machine | undefined, state: string): StateRule | undefined =>
  machine?.states.find(({ key }) => key === state);

const machineOf = (procedure: Procedure, { machine }: Instance): Machine | undefined =>
  procedure.machines.find(({ key }) => key === machine);

/** Where the case is: the state of its main machine, and whether it has ended. */
export function whereIs(
  procedure: Procedure,
  state: CaseState,
): { machine: string; state: string; isEnd: boolean; since: number } {
  const main = procedure.machines.find(({ isMain }) => isMain);
  const instance = main === undefined ? undefined : state.machines[main.key];
  const now = instance?.state ?? '';
  return {
    machine: main?.key ?? '',
    state: now,
    isEnd: stateRule(main, now)?.isEnd ?? false,
    since: instance?.since ?? 0,
  };
}

/** Whether the visit of a state began with the silence of this very wait, and would begin with it again. */
function isAnew(machine: Machine, state: CaseState, wait: Wait, instance: Instance): boolean {
  const { to } = silenceLeads(machine, wait, instance, state);
  if (to !== instance.state && unreachedIn(machine, wait, instance, state).length === 0) return false;
  const { party, item, since } = instance;
  return state.steps.some(
    (step) =>
      step.kind === 'lapse' &&
      step.wait === wait.key &&
      step.machine === machine.key &&
      step.party === party &&
      step.item === item &&
      lastLapse(step) === since,
  );
}

/** The deadline as it stands at a time: what is owed anew again and again runs on, though nobody writes it down. Spec: PRO-6. */
export const dueAt = ({ due, every }: Pick<Owed, 'due' | 'every'>, now: number): number | undefined =>
  due === undefined || every === undefined || now <= due ? due : due + Math.ceil((now - due) / every) * every;

/** Everything owed in a state, the earliest first; waits whose silence took effect are done with. Spec: PRO-3. */
export function owedIn(procedure: Procedure, state: CaseState): Owed[] {
  const owed = Object.values(state.machines).flatMap((instance) => {
    const machine = machineOf(procedure, instance);
    if (machine === undefined) return [];
    return (stateRule(machine, instance.state)?.waits ?? [])
      .filter(({ key }) => !instance.lapsed.includes(key))
      .map((wait): Owed => {
        const due = dueOf(wait, instance);
        const { to } = silenceLeads(machine, wait, instance, state);
        return {
          machine: instance.machine,
          ...(instance.party === undefined ? {} : { party: instance.party }),
          ...(instance.item === undefined ? {} : { item: instance.item }),
          state: instance.state,
          wait: wait.key,
          owners: silentOwners(machine, wait, instance, state),
          ...(due === undefined ? {} : { due }),
          ...(due !== undefined && isAnew(machine, state, wait, instance) ? { every: due - instance.since } : {}),
          silence: wait.silence,
          ...(to === undefined ? {} : { to }),
          ...(wait.cite === undefined ? {} : { cite: wait.cite }),
        };
      });
  });
  return owed.toSorted((a, b) => (a.due ?? Number.MAX_SAFE_INTEGER) - (b.due ?? Number.MAX_SAFE_INTEGER));
}

function mayDo(state: CaseState, rule: ActRule, instance: Instance, party: string): boolean {
  return (
    rule.by.some((by) => isNamed(by, party, instance, state)) &&
    rule.from.includes(instance.state) &&
    isReady(rule, state) &&
    !isRepeated(rule, party, instance, state)
  );
}

/** Whether the acts of a rule have made as many items as a case may have. Spec: PRO-20. */
function isFull({ machines }: Procedure, state: CaseState, { key }: ActRule): boolean {
  const machine = machines.find(({ item }) => item === key);
  if (machine === undefined) return false;
  const items = Object.values(state.machines).flatMap((one) => (one.machine === machine.key ? [one.item] : []));
  return new Set(items).size >= mostItems;
}

/** What a party may do now; of its own machines only what it may do about itself, and about others what its roles allow. */
export function possibleFor(procedure: Procedure, state: CaseState, party: string): Possible[] {
  if (state.members[party] === undefined) return [];
  return Object.values(state.machines).flatMap((instance) =>
    (machineOf(procedure, instance)?.acts ?? [])
      .filter((rule) => mayDo(state, rule, instance, party) && !isFull(procedure, state, rule))
      .map((rule): Possible => {
        const notBefore = earliestOf(rule, instance);
        return {
          machine: instance.machine,
          ...(instance.party === undefined ? {} : { about: instance.party }),
          ...(instance.item === undefined ? {} : { item: instance.item }),
          rule,
          ...(notBefore === undefined ? {} : { notBefore }),
        };
      }),
  );
}
