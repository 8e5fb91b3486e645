import {
  type ActRule,
  type Effect,
  type Machine,
  type Procedure,
  type ReleaseRule,
  type StateRule,
  silentTargets,
  type Wait,
} from './procedure.ts';

/** What makes a procedure unsound, and where. */
export interface ProcedureFault {
  readonly code:
    | 'main-machine'
    | 'initial'
    | 'state-unknown'
    | 'unreachable'
    | 'dead-end'
    | 'no-owner'
    | 'no-deadline'
    | 'silence-spins'
    | 'silence-stalls'
    | 'silence-binds'
    | 'no-step'
    | 'role-unknown'
    | 'wait-unknown'
    | 'field-unknown'
    | 'machine-unknown'
    | 'item-unknown'
    | 'act-unknown'
    | 'act-twice'
    | 'cite-unknown'
    | 'cite-missing';
  /** As in `consultation/asked/reply`. */
  readonly path: string;
}

const targetsOf = (machine: Machine, state: string): string[] => [
  ...machine.acts.flatMap(({ from, to }) => (from.includes(state) && to !== undefined ? [to] : [])),
  ...(machine.states.find(({ key }) => key === state)?.waits.flatMap(silentTargets) ?? []),
];

/** States that acts and silences of other machines lead into. */
const entered = (procedure: Procedure, machine: Machine): string[] =>
  procedure.machines.flatMap(({ acts, states }) =>
    [...acts, ...states.flatMap(({ waits }) => waits)].flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.kind === 'goto' && effect.machine === machine.key ? [effect.to] : [])),
    ),
  );

function reach(starts: readonly string[], next: (state: string) => readonly string[]): Set<string> {
  const seen = new Set(starts);
  for (const state of seen) for (const target of next(state)) seen.add(target);
  return seen;
}

/** Whether whoever has done what a wait is for has agreed to what then stands: nobody else may be bound. Spec: PRO-24. */
function isAgreed({ acts }: Machine, { key, owner, to, effects }: Wait): boolean {
  const answers = acts.filter((rule) => rule.answers === key);
  const areConsents = answers.every((rule) => rule.needs !== undefined && rule.to === to);
  return answers.length > 0 && areConsents && owner !== 'self' && effects.length === 0;
}

/** Whether an act cannot be done, or does not lead on, unless somebody then has a role. */
const givesRole = ({ by, needs, present, effects }: ActRule, role: string): boolean =>
  present === role ||
  [by, needs?.from ?? []].some((roles) => roles.length > 0 && roles.every((one) => one === role)) ||
  effects.some((effect) => (effect.kind === 'take-role' || effect.kind === 'admit') && effect.role === role);

class Check {
  readonly faults: ProcedureFault[] = [];
  readonly #procedure: Procedure;
  readonly #roles: ReadonlySet<string>;

  constructor(procedure: Procedure) {
    this.#procedure = procedure;
    this.#roles = new Set(procedure.roles.map(({ key }) => key));
  }

  run(): void {
    const { id, machines } = this.#procedure;
    const mains = machines.filter(({ isMain }) => isMain);
    if (mains.length !== 1 || mains[0]?.each !== 'case') this.#add('main-machine', id);
    const keys = machines.flatMap(({ acts }) => acts.map(({ key }) => key));
    for (const key of new Set(keys.filter((one, index) => keys.indexOf(one) !== index))) this.#add('act-twice', key);
    for (const machine of machines) this.#machine(machine);
  }

  #add(code: ProcedureFault['code'], path: string): void {
    this.faults.push({ code, path });
  }

  #machine(machine: Machine): void {
    const known = new Set(machine.states.map(({ key }) => key));
    if (!known.has(machine.initial)) this.#add('initial', machine.key);
    this.#item(machine);
    const starts = [machine.initial, ...entered(this.#procedure, machine)];
    const reached = reach(starts, (state) => targetsOf(machine, state));
    for (const state of reached) if (!known.has(state)) this.#add('state-unknown', `${machine.key}/${state}`);
    for (const state of machine.states) {
      const path = `${machine.key}/${state.key}`;
      if (!reached.has(state.key)) this.#add('unreachable', path);
      this.#state(machine, state, path);
    }
    for (const rule of machine.acts) this.#act(machine, rule);
  }

  /** Items are made by acts of machines that run without one. Spec: PRO-20. */
  #item({ key, item, isMain }: Machine): void {
    if (item === undefined) return;
    const maker = this.#procedure.machines.find(({ acts }) => acts.some((rule) => rule.key === item));
    if (maker === undefined || maker.item !== undefined || isMain) this.#add('item-unknown', key);
  }

  /** P1: an open state has an owner, a deadline and a peaceful step, and a way to an end. Spec: PRO-2. */
  #state(machine: Machine, state: StateRule, path: string): void {
    for (const wait of state.waits) this.#wait(machine, wait, `${path}/${wait.key}`);
    if (state.isEnd) return;
    const ends = machine.states.filter(({ isEnd }) => isEnd).map(({ key }) => key);
    const onward = reach([state.key], (one) => targetsOf(machine, one));
    const isAmbient = !machine.isMain && ends.length === 0;
    if (!isAmbient && !ends.some((end) => onward.has(end))) this.#add('dead-end', path);
    const isThere = (role: string): boolean => this.#isSurelyThere(machine, state.key, role);
    if (!machine.acts.some(({ from, by }) => from.includes(state.key) && by.some(isThere))) this.#add('no-step', path);
    for (const { key, owner } of state.waits)
      if (owner !== 'self' && owner.length > 0 && !owner.some(isThere)) this.#add('no-owner', `${path}/${key}`);
    if (machine.isMain && state.waits.length === 0) this.#add('no-deadline', path);
    // Once silence has taken effect, a deadline must run again: it leads on, or back into the same state.
    if (machine.isMain && !state.waits.some(({ to }) => to !== undefined)) this.#add('silence-stalls', path);
  }

  /**
   * Whether somebody has a role in a state, whoever else takes part: the case cannot begin without, or every act that
   * leads there needs it, gives it or is done by it. Of silence nobody has a role.
   */
  #isSurelyThere(machine: Machine, state: string, role: string): boolean {
    if (role === 'self' || role === 'any' || role.startsWith('named:')) return true;
    if ((this.#procedure.roles.find(({ key }) => key === role)?.least ?? 0) > 0) return true;
    const isSilent = machine.states.some(
      ({ key, waits }) => key !== state && waits.flatMap(silentTargets).includes(state),
    );
    const leading = machine.acts.filter(({ to, from }) => to === state && from.some((one) => one !== state));
    return leading.length > 0 && !isSilent && leading.every((rule) => givesRole(rule, role));
  }

  #wait(machine: Machine, wait: Wait, path: string): void {
    if (wait.owner !== 'self' && wait.owner.length === 0) this.#add('no-owner', path);
    if (wait.owner !== 'self') this.#rolesKnown(wait.owner, path);
    if (wait.owner === 'self' && machine.each === 'case') this.#add('no-owner', path);
    const targets = silentTargets(wait);
    if (targets.some((to) => !machine.states.some(({ key }) => key === to))) this.#add('state-unknown', path);
    if (wait.silence === 'not-bound' && !isAgreed(machine, wait)) this.#add('silence-binds', path);
    const { within } = wait;
    // A time that somebody gives does not move on when the state begins anew: its silence would never end. Spec: PRO-6.
    if (
      typeof within === 'string' &&
      machine.states.some(({ key, waits }) => targets.includes(key) && waits.includes(wait))
    )
      this.#add('silence-spins', path);
    if (typeof within === 'string' && !machine.acts.some(({ fields }) => fields.some(({ key }) => key === within)))
      this.#add('field-unknown', path);
    // A number without a source is somebody's guess. Spec: PRO-4.
    const hours = [within, wait.floor, wait.ceiling].some((number) => typeof number === 'number');
    if (hours && wait.cite === undefined) this.#add('cite-missing', path);
    if (wait.cite !== undefined && !this.#procedure.citations.some(({ key }) => key === wait.cite))
      this.#add('cite-unknown', path);
    for (const effect of wait.effects) {
      if (effect.kind === 'goto') this.#elsewhere(effect.machine, [effect.to], path);
      else if (effect.kind === 'end-role') this.#rolesKnown([effect.role], path);
      // Silence has no author who could take a role or name a party.
      else this.#add('no-owner', path);
    }
  }

  #act(machine: Machine, rule: ActRule): void {
    const path = `${machine.key}/${rule.key}`;
    const opening = rule.withheld === undefined ? [] : [...rule.withheld.within, rule.withheld.until];
    const states = [...rule.from, ...(rule.to === undefined ? [] : [rule.to]), ...opening];
    if (states.some((state) => !machine.states.some(({ key }) => key === state))) this.#add('state-unknown', path);
    if (rule.by.length === 0) this.#add('no-owner', path);
    this.#rolesKnown(
      [...rule.by, ...(rule.needs?.from ?? []), ...(rule.present === undefined ? [] : [rule.present])],
      path,
    );
    const isAnswered = machine.states.some(({ waits }) => waits.some(({ key }) => key === rule.answers));
    if (rule.answers !== undefined && !isAnswered) this.#add('wait-unknown', path);
    if (rule.requires !== undefined) this.#elsewhere(rule.requires.machine, rule.requires.states, path);
    for (const effect of rule.effects) this.#effect(machine, rule, effect);
    for (const { above, below } of rule.fields) this.#fieldsKnown(machine, [above, below], path);
    const acts = this.#procedure.machines.flatMap((one) => one.acts.map(({ key }) => key));
    if (rule.needs?.counts.some((key) => !acts.includes(key))) this.#add('act-unknown', path);
    if (rule.releases !== undefined) this.#releases(rule, rule.releases, path);
  }

  #effect(machine: Machine, rule: ActRule, effect: Effect): void {
    const path = `${machine.key}/${rule.key}`;
    if (effect.kind === 'goto') return this.#elsewhere(effect.machine, [effect.to], path);
    if (effect.kind === 'set') return this.#fieldsKnown(machine, [effect.field, effect.from], path);
    if (effect.kind === 'end-role') return this.#rolesKnown([effect.role], path);
    const leaves = effect.kind === 'take-role' && effect.leaves !== undefined ? [effect.leaves] : [];
    this.#rolesKnown([effect.role, ...leaves], path);
    if (effect.kind === 'admit' && !rule.fields.some(({ key, type }) => key === effect.field && type === 'party'))
      this.#add('field-unknown', path);
  }

  /** Fields that acts of a machine give, or the act that made its item. */
  #fieldsKnown(machine: Machine, fields: readonly (string | undefined)[], path: string): void {
    const makers = this.#procedure.machines.flatMap(({ acts }) => acts.filter(({ key }) => key === machine.item));
    const known = [...machine.acts, ...makers].flatMap((rule) => rule.fields.map(({ key }) => key));
    if (fields.some((field) => field !== undefined && !known.includes(field))) this.#add('field-unknown', path);
  }

  /** What releases an act is a machine of its own item, or of the case. Spec: PRO-23. */
  #releases(rule: ActRule, { machine: key, states, label }: ReleaseRule, path: string): void {
    this.#elsewhere(key, states, path);
    const machine = this.#procedure.machines.find((one) => one.key === key);
    if (machine?.each !== 'case' || ![undefined, rule.key].includes(machine.item)) this.#add('item-unknown', path);
    if (label !== undefined && !rule.fields.some((field) => field.key === label && field.isRequired))
      this.#add('field-unknown', path);
  }

  #elsewhere(key: string, states: readonly string[], path: string): void {
    const machine = this.#procedure.machines.find((one) => one.key === key);
    if (machine === undefined) this.#add('machine-unknown', path);
    else if (states.some((state) => !machine.states.some((one) => one.key === state))) this.#add('state-unknown', path);
  }

  #rolesKnown(roles: readonly string[], path: string): void {
    const unknown = roles.filter(
      (role) => role !== 'any' && role !== 'self' && !role.startsWith('named:') && !this.#roles.has(role),
    );
    if (unknown.length > 0) this.#add('role-unknown', path);
  }
}

/**
 * Why a procedure must not be used; empty when it is sound: no dead end, every open state of the
 * main machine has an owner, a deadline and a peaceful step, silence has an effect, every number has
 * a source. Spec: PRO-2, P1.
 */
export function procedureFaults(procedure: Procedure): ProcedureFault[] {
  const check = new Check(procedure);
  check.run();
  return check.faults;
}
