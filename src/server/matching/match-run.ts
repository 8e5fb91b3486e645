import type { GuardReason } from '#exchange/stix/match/guard.ts';
import type { Hit, PatternMemory } from '#exchange/stix/match/indicator-index.ts';
import { type Observation, readObservationLine } from '#exchange/stix/match/observation.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from '../party/party.ts';
import { milliseconds } from '../powers.ts';
import { commonValueGuards } from './common-values.ts';
import { type HeldIndicators, heldIndicators } from './held-indicators.ts';

/** How often something was, and when. Times in milliseconds. */
export interface Tally {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** A line that was not read. Lines count from 1. */
export interface RefusedLine {
  readonly line: number;
  readonly code: string;
}

export interface GuardedTally extends Tally {
  readonly seq: number;
  readonly reason: GuardReason;
}

export interface StoppedTally {
  readonly seq: number;
  readonly code: string;
  readonly count: number;
}

const mostRefusedListed = 100;
const mostCounted = 999_999_999;

const added = (before: Tally | undefined, { count, first, last }: Tally): Tally =>
  before === undefined
    ? { count, first, last }
    : {
        count: Math.min(mostCounted, before.count + count),
        first: Math.min(before.first, first),
        last: Math.max(before.last, last),
      };

/** What one stream of observations comes to, in memory until it is kept. */
export class MatchRun {
  readonly hits = new Map<number, Tally>();
  readonly days = new Map<number, { count: number; guarded: number }>();
  readonly refused: RefusedLine[] = [];
  lines = 0;
  refusedLines = 0;
  observations = 0;
  readonly #guarded = new Map<string, GuardedTally>();
  readonly #stopped = new Map<string, StoppedTally>();
  readonly #held: HeldIndicators;
  readonly #unguarded: ReadonlySet<number>;
  readonly #memory: PatternMemory | undefined;
  readonly #now: number;

  /** `trial`: nothing is remembered, not even by patterns that ask for several observations. */
  constructor(party: Party, { trial = false } = {}) {
    this.#held = heldIndicators(party);
    const rows = party.db.all<{ item: number }>('SELECT item FROM match_unguarded');
    this.#unguarded = new Set(rows.map(({ item }) => item));
    this.#memory = trial ? new Map() : undefined;
    this.#now = milliseconds(party.powers.now());
  }

  get guarded(): readonly GuardedTally[] {
    return [...this.#guarded.values()];
  }

  get stopped(): readonly StoppedTally[] {
    return [...this.#stopped.values()];
  }

  /** Reads one line; what is wrong with it is noted, and the next may follow. Spec: MAT-10. */
  line(text: string): void {
    this.lines++;
    if (text.trim() === '') return;
    try {
      for (const observation of readObservationLine(text, this.#now)) this.observe(observation);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      this.refuse(thrown.code);
    }
  }

  /** Notes that the last line was not read. */
  refuse(code: string): void {
    this.refusedLines++;
    if (this.refused.length < mostRefusedListed) this.refused.push({ line: this.lines, code });
  }

  observe(observation: Observation): void {
    this.observations++;
    const { hits, stopped } = this.#held.index.observe(observation, this.#memory);
    for (const hit of hits) this.#hit(hit);
    for (const { id, code } of stopped) {
      const [seq, key] = [id === '' ? -1 : Number(id), `${id} ${code}`];
      this.#stopped.set(key, { seq, code, count: (this.#stopped.get(key)?.count ?? 0) + 1 });
    }
  }

  /** A match of values that everybody has is guarded, unless a person lifted the guard. Spec: MAT-12. */
  #hit(hit: Hit): void {
    const seq = Number(hit.id);
    const reasons = hit.roots.map((root) => commonValueGuards.reasonOf(root));
    const [reason] = this.#unguarded.has(seq) || reasons.includes(undefined) ? [undefined] : reasons;
    const day = this.#day(hit.last);
    if (reason === undefined) {
      this.hits.set(seq, added(this.hits.get(seq), hit));
      day.count += hit.count;
      return;
    }
    const key = `${seq} ${reason}`;
    this.#guarded.set(key, { seq, reason, ...added(this.#guarded.get(key), hit) });
    day.guarded += hit.count;
  }

  #day(at: number): { count: number; guarded: number } {
    const day = Math.floor(at / 86_400_000);
    const known = this.days.get(day) ?? { count: 0, guarded: 0 };
    this.days.set(day, known);
    return known;
  }
}
