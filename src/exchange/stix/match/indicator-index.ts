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
  /** The objects of the last observation that showed it. */
  readonly roots: readonly JsonMembers[];
}

/** What was seen of patterns that ask for several observations, by the place of their indicator. */
export type PatternMemory = Map<number, Seen[]>;

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
  readonly number: number;
  readonly id: string;
  readonly from: number;
  readonly until: number;
  /** Absent when the look-up alone decides. */
  readonly compiled?: CompiledPattern;
  /** Whether its pattern asks for several observations. */
  readonly isComposed: boolean;
  /** Of the object that its first observation speaks of. */
  readonly type: string;
  placing: Placing;
  isLive: boolean;
}

// An entry is a slot and the number of an observation of its pattern.
const perSlot = 64;
const mostPaths = 256;
const mostSeen = 256;
const mostSteps = 4_000_000;
const nothing: Observed = { hits: [], stopped: [] };

/** Which observations of a pattern were shown, and by which objects. */
interface Shown {
  readonly numbers: Set<number>;
  readonly roots: Set<JsonMembers>;
}

/** One object of an observation, and what was found about it so far. */
interface Looking {
  readonly root: JsonMembers;
  readonly observation: Observation;
  readonly shown: Map<Slot, Shown>;
  readonly stopped: Stopped[];
}

/** Indicators by what they look for, so that one observation asks only those that can match. Spec: MAT-11. */
export class IndicatorIndex {
  readonly #lanes = new Map<string, TypeLane>();
  readonly #slots: Slot[] = [];
  readonly #byId = new Map<string, Slot>();
  readonly #budget: MatchBudget;
  readonly #memory: PatternMemory = new Map();

  constructor(limits: MatchLimits = matchLimits) {
    this.#budget = new MatchBudget(limits);
  }

  /** Indicators that are looked for, and how many of them a look-up finds. */
  get size(): Readonly<Record<Placing, number>> {
    const live = [...this.#byId.values()];
    const tabled = live.filter(({ placing }) => placing === 'tabled').length;
    return { tabled, tested: live.length - tabled };
  }

  /** Indicators by the type of object that they speak of first; the most frequent type first. */
  get types(): readonly { type: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const { type } of this.#byId.values()) counts.set(type, (counts.get(type) ?? 0) + 1);
    return [...counts]
      .map(([type, count]) => ({ type, count }))
      .toSorted((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
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
      number: this.#slots.length,
      id,
      from,
      until,
      ...(isSimple ? {} : { compiled }),
      isComposed: pattern.kind !== 'observation',
      type: compiled.observations.flatMap(({ shows }) => [...typesOf(shows)])[0] ?? '',
      placing: 'tabled',
      isLive: true,
    };
    this.#slots.push(slot);
    this.#byId.set(id, slot);
    for (const [at] of compiled.observations.entries()) this.#place(slot, compiled, slot.number * perSlot + at);
    return [];
  }

  /** Stops looking for an indicator. */
  remove(id: string): void {
    const slot = this.#byId.get(id);
    if (slot === undefined) return;
    slot.isLive = false;
    this.#memory.delete(slot.number);
    this.#byId.delete(id);
  }

  /**
   * What an observation matches, and what had to be stopped. With a memory of the caller's, nothing is
   * remembered here. Spec: MAT-9, MAT-11.
   */
  observe(observation: Observation, memory = this.#memory): Observed {
    const stopped: Stopped[] = [];
    const shown = new Map<Slot, Shown>();
    this.#budget.begin();
    for (const root of observation.roots) this.#show({ root, observation, shown, stopped });
    if (shown.size === 0) return stopped.length === 0 ? nothing : { hits: [], stopped };
    const hits: Hit[] = [];
    for (const [slot, what] of shown)
      this.#guarded(slot.id, stopped, () => {
        const hit = slot.isComposed
          ? this.#composed(slot, what, observation, memory)
          : simpleHit(slot, what, observation);
        if (hit !== undefined) hits.push(hit);
      });
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
    const test = slot.compiled?.observations[number]?.test;
    if (test?.(root, { objects: observation.objects, budget: this.#budget }) === false) return;
    const what = shown.get(slot) ?? { numbers: new Set(), roots: new Set() };
    what.numbers.add(number);
    what.roots.add(root);
    shown.set(slot, what);
  }

  /** What an observation comes to together with those seen before; those that made a match make no other. Spec: MAT-8. */
  #composed(slot: Slot, { numbers, roots }: Shown, observation: Observation, memory: PatternMemory): Hit | undefined {
    const { first, last, count } = observation;
    const seen = [...(memory.get(slot.number) ?? []), { first, last, count, shows: numbers }].slice(-mostSeen);
    memory.set(slot.number, seen);
    const inOrder = seen.toSorted((a, b) => a.first - b.first);
    const binding = slot.compiled && firstBinding(slot.compiled.tree, inOrder, this.#budget);
    if (binding === undefined) return undefined;
    const used = [...binding.uses.keys()].flatMap((at) => inOrder[at] ?? []);
    memory.set(
      slot.number,
      seen.filter((each) => !used.includes(each)),
    );
    const [from, until] = [Math.min(...used.map((each) => each.first)), Math.max(...used.map((each) => each.last))];
    return { id: slot.id, first: from, last: until, count: 1, roots: [...roots] };
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

const simpleHit = ({ id }: Slot, { roots }: Shown, { first, last, count }: Observation): Hit => ({
  id,
  first,
  last,
  count,
  roots: [...roots],
});
