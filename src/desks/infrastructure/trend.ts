/** A count on a day (days since 1970-01-01 UTC). */
export interface DayCount {
  readonly day: number;
  readonly count: number;
}

/** A stretch of time in equal steps of whole days, ending with the day `until`. */
export interface Period {
  /** Last day, included. */
  readonly until: number;
  readonly steps: number;
  readonly daysPerStep: number;
}

/** The first day of a period. */
export const firstDay = ({ until, steps, daysPerStep }: Period): number => until - steps * daysPerStep + 1;

/** The period of equal length just before. */
export const periodBefore = (period: Period): Period => ({ ...period, until: firstDay(period) - 1 });

/** Counts added up by step, oldest first; days outside the period are left out. */
export function seriesOf(counts: readonly DayCount[], period: Period): number[] {
  const series = new Array<number>(period.steps).fill(0);
  const first = firstDay(period);
  for (const { day, count } of counts) {
    const step = Math.floor((day - first) / period.daysPerStep);
    if (step >= 0 && step < period.steps) series[step] = (series[step] ?? 0) + count;
  }
  return series;
}

export const trends = ['new', 'more', 'same', 'less', 'gone'] as const;
export type Trend = (typeof trends)[number];

/** How a count moved against the one before. A tenth up or down is the same: small moves are no news. */
export function trendOf(now: number, before: number): Trend {
  if (before === 0) return now === 0 ? 'same' : 'new';
  if (now === 0) return 'gone';
  if (now > before * 1.1) return 'more';
  return now < before * 0.9 ? 'less' : 'same';
}
