import { utf8 } from '#protocol/bytes/text.ts';

/** What every entry of a calendar says. Times in Unix seconds. */
interface Entry {
  /** The same in every version of the entry. */
  readonly uid: string;
  /** When this version was made. */
  readonly stamp: number;
  /** Rises with each version. */
  readonly sequence: number;
  readonly summary: string;
  readonly description?: string;
  readonly url?: string;
  readonly isCancelled?: boolean;
}

/** A span of time. It takes nobody's time: calendars show it as free. */
export interface CalendarEvent extends Entry {
  readonly kind: 'event';
  readonly start: number;
  readonly end: number;
}

/** Something to be done by a time. */
export interface CalendarTask extends Entry {
  readonly kind: 'task';
  readonly due: number;
  readonly isDone: boolean;
}

/** RFC 5545 section 3.3.5, form 2: always UTC, so that no time zone can be misread. */
const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

/** RFC 5545 section 3.3.11. Control characters have no place in a text. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r?\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, '');

const octets = 75;

/** RFC 5545 section 3.1: a line has at most 75 octets, and no fold falls into a character. */
function folded(line: string): string {
  const parts: string[] = [];
  let [part, length] = ['', 0];
  for (const character of line) {
    const size = utf8(character).length;
    if (length + size > octets) {
      parts.push(part);
      // The space that begins a folded line counts.
      [part, length] = ['', 1];
    }
    part += character;
    length += size;
  }
  return `${[...parts, part].join('\r\n ')}\r\n`;
}

const common = ({ uid, stamp, sequence, summary, description, url }: Entry): string[] => [
  `UID:${escaped(uid)}`,
  `DTSTAMP:${instant(stamp)}`,
  `SEQUENCE:${sequence}`,
  `SUMMARY:${escaped(summary)}`,
  ...(description === undefined ? [] : [`DESCRIPTION:${escaped(description)}`]),
  ...(url === undefined ? [] : [`URL:${url.replaceAll(/[\p{Cc}\s]/gu, '')}`]),
];

function lines(entry: CalendarEvent | CalendarTask): string[] {
  if (entry.kind === 'event')
    return [
      'BEGIN:VEVENT',
      ...common(entry),
      `DTSTART:${instant(entry.start)}`,
      `DTEND:${instant(entry.end)}`,
      `STATUS:${entry.isCancelled === true ? 'CANCELLED' : 'CONFIRMED'}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ];
  const open = entry.isDone ? 'COMPLETED' : 'NEEDS-ACTION';
  return [
    'BEGIN:VTODO',
    ...common(entry),
    `DUE:${instant(entry.due)}`,
    `STATUS:${entry.isCancelled === true ? 'CANCELLED' : open}`,
    'END:VTODO',
  ];
}

/** An iCalendar object (RFC 5545): published, nothing to answer. */
export const calendarText = (name: string, entries: readonly (CalendarEvent | CalendarTask)[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Comity//Notices//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(name)}`,
    ...entries.flatMap(lines),
    'END:VCALENDAR',
  ]
    .map(folded)
    .join('');
