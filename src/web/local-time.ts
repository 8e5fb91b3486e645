const formats = new Map<string, Intl.DateTimeFormat>();

/** The parts of a moment as a clock of the zone shows them; a format costs more than a page, so those in use are kept. */
function clock(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  if (formats.size >= 64) formats.clear();
  const numeric = 'numeric';
  const parts = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  } as const;
  const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { timeZone: zone, hourCycle: 'h23', ...parts });
  formats.set(zone, made);
  return made;
}

/** Seconds that a zone's clock is ahead of UTC at a moment (Unix seconds). */
export function offsetAt(zone: string, seconds: number): number {
  const shown = Object.fromEntries(
    clock(zone)
      .formatToParts(seconds * 1000)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: string): number => shown[name] ?? 0;
  const [year, month, day] = [part('year'), part('month') - 1, part('day')];
  return Date.UTC(year, month, day, part('hour'), part('minute'), part('second')) / 1000 - Math.floor(seconds);
}

const day = 86_400;

/**
 * Every moment at which a clock of the zone shows this date and time: none where the clock was put
 * forward over it, two where it was put back. Unix seconds; undefined if it is no date and time. Spec: CPG-5.
 */
export function readingsOf(zone: string, date: string, time: string): readonly number[] | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time)) return undefined;
  const written = `${date}T${time}:00.000Z`;
  const ms = Date.parse(written);
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== written) return undefined;
  const asUtc = ms / 1000;
  const offsets = new Set([offsetAt(zone, asUtc - day), offsetAt(zone, asUtc + day)]);
  return [...offsets]
    .filter((offset) => offsetAt(zone, asUtc - offset) === offset)
    .map((offset) => asUtc - offset)
    .toSorted((a, b) => a - b);
}

/** Date and time as a clock of the zone shows them, in the form of date and time inputs. */
export function shownAt(zone: string, seconds: number): { readonly date: string; readonly time: string } {
  const [date = '', time = ''] = new Date((seconds + offsetAt(zone, seconds)) * 1000).toISOString().split('T');
  return { date, time: time.slice(0, 5) };
}

const two = (number: number): string => String(number).padStart(2, '0');

/** An offset as people write it: UTC+5:30, UTC. */
export function offsetWords(offset: number): string {
  if (offset === 0) return 'UTC';
  const minutes = Math.round(Math.abs(offset) / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `UTC${offset < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${two(rest)}`}`;
}
