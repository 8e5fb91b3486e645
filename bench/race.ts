import type { Plan } from './plan.ts';

/** Middle and ends of the values of several runs. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Work to be timed; says how many things it did. */
export type Work = () => number | Promise<number>;

/** Gets one run ready, untimed, and gives the work to time. */
export type Trial = (run: number) => Work | Promise<Work>;

/** Ours beside the raw limit, and ours divided by raw. */
export interface Comparison {
  readonly ours: Spread;
  readonly raw: Spread;
  readonly ratio: number;
}

/** The spread of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return {
    median: (at(0.5) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN)) / 2,
    low: at(0),
    high: at(1),
  };
}

/** Comparison of values taken in pairs: the ratio is the median of the ratios of the pairs. */
export const compared = (pairs: readonly (readonly [ours: number, raw: number])[]): Comparison => ({
  ours: spreadOf(pairs.map(([ours]) => ours)),
  raw: spreadOf(pairs.map(([, raw]) => raw)),
  ratio: spreadOf(pairs.map(([ours, raw]) => ours / raw)).median,
});

/** Things per second of one run. */
async function rateOf(trial: Trial, run: number): Promise<number> {
  const work = await trial(run);
  const start = performance.now();
  const done = await work();
  return done / ((performance.now() - start) / 1000);
}

/**
 * Runs ours and the raw limit by turns, so that a neighbour on the machine disturbs both alike.
 * Values are things per second.
 */
export async function race(plan: Plan, ours: Trial, raw: Trial): Promise<Comparison> {
  const pairs: [number, number][] = [];
  for (let run = 0; run < plan.warm + plan.runs; run++) {
    const pair: [number, number] = [await rateOf(ours, run), await rateOf(raw, run)];
    if (run >= plan.warm) pairs.push(pair);
  }
  return compared(pairs);
}
