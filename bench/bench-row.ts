import type { Plan } from './plan.ts';
import type { Comparison } from './race.ts';

/** One line of the result. */
export interface BenchRow extends Comparison {
  /** Stable name for programs. */
  readonly id: string;
  readonly what: string;
  readonly unit: '/s' | 'bytes' | 'ms' | 'MiB';
  /** What the raw limit is. */
  readonly limit: string;
}

/** What a group of measurements gets. */
export interface Bench {
  readonly plan: Plan;
  /** A new empty directory on the disk that is measured. */
  readonly place: () => string;
}

/** Measures one group. */
export type BenchGroup = (bench: Bench) => Promise<BenchRow[]>;
