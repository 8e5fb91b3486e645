/** How hard to measure. */
export interface Plan {
  /** Runs that only warm up. */
  readonly warm: number;
  /** Runs that count; the median is shown. */
  readonly runs: number;
  /** Share of the usual amount of work in one run, above 0. */
  readonly scale: number;
  /** Objects that the bulk measurements grow to. */
  readonly bulk: number;
  /** Milliseconds of quiet before the memory of an idle server is read. */
  readonly settle: number;
}

/** What `npm run bench` does. */
export const fullPlan: Plan = { warm: 2, runs: 7, scale: 1, bulk: 1_000_000, settle: 3_000 };

/** Enough to see that every measurement works; its numbers say nothing. */
export const quickPlan: Plan = { warm: 0, runs: 1, scale: 0.02, bulk: 6_000, settle: 0 };

/** This share of `usual`, at least one. */
export const scaled = ({ scale }: Plan, usual: number): number => Math.max(1, Math.round(usual * scale));
