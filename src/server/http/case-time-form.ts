import { type CaseState, instanceKey } from '#protocol/case/case-state.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import type { Possible } from '#protocol/case/view.ts';
import { readingsOf } from '#web/local-time.ts';
import type { FieldError } from '#web/parts/form.ts';
import { timeNames } from '#web/parts/time-field.ts';

/** Unix seconds of a time in UTC such as 2026-11-22 14:00. */
export function readUtc(text: string): number | undefined {
  const [, date = '', time = ''] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/.exec(text) ?? [];
  return readingsOf('UTC', date, time)?.[0];
}

export type ReadTime = { readonly value: number } | { readonly fault: FieldError['code'] } | undefined;

/**
 * The time in a field: date and time in the zone of the form, or both at once in UTC for those who type
 * it so. Undefined: nothing was typed. Spec: CPG-5.
 */
export function readTime(values: Readonly<Record<string, string>>, name: string, zone: string): ReadTime {
  const [date = '', time = '', chosen = ''] = timeNames(name).map((one) => values[one] ?? '');
  if (date === '' && time === '') return undefined;
  const inUtc = time === '' ? readUtc(date) : undefined;
  if (inUtc !== undefined) return { value: inUtc };
  const readings = readingsOf(zone, date, time);
  if (readings === undefined) return { fault: 'case-time' };
  const [first, ...more] = readings;
  if (first === undefined) return { fault: 'case-time-gap' };
  if (more.length === 0) return { value: first };
  const meant = readings.find((seconds) => String(seconds) === chosen);
  return meant === undefined ? { fault: 'case-time-twice' } : { value: meant };
}

const hour = 3600;

/** Between what the time of a field must lie for it not to be moved, as far as it is known at this moment. */
export interface KnownBounds {
  /** Seconds from now. */
  readonly earliest?: number;
  readonly latest?: number;
  /** While it takes others to enter the state that waits: that state, and seconds after it. */
  readonly after?: { readonly state: string; readonly seconds: number };
}

/** What is wrong with a time that its bounds would move for certain. */
export function boundsFault(
  value: number,
  now: number,
  { earliest, after, latest }: KnownBounds,
): FieldError['code'] | undefined {
  const floor = earliest ?? after?.seconds;
  if (floor !== undefined && value < now + floor) return 'case-time-early';
  return latest !== undefined && value > now + latest ? 'case-time-late' : undefined;
}

/** The bounds of the wait whose deadline the field gives. Spec: PRO-3, CPG-5. */
export function timeBounds(
  { machines }: Procedure,
  state: CaseState,
  { machine: name, about, rule }: Possible,
  key: string,
): KnownBounds {
  const machine = machines.find((one) => one.key === name);
  const here = state.machines[instanceKey(name, about)]?.state;
  const all = machine?.states.flatMap((holder) =>
    holder.waits.flatMap((wait) => (wait.within === key ? [{ holder, wait }] : [])),
  );
  const { holder, wait } = all?.find((one) => one.wait.ceiling !== undefined) ?? all?.[0] ?? {};
  if (holder === undefined || wait === undefined) return {};
  const { floor = 0, ceiling } = wait;
  const isNext = rule.needs === undefined && (rule.to ?? here) === holder.key;
  return {
    ...(isNext || floor === 0 ? { earliest: floor * hour } : { after: { state: holder.key, seconds: floor * hour } }),
    ...(ceiling === undefined ? {} : { latest: ceiling * hour }),
  };
}
