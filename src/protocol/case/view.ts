import type { CaseState, Instance } from './case-state.ts';
import { dueOf, earliestOf } from './due.ts';
import { lastLapse } from './lapse-step.ts';
import type { ActRule, Machine, Procedure, Silence, StateRule, Wait } from './procedure.ts';

/** Something owed: by whom, until when, and what silence will mean. Spec: PRO-3, P1. */
export interface Owed {
  readonly machine: string;
  readonly party?: string;
  readonly state: string;
  readonly wait: string;
  /** Parties of which each owes it and has not done it yet. */
  readonly owners: readonly string[];
  /** Unix seconds; absent while the time is not agreed. */
  readonly due?: number;
  /** Seconds after which it is owed anew: its silence has begun this very visit, and changes nothing more. Spec: PRO-6. */
  readonly every?: number;
  readonly silence: Silence;
  readonly to?: string;
  readonly cite?: string;
}

/** An act that a party may do now. */
export interface Possible {
  readonly machine: string;
  readonly about?: string;
  readonly rule: ActRule;
  /** Before this, Unix seconds, it would have no effect; absent: it may be done at once. Spec: SAY-5. */
  readonly notBefore?: number;
}

const stateRule = (machine: Machine | undefined, state: string): StateRule | undefined =>
  machine?.states.find(({ key }) => key === state);

const machineOf = (procedure: Procedure, { machine }: Instance): Machine | undefined =>
  procedure.machines.find(({ key }) => key === machine);

const holds = (state: CaseState, roles: readonly string[]): string[] =>
  Object.entries(state.members)
    .filter(([, held]) => roles.some((role) => role === 'any' || held.includes(role)))
    .map(([party]) => party);

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

/** Whether the visit of a state began with the silence of this very wait. */
function isAnew({ steps }: CaseState, wait: Wait, { machine, party, since, state }: Instance): boolean {
  if (wait.to !== state) return false;
  return steps.some(
    (step) =>
      step.kind === 'lapse' &&
      step.wait === wait.key &&
      step.machine === machine &&
      step.party === party &&
      lastLapse(step) === since,
  );
}

/** The deadline as it stands at a time: what is owed anew again and again runs on, though nobody writes it down. Spec: PRO-6. */
export const dueAt = ({ due, every }: Pick<Owed, 'due' | 'every'>, now: number): number | undefined =>
  due === undefined || every === undefined || now <= due ? due : due + Math.ceil((now - due) / every) * every;

/** Everything owed in a state, the earliest first; waits whose silence took effect are done with. Spec: PRO-3. */
export function owedIn(procedure: Procedure, state: CaseState): Owed[] {
  const owed = Object.values(state.machines).flatMap((instance) =>
    (stateRule(machineOf(procedure, instance), instance.state)?.waits ?? [])
      .filter(({ key }) => !instance.lapsed.includes(key))
      .map((wait): Owed => {
        const machine = machineOf(procedure, instance);
        const answers =
          machine?.acts.filter((rule) => rule.answers === wait.key && rule.from.includes(instance.state)) ?? [];
        const done = answers.flatMap(({ key }) => instance.done[key] ?? []);
        const owners = wait.owner === 'self' ? [instance.party ?? ''] : holds(state, wait.owner);
        const due = dueOf(wait, instance);
        return {
          machine: instance.machine,
          ...(instance.party === undefined ? {} : { party: instance.party }),
          state: instance.state,
          wait: wait.key,
          owners: owners.filter((party) => !done.includes(party)),
          ...(due === undefined ? {} : { due }),
          ...(due !== undefined && isAnew(state, wait, instance) ? { every: due - instance.since } : {}),
          silence: wait.silence,
          ...(wait.to === undefined ? {} : { to: wait.to }),
          ...(wait.cite === undefined ? {} : { cite: wait.cite }),
        };
      }),
  );
  return owed.toSorted((a, b) => (a.due ?? Number.MAX_SAFE_INTEGER) - (b.due ?? Number.MAX_SAFE_INTEGER));
}

function mayDo(state: CaseState, rule: ActRule, instance: Instance, party: string): boolean {
  const roles = state.members[party] ?? [];
  const isAllowed = rule.by.some(
    (by) =>
      by === 'any' ||
      (by === 'self' && instance.party === party) ||
      (by.startsWith('named:') && instance.values[by.slice('named:'.length)]?.value === party) ||
      roles.includes(by),
  );
  const required = rule.requires === undefined ? undefined : state.machines[rule.requires.machine];
  return (
    isAllowed &&
    rule.from.includes(instance.state) &&
    (rule.requires === undefined || rule.requires.states.includes(required?.state ?? '')) &&
    !(rule.needs !== undefined && (instance.done[rule.key] ?? []).includes(party))
  );
}

/** What a party may do now; of its own machines only what it may do about itself, and about others what its roles allow. */
export function possibleFor(procedure: Procedure, state: CaseState, party: string): Possible[] {
  if (state.members[party] === undefined) return [];
  return Object.values(state.machines).flatMap((instance) =>
    (machineOf(procedure, instance)?.acts ?? [])
      .filter((rule) => mayDo(state, rule, instance, party))
      .map((rule): Possible => {
        const notBefore = earliestOf(rule, instance);
        return {
          machine: instance.machine,
          ...(instance.party === undefined ? {} : { about: instance.party }),
          rule,
          ...(notBefore === undefined ? {} : { notBefore }),
        };
      }),
  );
}
