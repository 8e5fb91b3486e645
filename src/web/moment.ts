import { bdi, type Html, html } from './html.ts';
import { type Language, localeOf } from './language.ts';
import type { Reader } from './reader.ts';
import { words } from './words.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
const remembered = 64;

const styles = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} as const;

/** Making a format costs more than a page, so those in use are kept. */
function format(language: Language, timeZone: string, style: keyof typeof styles): Intl.DateTimeFormat {
  const name = `${language}/${timeZone}/${style}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  if (formats.size >= remembered) formats.clear();
  const made = new Intl.DateTimeFormat(localeOf(language), { timeZone, ...styles[style] });
  formats.set(name, made);
  return made;
}

const iso = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

/** Whether a number is a moment that a page can show (years 1970 to 9999). */
export const isMoment = (seconds: number): boolean =>
  Number.isFinite(seconds) && seconds >= 0 && seconds < 253_402_300_800;

/** A moment in the reader's zone with UTC beside; today's date is left out. Unix seconds. */
export function moment(reader: Reader, seconds: number): Html {
  if (!isMoment(seconds)) return html`<bdi>${seconds}</bdi>`;
  const { language, timeZone } = reader;
  const ms = seconds * 1000;
  const localDay = format(language, timeZone, 'day').format(ms);
  const utcDay = format(language, 'UTC', 'day').format(ms);
  const local = format(language, timeZone, 'time').format(ms);
  const utc = format(language, 'UTC', 'time').format(ms);
  const isToday = localDay === format(language, timeZone, 'day').format(reader.now * 1000);
  const { t } = words(reader);
  const shownDay = isToday ? t('time.today') : html`${localDay}`;
  const sameZone = localDay === utcDay && local === utc;
  const shown = html`<bdi>${shownDay}</bdi> <b><bdi>${local}</bdi></b>`;
  // A narrow column keeps a <time> together: the zone stands in it, while a second reading may go below.
  if (sameZone) return html`<time datetime="${iso(seconds)}">${shown} <small>UTC</small></time>`;
  const beside = `${localDay === utcDay ? '' : `${utcDay} `}${utc} UTC`;
  return html`<time datetime="${iso(seconds)}">${shown}</time> <small>(${bdi(beside)})</small>`;
}

/** A calendar day in UTC, for periods of agreements. Unix seconds. */
export const day = (reader: Reader, seconds: number): Html =>
  isMoment(seconds)
    ? html`<time datetime="${iso(seconds).slice(0, 10)}"><bdi>${format(reader.language, 'UTC', 'day').format(seconds * 1000)}</bdi></time>`
    : html`<bdi>${seconds}</bdi>`;

const steps = [
  { unit: 'days', next: 'hours', size: 86_400, small: 3600 },
  { unit: 'hours', next: 'minutes', size: 3600, small: 60 },
  { unit: 'minutes', next: 'seconds', size: 60, small: 1 },
] as const;

const durations = new Map<Language, Intl.DurationFormat>();

/** The format of spans, of which there are as many as languages. */
const durationFormat = (language: Language): Intl.DurationFormat =>
  durations.getOrInsertComputed(language, () => new Intl.DurationFormat(localeOf(language), { style: 'short' }));

/** A span in its two largest units, e.g. "1 hr, 40 mins". Seconds, not negative. */
export function span(reader: Reader, seconds: number): string {
  const step = steps.find(({ size }) => seconds >= size);
  const duration = durationFormat(reader.language);
  if (step === undefined) return duration.format({ seconds: Math.max(1, Math.floor(seconds)) });
  const small =
    step.unit === 'minutes' || seconds >= 10 * step.size ? 0 : Math.floor((seconds % step.size) / step.small);
  return duration.format({
    [step.unit]: Math.floor(seconds / step.size),
    ...(small > 0 ? { [step.next]: small } : {}),
  });
}

/** "in 1 hr, 40 mins" or "2 hrs late", as a state in words. */
export function due(reader: Reader, seconds: number): Html {
  const { t } = words(reader);
  const left = seconds - reader.now;
  return left >= 0
    ? html`<span class="wait">${t('time.in', { span: span(reader, left) })}</span>`
    : html`<span class="no">${t('time.late', { span: span(reader, -left) })}</span>`;
}
