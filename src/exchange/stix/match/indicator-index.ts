import { Fault } from '#protocol/bytes/fault.ts';
import type { Pattern } from '../pattern/pattern.ts';
import type { PatternFault } from '../pattern/pattern-fault.ts';
import type { JsonMembers } from '../stix-object.ts';
import { anchorsOf, typesOf } from './anchor.ts';
import { firstBinding, type Seen } from './binding.ts';
import { type CompiledPattern, compilePattern } from './compiled-pattern.ts';
import { MatchBudget, type MatchLimits, matchLimits } from './match-budget.ts';
import type { Observation } from './observation.ts';
import { TypeLane } from './type-lane.ts';

/** An indicator to look for. Times in milliseconds; `until` is not included. */
export interface IndexedIndicator {
  readonly id: string;
  readonly pattern: Pattern;
  readonly from: number;
  readonly until: number;
}

/** One match: which indicator, and the observations that made it. */
export interface Hit {
  readonly id: string;
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** What stopped before its end: an indicator that would cost too much, or all that were left for one observation. */
export interface Stopped {
  readonly id: string;
  readonly code: string;
}

export interface Observed {
  readonly hits: readonly Hit[];
  readonly stopped: readonly Stopped[];
}

/** How an indicator is looked for: by its values, or by testing every object of its types. */
export type Placing = 'tabled' | 'tested';

interface Slot {
  readonly id: string;
  readonly from: number;
  readonly until: number;
  /** Absent when the look-up alone decides. */
  readonly compiled?: CompiledPattern;
  /** What was seen of a pattern that asks for several observations. */
  readonly seen?: Seen[];
  placing: Placing;
  isLive: boolean;
}

// An entry is a slot and the number of an observation of its pattern.
const perSlot = 64;
const mostPaths = 256;
const mostSeen = 256;
const mostSteps = 4_000_000;
const nothing: Observed = { hits: [], stopped: [] };

/** One object of an observation, and what was found about it so far. */
interface Looking {
  readonly root: JsonMembers;
  readonly observation: Observation;
  readonly shown: Map<Slot, Set<number>>;
  readonly stopped: Stopped[];
}

/** Indicators by what they look for, so that one observation asks only those that can match. Spec: MAT-11. */
export class IndicatorIndex {
  readonly #lanes = new Map<string, TypeLane>();
  readonly #slots: Slot[] = [];
  readonly #byId = new Map<string, Slot>();
  readonly #budget: MatchBudget;

  constructor(limits: MatchLimits = matchLimits) {
    this.#budget = new MatchBudget(limits);
  }

  /** Indicators that are looked for, and how many of them a look-up finds. */
  get size(): Readonly<Record<Placing, number>> {
    const live = [...this.#byId.values()];
    const tabled = live.filter(({ placing }) => placing === 'tabled').length;
    return { tabled, tested: live.length - tabled };
  }

  /** The part of slots that no longer counts; a caller builds anew when it grows. */
  get waste(): number {
    return this.#slots.length === 0 ? 0 : 1 - this.#byId.size / this.#slots.length;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** Looks for an indicator from now on, in place of one of the same id. Gives faults when it cannot be matched. */
  add({ id, pattern, from, until }: IndexedIndicator): readonly PatternFault[] {
    this.remove(id);
    const { compiled, faults } = compilePattern(pattern);
    if (compiled === undefined) return faults;
    const anchored = pattern.kind === 'observation' ? anchorsOf(pattern.shows) : undefined;
    const isSimple =
      anchored?.suffices === true && anchored.anchors.every(({ path }) => this.#lane(path.type).hasRoomFor(path));
    const slot: Slot = {
      id,
      from,
      until,
      ...(isSimple ? {} : { compiled }),
      ...(pattern.kind === 'observation' ? {} : { seen: [] }),
      placing: 'tabled',
      isLive: true,
    };
    const number = this.#slots.push(slot) - 1;
    this.#byId.set(id, slot);
    for (const [at] of compiled.observations.entries()) this.#place(slot, compiled, number * perSlot + at);
    return [];
  }

  /** Stops looking for an indicator. */
  remove(id: string): void {
    const slot = this.#byId.get(id);
    if (slot === undefined) return;
    slot.isLive = false;
    if (slot.seen !== undefined) slot.seen.length = 0;
    this.#byId.delete(id);
  }

  /** What an observation matches, and what had to be stopped. Spec: MAT-9, MAT-11. */
  observe(observation: Observation): Observed {
    const stopped: Stopped[] = [];
    const shown = new Map<Slot, Set<number>>();
    this.#budget.begin();
    for (const root of observation.roots) this.#show({ root, observation, shown, stopped });
    if (shown.size === 0) return stopped.length === 0 ? nothing : { hits: [], stopped };
    const hits: Hit[] = [];
    for (const [slot, numbers] of shown)
      this.#guarded(slot.id, stopped, () => hits.push(...hitsOf(slot, numbers, observation, this.#budget)));
    return { hits, stopped };
  }

  /** Notes every observation of a pattern that one object shows. */
  #show(looking: Looking): void {
    const { root, observation, stopped } = looking;
    const lane = typeof root['type'] === 'string' ? this.#lanes.get(root['type']) : undefined;
    if (lane === undefined) return;
    for (const entry of this.#candidates(lane, looking)) {
      const slot = this.#slots[Math.floor(entry / perSlot)];
      if (slot === undefined || !isLooked(slot, observation)) continue;
      if (this.#budget.spent > mostSteps) {
        stopped.push({ id: slot.id, code: 'match-observation' });
        return;
      }
      this.#guarded(slot.id, stopped, () => this.#test(slot, entry % perSlot, looking));
    }
  }

  #test(slot: Slot, number: number, { root, observation, shown }: Looking): void {
    if (shown.get(slot)?.has(number) === true) return;
    const test = slot.compiled?.observations[number]?.test;
    if (test?.(root, { objects: observation.objects, budget: this.#budget }) === false) return;
    shown.set(slot, (shown.get(slot) ?? new Set()).add(number));
  }

  #lane(type: string): TypeLane {
    const known = this.#lanes.get(type);
    if (known !== undefined) return known;
    const lane = new TypeLane(mostPaths);
    this.#lanes.set(type, lane);
    return lane;
  }

  #place(slot: Slot, compiled: CompiledPattern, entry: number): void {
    const shows = compiled.observations[entry % perSlot]?.shows;
    if (shows === undefined) return;
    const anchors = anchorsOf(shows)?.anchors;
    if (anchors?.every(({ path }) => this.#lane(path.type).hasRoomFor(path)) === true) {
      for (const anchor of anchors) this.#lane(anchor.path.type).add(anchor, entry);
      return;
    }
    slot.placing = 'tested';
    for (const type of typesOf(shows)) this.#lane(type).untabled.push(entry);
  }

  /** Looking up costs no more than testing one indicator; when it had to stop, that is said without an id. */
  #candidates(lane: TypeLane, { root, observation, stopped }: Looking): readonly number[] {
    let found: number[] = [];
    this.#guarded('', stopped, () => {
      found = lane.find(root, { objects: observation.objects, budget: this.#budget });
    });
    return lane.untabled.length === 0 ? found : [...found, ...lane.untabled];
  }

  /** Runs what may cost too much; then it names the indicator, and the next one goes on. Spec: MAT-9. */
  #guarded(id: string, stopped: Stopped[], work: () => void): void {
    this.#budget.renew();
    try {
      work();
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      stopped.push({ id, code: thrown.code });
    }
  }
}

const isLooked = ({ isLive, from, until }: Slot, { first, last }: Observation): boolean =>
  isLive && last >= from && first < until;

/** What a match of one observation, or of it together with those seen before, comes to. */
function hitsOf(slot: Slot, shows: ReadonlySet<number>, observation: Observation, budget: MatchBudget): readonly Hit[] {
  const { first, last, count } = observation;
  const { seen, compiled, id } = slot;
  if (seen === undefined || compiled === undefined) return [{ id, first, last, count }];
  seen.push({ first, last, count, shows });
  if (seen.length > mostSeen) seen.shift();
  const inOrder = seen.toSorted((a, b) => a.first - b.first);
  const binding = firstBinding(compiled.tree, inOrder, budget);
  if (binding === undefined) return [];
  const used = [...binding.uses.keys()].flatMap((at) => inOrder[at] ?? []);
  const left = seen.filter((each) => !used.includes(each));
  seen.splice(0, seen.length, ...left);
  return [
    {
      id,
      first: Math.min(...used.map((each) => each.first)),
      last: Math.max(...used.map((each) => each.last)),
      count: 1,
    },
  ];
}
