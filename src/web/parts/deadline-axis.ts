import { type Html, html } from '../html.ts';
import { directionOf } from '../language.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type OwedView, plainCaseName } from './case-words.ts';

const height = 18;

/** Where a deadline stands between the two ends of the axis, in hundredths. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly isLate: boolean;
}

/** The two ends of the axis: now or the oldest that passed, and the last. Unix seconds. */
export function axisEnds(dues: readonly number[], now: number): { readonly start: number; readonly end: number } {
  const start = Math.min(now, ...dues);
  return { start, end: Math.max(start + 60, now, ...dues) };
}

/** From now to a deadline, or from a deadline that passed to now. */
export function markOf(due: number, now: number, { start, end }: ReturnType<typeof axisEnds>): Mark {
  const place = (at: number): number => ((at - start) / (end - start)) * 100;
  return { from: place(Math.min(due, now)), to: place(Math.max(due, now)), isLate: due < now };
}

const percent = (share: number): string => `${share.toFixed(1)}%`;

const mostLanes = 12;

/** The next deadlines on a line of time, ours thick; it runs from left to right in every language. Spec: CPG-1. */
export function deadlineAxis(reader: Reader, procedure: string, owed: readonly OwedView[]): Html | false {
  const { t, plain } = words(reader);
  const { now } = reader;
  const timed = owed.flatMap((one) => (one.due === undefined ? [] : [{ ...one, due: one.due }])).slice(0, mostLanes);
  if (timed.length < 2) return false;
  const ends = axisEnds(
    timed.map(({ due }) => due),
    now,
  );
  const upright = percent(((now - ends.start) / (ends.end - ends.start)) * 100);
  const lanes = timed.map(({ wait, party, due, isOurs }) => {
    const { from, to, isLate } = markOf(due, now, ends);
    const size = isOurs ? 10 : 3;
    const name = `${plainCaseName(reader, procedure, `wait.${wait}`)}${party === undefined ? '' : ` (${party.name})`}`;
    const bar = html`<rect class="${isLate ? 'not-delivered' : isOurs ? 'opened' : 'delivered'}" x="${percent(from)}" width="${percent(Math.max(0.6, to - from))}" y="${(height - size) / 2}" height="${size}"/>`;
    return html`<span class="lane"><bdi>${name}</bdi><svg width="100%" height="${height}"><line stroke="currentColor" x1="${upright}" x2="${upright}" y1="0" y2="${height}"/>${bar}</svg></span>`;
  });
  return html`<figure class="states" dir="ltr"><div role="img" aria-label="${plain('cases.axis')}">${lanes}</div><figcaption dir="${directionOf(reader.language)}"><small>${moment(reader, ends.start)} – ${moment(reader, ends.end)}<br>${t('cases.axis-key')}</small></figcaption></figure>`;
}
