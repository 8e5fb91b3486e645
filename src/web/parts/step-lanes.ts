import type { RecipientState } from '#desks/infrastructure/answer-matrix.ts';
import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** How a notice went with one recipient. Unix seconds by the author's clock, in this order as far as they are known. */
export interface Lane {
  readonly name: string;
  readonly released?: number;
  readonly delivered?: number;
  readonly opened?: number;
  readonly acknowledged?: number;
}

/** What the lanes are drawn against. `by`: the deadline, if there is one. Unix seconds. */
export interface LaneTimes {
  readonly from: number;
  readonly by?: number;
  readonly now: number;
}

/** A stretch of one state. */
export interface Stretch {
  readonly state: RecipientState;
  readonly from: number;
  readonly to: number;
}

/** What is not acknowledged by the deadline is lapsed from then on. */
function cutAtDeadline(stretch: Stretch, by: number | undefined): Stretch[] {
  const { state, from, to } = stretch;
  if (by === undefined || to <= by || state === 'not-delivered' || state === 'acknowledged') return [stretch];
  const lapsed = { state: 'lapsed', from: Math.max(from, by), to } as const;
  return from >= by ? [lapsed] : [{ state, from, to: by }, lapsed];
}

/** The states of one recipient over time, oldest first; what never reached a party does not lapse. Spec: NTC-7. */
export function stretchesOf(lane: Lane, { by, now }: LaneTimes): Stretch[] {
  const { released, delivered, opened, acknowledged } = lane;
  const changes = (
    [
      ['not-delivered', released],
      ['delivered', delivered],
      ['opened', opened],
      ['acknowledged', acknowledged],
    ] as const
  ).flatMap(([state, at]) => (at === undefined || at > now ? [] : [{ state, at }]));
  return changes.flatMap(({ state, at }, index) => {
    const to = Math.max(at, changes[index + 1]?.at ?? now);
    return cutAtDeadline({ state, from: at, to }, by);
  });
}

/**
 * Until when the lanes are drawn: the deadline and all that happened, and now unless that is long
 * after both, so that the hours that matter are not pressed together by the weeks that follow.
 */
export function shownUntil(lanes: readonly Lane[], { from, by, now }: LaneTimes): number {
  const last = lanes.flatMap(({ delivered, opened, acknowledged }) => [delivered, opened, acknowledged]);
  const events = Math.max(from + 60, by ?? 0, ...last.map((at) => at ?? 0));
  return Math.max(events, Math.min(now, from + 2 * (events - from)));
}

const height = 18;
/** The further a recipient has come, the thicker its bar: colour is never alone. */
const thickness: Readonly<Record<RecipientState, number>> = {
  'not-delivered': 2,
  delivered: 5,
  lapsed: 5,
  opened: 9,
  acknowledged: 14,
};

/** A place on the axis, which runs from left to right in every language as all charts do. */
const placer =
  (from: number, to: number) =>
  (at: number): number =>
    Math.min(1, Math.max(0, (at - from) / (to - from))) * 98;

const percent = (share: number): string => `${share.toFixed(2)}%`;

function bars(lane: Lane, times: LaneTimes, place: (at: number) => number): Html[] {
  return stretchesOf(lane, times).map(({ state, from, to }) => {
    const [x, size] = [place(from), thickness[state]];
    return html`<rect class="${state}" x="${percent(x)}" width="${percent(Math.max(0.6, place(to) - x))}" y="${(height - size) / 2}" height="${size}"/>`;
  });
}

/** The upright of a moment; it goes on in the lane below. */
const upright = (name: 'by' | 'now', x: string): Html =>
  html`<line class="${name === 'by' && 'no'}" stroke="currentColor" stroke-dasharray="${name === 'by' && '4 3'}" x1="${x}" x2="${x}" y1="0" y2="${height}"/>`;

const key = (name: 'by' | 'now', text: Html): Html =>
  html`<br><small><svg width="12" height="${height}" aria-hidden="true" focusable="false">${upright(name, '50%')}</svg> ${text}</small>`;

/** How far each recipient has come, over time. The matrix beside it says the same in words. */
export function stepLanes(reader: Reader, lanes: readonly Lane[], times: LaneTimes): Html {
  const { t, plain } = words(reader);
  const { from, by, now } = times;
  const until = shownUntil(lanes, times);
  const place = placer(from, until);
  const uprights = [
    by === undefined ? '' : upright('by', percent(place(by))),
    now <= until && upright('now', percent(place(now))),
  ];
  const items = lanes.map(
    (lane) =>
      html`<span class="lane"><bdi>${lane.name}</bdi><svg width="100%" height="${height}">${uprights}${bars(lane, times, place)}</svg></span>`,
  );
  return html`<figure class="states"><div role="img" aria-label="${plain('warn.lanes')}">${items}</div><figcaption><small>${t('warn.lanes.from', { time: moment(reader, from) })}</small>${
    by !== undefined && key('by', t('warn.lanes.by', { time: moment(reader, by) }))
  }${key('now', t('warn.lanes.now', { time: moment(reader, now) }))}<br><small>${t('warn.lanes.thickness')}</small></figcaption></figure>`;
}
