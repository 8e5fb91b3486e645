import type { CaseState, Instance } from './case-state.ts';
import type { ActRule, Machine, Wait } from './procedure.ts';

/** Whether a party is one of those whom a rule names. Spec: PRO-5. */
export function isNamed(
  by: string,
  party: string,
  instance: Instance,
  { members }: Pick<CaseState, 'members'>,
): boolean {
  if (by === 'any') return members[party] !== undefined;
  if (by === 'self') return instance.party === party;
  if (by.startsWith('named:')) return instance.values[by.slice('named:'.length)]?.value === party;
  return members[party]?.includes(by) ?? false;
}

/** Members whom a rule names. Spec: PRO-5. */
export const namedBy = (names: readonly string[], instance: Instance, state: Pick<CaseState, 'members'>): string[] =>
  Object.keys(state.members).filter((party) => names.some((name) => isNamed(name, party, instance, state)));

/** Parties that have done an act in this visit, or one that counts as it. */
export const doneBy = ({ key, needs }: ActRule, { done }: Instance): string[] =>
  [key, ...(needs?.counts ?? [])].flatMap((act) => done[act] ?? []);

/** Whether so many have done an act that it leads on. Spec: PRO-5. */
export function isEnough(rule: ActRule, instance: Instance, state: Pick<CaseState, 'members'>): boolean {
  const { needs } = rule;
  if (needs === undefined) return true;
  const entitled = namedBy(needs.from, instance, state);
  const done = new Set(doneBy(rule, instance).filter((party) => entitled.includes(party)));
  const count = needs.count === 'all' ? entitled.length : needs.count;
  return done.size >= (needs.orAll ? Math.min(count, entitled.length) : count);
}

/** Whether a party has done an act already that each does once; where what was done suffices, anybody may still lead on. */
export const isRepeated = (
  rule: ActRule,
  party: string,
  instance: Instance,
  state: Pick<CaseState, 'members'>,
): boolean => rule.needs !== undefined && doneBy(rule, instance).includes(party) && !isEnough(rule, instance, state);

/** Those who owe what a wait is for, whether they have done it or not. */
export const ownersOf = ({ owner }: Wait, instance: Instance, state: Pick<CaseState, 'members'>): string[] =>
  owner === 'self' ? [instance.party ?? ''] : namedBy(owner, instance, state);

/** Those who owe what a wait is for and have not done it in this visit. Spec: PRO-3. */
export function silentOwners(
  { acts }: Pick<Machine, 'acts'>,
  wait: Wait,
  instance: Instance,
  state: Pick<CaseState, 'members'>,
): string[] {
  const answers = acts.filter((rule) => rule.answers === wait.key && rule.from.includes(instance.state));
  const done = new Set(answers.flatMap((rule) => doneBy(rule, instance)));
  return ownersOf(wait, instance, state).filter((party) => !done.has(party));
}

/** Whether what must be so elsewhere in the case is so: where another machine stands, and who is there. Spec: PRO-5. */
export function isReady({ requires, present }: ActRule, { machines, members }: CaseState): boolean {
  const stands = requires === undefined || requires.states.includes(machines[requires.machine]?.state ?? '');
  return stands && (present === undefined || Object.values(members).some((roles) => roles.includes(present)));
}
