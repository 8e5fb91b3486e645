import type { Act } from './act.ts';
import { type CaseState, type Instance, instanceKey, type VoidCode } from './case-state.ts';
import { dueOf, earliestOf } from './due.ts';
import { fieldsFit } from './fields-fit.ts';
import type { CaseTerms } from './genesis.ts';
import { keepLapse } from './lapse-step.ts';
import type { ActRule, Effect, Machine, Procedure, Wait } from './procedure.ts';

/** An act in its place in the log, with the case time that a certificate gave it. */
export interface TimedAct {
  readonly index: number;
  readonly author: string;
  readonly act: Act;
  readonly hasWords: boolean;
  /** Whether the author's `seen` is what stood in the log. */
  readonly seenHolds: boolean;
  readonly time: number;
}

interface Place {
  readonly machine: Machine;
  readonly rule: ActRule;
}

/** A wait that ends at a time. */
interface Lapse {
  readonly instance: Instance;
  readonly wait: Wait;
  readonly due: number;
}

interface Doing extends Place {
  readonly timed: TimedAct;
  readonly instance: Instance;
}

/**
 * Replays a case: heads, certificates' times and the procedure in, state out. No clock, no
 * randomness: a deadline lapses when the log's own time has passed it. Spec: CAS-13, CAS-14.
 */
export class CaseReplay {
  readonly #procedure: Procedure;
  readonly #places = new Map<string, Place>();
  readonly #machines: ReadonlyMap<string, Machine>;
  readonly #state: CaseState;
  /** No deadline lies before it, so that only a time beyond it needs a look at all machines. */
  #quiet = Number.MAX_SAFE_INTEGER;
  /** The newest deadline of each wait that silence ended, by machine, party and wait. */
  readonly #lapsed = new Map<string, number>();

  /** `time`: that of the first certificate, Unix seconds. */
  constructor(terms: CaseTerms, procedure: Procedure, time: number) {
    this.#procedure = procedure;
    this.#machines = new Map(procedure.machines.map((machine) => [machine.key, machine]));
    for (const machine of procedure.machines)
      for (const rule of machine.acts) this.#places.set(rule.key, { machine, rule });
    this.#state = { time, members: {}, machines: {}, numbers: {}, steps: [] };
    for (const machine of procedure.machines) if (machine.each === 'case') this.#begin(machine);
    for (const { party, roles } of terms.members) this.#admit(party, roles);
  }

  /** What was derived so far. It changes with the next act; copy it to keep it. */
  get state(): CaseState {
    return this.#state;
  }

  /** Goes on with one act. Whatever breaks a rule is void, with its reason. */
  apply(timed: TimedAct): void {
    this.advance(timed.time);
    const code = this.#void(timed);
    if (code === undefined) return;
    const { index, author } = timed;
    this.#state.steps.push({ kind: 'void', index, by: author, code, time: this.#state.time });
  }

  /** Lets time pass: what is due before `time` and was not answered takes effect, in the order of its deadline. Spec: PRO-3. */
  advance(time: number): void {
    while (this.#quiet < time) {
      const next = this.#nextLapse();
      this.#quiet = next?.due ?? Number.MAX_SAFE_INTEGER;
      if (next !== undefined && next.due < time) this.#lapse(next);
    }
    this.#state.time = Math.max(this.#state.time, time);
  }

  #begin(machine: Machine, party?: string): void {
    const instance: Instance = {
      machine: machine.key,
      ...(party === undefined ? {} : { party }),
      state: machine.initial,
      since: this.#state.time,
      visit: 1,
      done: {},
      values: {},
      lapsed: [],
    };
    this.#state.machines[instanceKey(machine.key, party)] = instance;
    this.#watch(instance);
  }

  /** Whatever may bring a deadline of a machine forward ends here. */
  #watch(instance: Instance): void {
    for (const { due } of this.#running(instance)) this.#quiet = Math.min(this.#quiet, due);
  }

  #admit(party: string, roles: readonly string[]): void {
    const all = [...new Set([...(this.#state.members[party] ?? []), ...roles])].toSorted();
    this.#state.members[party] = all;
    for (const machine of this.#procedure.machines)
      if (machine.each !== 'case' && machine.each.some((role) => all.includes(role)))
        if (this.#state.machines[instanceKey(machine.key, party)] === undefined) this.#begin(machine, party);
  }

  #nextLapse(): Lapse | undefined {
    let next: Lapse | undefined;
    for (const instance of Object.values(this.#state.machines))
      for (const one of this.#running(instance)) if (next === undefined || one.due < next.due) next = one;
    return next;
  }

  /** Waits of a machine that have a deadline and have not lapsed. */
  #running(instance: Instance): Lapse[] {
    return this.#waits(instance).flatMap((wait) => {
      const due = instance.lapsed.includes(wait.key) ? undefined : dueOf(wait, instance);
      return due === undefined ? [] : [{ instance, wait, due }];
    });
  }

  #waits({ machine, state }: Instance): readonly Wait[] {
    return this.#machines.get(machine)?.states.find(({ key }) => key === state)?.waits ?? [];
  }

  #lapse({ instance, wait, due }: Lapse): void {
    const { machine, party, state: from } = instance;
    this.#state.time = Math.max(this.#state.time, due);
    instance.lapsed.push(wait.key);
    this.#lapsed.set(`${instanceKey(machine, party)} ${wait.key}`, due);
    const to = wait.to ?? from;
    keepLapse(this.#state.steps, {
      kind: 'lapse',
      machine,
      ...(party === undefined ? {} : { party }),
      wait: wait.key,
      silence: wait.silence,
      from,
      to,
      time: due,
    });
    if (wait.to !== undefined) this.#enter(instance, wait.to, due);
    for (const effect of wait.effects) if (effect.kind === 'goto') this.#move(effect, due);
  }

  #enter(instance: Instance, state: string, time: number): void {
    instance.state = state;
    instance.since = time;
    instance.visit++;
    instance.done = {};
    instance.lapsed = [];
    this.#watch(instance);
  }

  #void(timed: TimedAct): VoidCode | undefined {
    const { author, act, index } = timed;
    if (this.#state.members[author] === undefined) return 'void-author';
    if (act.n <= (this.#state.numbers[author] ?? 0)) return 'void-number';
    this.#state.numbers[author] = act.n;
    if (act.seen.size > index || !timed.seenHolds) return 'void-seen';
    const place = this.#places.get(act.act);
    if (place === undefined) return 'void-act';
    const instance = this.#instanceOf(place, timed);
    if (instance === undefined) return 'void-about';
    const doing = { ...place, timed, instance };
    return this.#objection(doing) ?? this.#do(doing);
  }

  #instanceOf({ machine }: Place, { author, act }: TimedAct): Instance | undefined {
    if (machine.each === 'case') return act.about === undefined ? this.#state.machines[machine.key] : undefined;
    return this.#state.machines[instanceKey(machine.key, act.about ?? author)];
  }

  #mayAct(by: string, author: string, instance: Instance): boolean {
    if (by === 'any') return true;
    if (by === 'self') return instance.party === author;
    if (by.startsWith('named:')) return instance.values[by.slice('named:'.length)]?.value === author;
    return this.#state.members[author]?.includes(by) ?? false;
  }

  #objection({ rule, timed, instance }: Doing): VoidCode | undefined {
    const { author, act, hasWords } = timed;
    if (!rule.by.some((by) => this.#mayAct(by, author, instance))) return 'void-role';
    if (!rule.from.includes(instance.state)) return 'void-state';
    if (timed.time < (earliestOf(rule, instance) ?? 0)) return 'void-early';
    const required = rule.requires === undefined ? undefined : this.#state.machines[rule.requires.machine];
    if (rule.requires !== undefined && !rule.requires.states.includes(required?.state ?? '')) return 'void-requires';
    if (!fieldsFit(rule.fields, act.fields)) return 'void-field';
    if ((rule.words === 'required' && !hasWords) || (rule.words === 'none' && hasWords)) return 'void-words';
    return rule.needs !== undefined && instance.done[rule.key]?.includes(author) ? 'void-repeated' : undefined;
  }

  #do({ machine, rule, timed, instance }: Doing): undefined {
    const { author, index, time, act } = timed;
    const { state: from, party } = instance;
    const answered = this.#waits(instance).find(({ key }) => key === rule.answers);
    const late = this.#lateness(rule, answered, instance, time);
    this.#keepValues(rule, timed, instance);
    noteDone(instance, rule.key, author);
    const leads = rule.to !== undefined && this.#isEnough(rule, instance);
    const to = leads ? (rule.to ?? from) : from;
    this.#state.steps.push({
      kind: 'act',
      index,
      act: act.act,
      by: author,
      machine: machine.key,
      ...(party === undefined ? {} : { party }),
      from,
      to,
      time,
      ...(late === undefined ? {} : { late }),
    });
    if (leads) this.#enter(instance, to, time);
    if (leads || rule.to === undefined) for (const effect of rule.effects) this.#take(effect, timed);
    return undefined;
  }

  /** How late an answer is: after its wait lapsed in this visit, or in one that silence has ended. */
  #lateness(rule: ActRule, wait: Wait | undefined, instance: Instance, time: number): number | undefined {
    if (rule.answers === undefined) return undefined;
    const due =
      wait === undefined
        ? this.#lapsed.get(`${instanceKey(instance.machine, instance.party)} ${rule.answers}`)
        : dueOf(wait, instance);
    return due === undefined || time <= due ? undefined : time - due;
  }

  #keepValues(rule: ActRule, { act, author, index }: TimedAct, instance: Instance): void {
    for (const { key, keep } of rule.fields) {
      const value = act.fields[key];
      if (value === undefined) continue;
      const before = instance.values[key];
      const isLess = before === undefined || before.visit !== instance.visit || value < before.value;
      if (keep === 'last' || isLess) instance.values[key] = { value, by: author, index, visit: instance.visit };
    }
    this.#watch(instance);
  }

  #isEnough({ key, needs }: ActRule, instance: Instance): boolean {
    if (needs === undefined) return true;
    const entitled = Object.entries(this.#state.members)
      .filter(([party, roles]) =>
        needs.from.some(
          (from) => from === 'any' || (from === 'self' ? party === instance.party : roles.includes(from)),
        ),
      )
      .map(([party]) => party);
    const done = (instance.done[key] ?? []).filter((party) => entitled.includes(party));
    const count = needs.count === 'all' ? entitled.length : needs.count;
    return done.length >= (needs.orAll ? Math.min(count, entitled.length) : count);
  }

  #take(effect: Effect, { author, act, time }: TimedAct): void {
    if (effect.kind === 'admit') {
      const party = act.fields[effect.field];
      if (typeof party === 'string') this.#admit(party, [effect.role]);
      return;
    }
    if (effect.kind === 'take-role') {
      for (const [party, roles] of Object.entries(this.#state.members))
        this.#state.members[party] = roles.filter((role) => role !== effect.role);
      this.#admit(author, [effect.role]);
      return;
    }
    this.#move(effect, time);
  }

  #move({ machine, to }: Extract<Effect, { kind: 'goto' }>, time: number): void {
    for (const instance of Object.values(this.#state.machines))
      if (instance.machine === machine && instance.state !== to) this.#enter(instance, to, time);
  }
}

function noteDone({ done }: Instance, act: string, author: string): void {
  const parties = done[act] ?? [];
  if (!parties.includes(author)) parties.push(author);
  done[act] = parties;
}
