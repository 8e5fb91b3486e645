import type { Act } from './act.ts';
import { type CaseState, type Instance, instanceKey, type VoidCode } from './case-state.ts';
import { dueOf, earliestOf } from './due.ts';
import { fieldsFit } from './fields-fit.ts';
import type { CaseTerms } from './genesis.ts';
import { type Item, Items, type Run, runsOf } from './items.ts';
import { keepLapse } from './lapse-step.ts';
import { isEnough, isNamed, isReady, isRepeated } from './may-act.ts';
import type { ActRule, Effect, Machine, Procedure, Wait } from './procedure.ts';
import { unreachedIn } from './receipt.ts';
import { placeObjection, type TimedRoomEntry, takeRoomEntry } from './room-rules.ts';
import { silenceLeads } from './silence-leads.ts';

/** An act in its place in the log, with the case time that a certificate gave it. */
export interface TimedAct {
  readonly index: number;
  /** The id of the act's record. */
  readonly record: string;
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

/** Seconds for which whoever has not received something is asked anew at least. */
const shortestAnew = 3600;

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
  readonly #items = new Items();

  /** `time`: that of the first certificate, Unix seconds. */
  constructor(terms: CaseTerms, procedure: Procedure, time: number) {
    this.#procedure = procedure;
    this.#machines = new Map(procedure.machines.map((machine) => [machine.key, machine]));
    for (const machine of procedure.machines)
      for (const rule of machine.acts) this.#places.set(rule.key, { machine, rule });
    this.#state = { time, members: {}, machines: {}, numbers: {}, reached: {}, steps: [], rooms: new Map() };
    this.#beginAll({}, (machine) => this.#items.of(machine.item));
    for (const { party, roles } of terms.members) this.#admit(party, roles);
  }

  /** What was derived so far. It changes with the next act; copy it to keep it. */
  get state(): CaseState {
    return this.#state;
  }

  /** Goes on with one act. Whatever breaks a rule is void, with its reason. */
  apply(timed: TimedAct): void {
    const { author, act, seenHolds } = timed;
    this.advance(timed.time);
    this.#note(timed, this.#void(timed));
    if (seenHolds && this.#state.members[author] !== undefined) this.reach([author], act.seen.size);
  }

  /** Goes on with an entry of a room. Spec: ROM-5, ROM-6. */
  applyRoom(timed: TimedRoomEntry): void {
    this.advance(timed.time);
    this.#note(timed, takeRoomEntry(this.#procedure, this.#state, timed));
  }

  #note({ index, author }: { index: number; author: string }, code: VoidCode | undefined): void {
    if (code === undefined) return;
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

  /** Parties are shown to hold this much of the log: they have cosigned it, or acted on it. Spec: PRO-21. */
  reach(parties: readonly string[], size: number): void {
    const { reached } = this.#state;
    for (const party of parties) reached[party] = Math.max(reached[party] ?? 0, size);
  }

  #beginAll(members: CaseState['members'], items: (machine: Machine) => readonly Item[]): void {
    for (const machine of this.#procedure.machines)
      for (const run of runsOf(machine, members, items(machine))) this.#begin(machine, run);
  }

  #begin(machine: Machine, { party, item }: Run): void {
    const key = instanceKey(machine.key, party, item?.id);
    if (this.#state.machines[key] !== undefined) return;
    const instance: Instance = {
      machine: machine.key,
      ...(party === undefined ? {} : { party }),
      ...(item === undefined ? {} : { item: item.id }),
      state: machine.initial,
      since: this.#state.time,
      index: item?.index ?? 0,
      visit: 1,
      done: machine.item === undefined || item === undefined ? {} : { [machine.item]: [item.author] },
      values: { ...item?.values },
      lapsed: [],
    };
    this.#state.machines[key] = instance;
    this.#watch(instance);
  }

  /** Whatever may bring a deadline of a machine forward ends here. */
  #watch(instance: Instance): void {
    for (const { due } of this.#running(instance)) this.#quiet = Math.min(this.#quiet, due);
  }

  #admit(party: string, roles: readonly string[]): void {
    const all = [...new Set([...(this.#state.members[party] ?? []), ...roles])].toSorted();
    this.#state.members[party] = all;
    this.#beginAll({ [party]: all }, (machine) => this.#items.of(machine.item));
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

  #machineOf({ machine }: Instance): Machine {
    // Instances are begun from machines alone.
    return this.#machines.get(machine) as Machine;
  }

  #waits(instance: Instance): readonly Wait[] {
    return this.#machineOf(instance).states.find(({ key }) => key === instance.state)?.waits ?? [];
  }

  #lapse({ instance, wait, due }: Lapse): void {
    const { machine, state: from } = instance;
    const unreached = unreachedIn(this.#machineOf(instance), wait, instance, this.#state);
    const { to, unbound } = silenceLeads(this.#machineOf(instance), wait, instance, this.#state);
    const isAnew = unreached.length > 0;
    this.#state.time = Math.max(this.#state.time, due);
    keepLapse(this.#state.steps, {
      kind: 'lapse',
      machine,
      ...placeOf(instance),
      wait: wait.key,
      silence: wait.silence,
      ...(isAnew ? { unreached } : {}),
      ...(unbound.length > 0 ? { unbound } : {}),
      from,
      to: isAnew ? from : (to ?? from),
      time: due,
    });
    if (isAnew) return this.#askAnew({ instance, wait, due });
    instance.lapsed.push(wait.key);
    this.#lapsed.set(`${keyOf(instance)} ${wait.key}`, due);
    if (to !== undefined) this.#enter(instance, to, { time: due, index: instance.index });
    for (const effect of wait.effects) {
      if (effect.kind === 'goto') this.#move(effect, { time: due, index: instance.index });
      if (effect.kind === 'end-role') this.#endRole(effect.role);
    }
  }

  /** The state begins anew for as long again, and what was done in it stays done. Spec: PRO-21. */
  #askAnew({ instance, wait: { within }, due }: Lapse): void {
    const given = typeof within === 'string' ? instance.values[within] : undefined;
    const value = due + Math.max(due - instance.since, shortestAnew);
    if (given !== undefined) instance.values[String(within)] = { ...given, value, time: due };
    instance.since = due;
    this.#watch(instance);
  }

  #enter(instance: Instance, state: string, { time, index }: { readonly time: number; readonly index: number }): void {
    instance.state = state;
    instance.since = time;
    instance.index = index;
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

  #instanceOf({ machine }: Place, { author, act: { about, item } }: TimedAct): Instance | undefined {
    if ((machine.item === undefined) !== (item === undefined)) return undefined;
    if (machine.each === 'case' && about !== undefined) return undefined;
    const party = machine.each === 'case' ? undefined : (about ?? author);
    return this.#state.machines[instanceKey(machine.key, party, item)];
  }

  #objection({ rule, timed, instance }: Doing): VoidCode | undefined {
    const { author, act, hasWords } = timed;
    if (!rule.by.some((by) => isNamed(by, author, instance, this.#state))) return 'void-role';
    if (!rule.from.includes(instance.state)) return 'void-state';
    if (timed.time < (earliestOf(rule, instance) ?? 0)) return 'void-early';
    // Nobody agrees to what it has not seen. Spec: PRO-25.
    if (rule.needs !== undefined && act.seen.size <= instance.index) return 'void-seen';
    if (!isReady(rule, this.#state)) return 'void-requires';
    if (!fieldsFit(rule.fields, act.fields, instance.values)) return 'void-field';
    if ((rule.words === 'required' && !hasWords) || (rule.words === 'none' && hasWords)) return 'void-words';
    const unheard = act.room === undefined ? undefined : placeObjection(this.#state, author, act.room);
    if (unheard !== undefined) return unheard;
    if (isRepeated(rule, author, instance, this.#state)) return 'void-repeated';
    return this.#items.isFull(rule.key) ? 'void-full' : undefined;
  }

  #do(doing: Doing): undefined {
    const { machine, rule, timed, instance } = doing;
    const { author, index, time, act } = timed;
    const { state: from } = instance;
    const answered = this.#waits(instance).find(({ key }) => key === rule.answers);
    const late = this.#lateness(rule, answered, instance, time);
    this.#keepValues(rule, timed, instance);
    noteDone(instance, rule.key, author);
    const leads = rule.to !== undefined && isEnough(rule, instance, this.#state);
    const to = leads ? (rule.to ?? from) : from;
    this.#state.steps.push({
      kind: 'act',
      index,
      act: act.act,
      by: author,
      machine: machine.key,
      ...placeOf(instance),
      from,
      to,
      time,
      ...(late === undefined ? {} : { late }),
    });
    if (leads) this.#enter(instance, to, timed);
    // A proposal leads to the state in which it counts as consent to itself.
    if (leads && machine.acts.some(({ needs }) => needs?.counts.includes(rule.key)))
      noteDone(instance, rule.key, author);
    if (leads || rule.to === undefined) for (const effect of rule.effects) this.#take(effect, doing);
    this.#addItem(doing);
    return undefined;
  }

  /** What the act makes is an item, with machines of its own from now on. Spec: PRO-20. */
  #addItem({ rule, timed }: Doing): void {
    if (!this.#procedure.machines.some(({ item }) => item === rule.key)) return;
    const made = this.#items.add(timed);
    this.#beginAll(this.#state.members, ({ item }) => (item === rule.key ? [made] : []));
  }

  /** How late an answer is: after its wait lapsed in this visit, or in one that silence has ended. */
  #lateness(rule: ActRule, wait: Wait | undefined, instance: Instance, time: number): number | undefined {
    if (rule.answers === undefined) return undefined;
    const due = wait === undefined ? this.#lapsed.get(`${keyOf(instance)} ${rule.answers}`) : dueOf(wait, instance);
    return due === undefined || time <= due ? undefined : time - due;
  }

  #keepValues(rule: ActRule, { act, author, index, time }: TimedAct, instance: Instance): void {
    for (const { key, keep } of rule.fields) {
      const value = act.fields[key];
      if (value === undefined) continue;
      const before = instance.values[key];
      const isLess = before === undefined || before.visit !== instance.visit || value < before.value;
      if (keep === 'last' || isLess) instance.values[key] = { value, by: author, index, visit: instance.visit, time };
    }
    this.#watch(instance);
  }

  #take(effect: Effect, { timed, instance }: Doing): void {
    const { author, act, time } = timed;
    if (effect.kind === 'admit') {
      const party = act.fields[effect.field];
      if (typeof party === 'string') this.#admit(party, [effect.role]);
      return;
    }
    if (effect.kind === 'take-role') return this.#passRole(effect, author);
    if (effect.kind === 'end-role') return this.#endRole(effect.role);
    if (effect.kind === 'set') {
      const given = instance.values[effect.from];
      if (given !== undefined) instance.values[effect.field] = { ...given, visit: instance.visit, time };
      return this.#watch(instance);
    }
    this.#move(effect, timed);
  }

  #move(
    { machine, to }: Extract<Effect, { kind: 'goto' }>,
    at: { readonly time: number; readonly index: number },
  ): void {
    for (const instance of Object.values(this.#state.machines))
      if (instance.machine === machine && instance.state !== to) this.#enter(instance, to, at);
  }

  #endRole(role: string): void {
    for (const [party, roles] of Object.entries(this.#state.members))
      if (roles.includes(role)) this.#state.members[party] = roles.filter((one) => one !== role);
  }

  #passRole({ role, leaves }: { readonly role: string; readonly leaves?: string }, author: string): void {
    const held = Object.entries(this.#state.members).flatMap(([party, roles]) => (roles.includes(role) ? [party] : []));
    this.#endRole(role);
    if (leaves !== undefined) for (const party of held) if (party !== author) this.#admit(party, [leaves]);
    this.#admit(author, [role]);
  }
}

function noteDone({ done }: Instance, act: string, author: string): void {
  const parties = done[act] ?? [];
  if (!parties.includes(author)) parties.push(author);
  done[act] = parties;
}

const keyOf = ({ machine, party, item }: Instance): string => instanceKey(machine, party, item);

const placeOf = ({ party, item }: Instance): { readonly party?: string; readonly item?: string } => ({
  ...(party === undefined ? {} : { party }),
  ...(item === undefined ? {} : { item }),
});
