import { canonicalText, type JsonObject, parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';

/** Languages in which a card names its function. */
export const cardLanguages = ['ar', 'en', 'es', 'fr', 'ru', 'zh'] as const;
export const contactAreas = ['diplomatic', 'technical'] as const;
export const contactWays = ['mail', 'phone', 'radio', 'web'] as const;
/** What a contact point may be asked for. */
export const contactTasks = [
  'clarification',
  'exercise',
  'incident',
  'notice',
  'preservation',
  'vulnerability',
] as const;

export interface ContactWay {
  readonly kind: (typeof contactWays)[number];
  readonly value: string;
}

export interface ContactTitle {
  readonly lang: (typeof cardLanguages)[number];
  readonly text: string;
}

/** Days of the week (1 Monday to 7 Sunday) with minutes since midnight in the card's zone; `to` is after `from`. */
export interface ContactHours {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Another function that may be reached in its place, or that has the watch. */
export interface ContactSeat {
  readonly title: string;
  readonly ways: readonly ContactWay[];
}

/** Who has the watch from when until when, Unix seconds. */
export interface ContactWatch extends ContactSeat {
  readonly from: number;
  readonly until: number;
}

/** One version of a contact card, as its party states it. Spec: CNT-1. */
export interface ContactCard {
  /** 32 hexadecimal characters, the same in every version. */
  readonly name: string;
  readonly version: number;
  readonly state: 'current' | 'withdrawn';
  readonly area: (typeof contactAreas)[number];
  readonly titles: readonly ContactTitle[];
  /** Languages that are spoken there: tags of two or three letters, sorted. */
  readonly languages: readonly string[];
  /** IANA name of the zone of the hours. */
  readonly zone: string;
  readonly hours: 'always' | readonly ContactHours[];
  readonly ways: readonly ContactWay[];
  readonly deputies: readonly ContactSeat[];
  readonly takes: readonly string[];
  /** In the order of time, none beside another. */
  readonly roster: readonly ContactWatch[];
  /** Until when the card holds, Unix seconds. */
  readonly until: number;
}

/** Bounds of a card, checked while reading. */
export const contactLimits = { versions: 10_000, ways: 6, deputies: 4, roster: 60, hours: 7, languages: 10 } as const;

const nameForm = /^[0-9a-f]{32}$/;
const titleForm = /^[^\p{Cc}]{1,120}$/u;
const wayForm = /^[^\p{Cc}\s][^\p{Cc}]{0,199}$/u;
const tagForm = /^[a-z]{2,3}$/;
const taskForm = /^[a-z]{1,20}$/;
const zoneForm = /^[A-Za-z_]{1,20}(?:\/[A-Za-z0-9_+-]{1,30}){0,2}$/;
const dayMinutes = 1440;

/** The id of a card: it binds the author. Spec: CNT-2. */
export const contactId = (author: string, name: string): string =>
  sha256Hex(utf8(`comity/contact/v1\n${author}\n${name}\n`));

/** Whether this zone is one whose times can be computed. */
export function isZone(zone: string): boolean {
  if (!zoneForm.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Reads each member of a list, and nothing beyond its known fields. */
function each<T>(fields: Fields, key: string, most: number, read: (one: Fields) => T): T[] {
  return fields.list(key, most).map((value, index) => {
    const one = new Fields(value, `${fields.path}/${key}/${index}`);
    const found = read(one);
    one.end();
    return found;
  });
}

const readWays = (fields: Fields): ContactWay[] =>
  each(fields, 'ways', contactLimits.ways, (way) => ({
    kind: way.oneOf('kind', contactWays),
    value: way.text('value', wayForm),
  }));

const readSeat = (fields: Fields): ContactSeat => ({ title: fields.text('title', titleForm), ways: readWays(fields) });

const readWatch = (fields: Fields): ContactWatch => ({
  ...readSeat(fields),
  from: fields.integer('from'),
  until: fields.integer('until'),
});

function readSpan(fields: Fields): ContactHours {
  const days = fields.list('days', 7).map((day) => Number(day));
  const span = { days, from: fields.integer('from', 0, dayMinutes), to: fields.integer('to', 0, dayMinutes) };
  const isSorted = days.every(
    (day, index) => Number.isInteger(day) && day >= 1 && day <= 7 && day > (days[index - 1] ?? 0),
  );
  if (days.length === 0 || !isSorted || span.to <= span.from)
    throw fields.fault('days', 'Hours are for days 1 to 7 in order, and end after they begin.');
  return span;
}

function checkCard({ titles, ways, roster, zone }: ContactCard): void {
  if (titles.length === 0 || titles.some(({ lang }, index) => index > 0 && lang <= (titles[index - 1]?.lang ?? '')))
    throw new Fault(
      'contact-titles',
      'The titles stand in the order of their languages, one each, one at least.',
      '/titles',
    );
  if (ways.length === 0) throw new Fault('contact-ways', 'A contact can be reached in one way at least.', '/ways');
  if (!isZone(zone)) throw new Fault('contact-zone', 'The zone is not one of the IANA database.', '/zone');
  if (roster.some(({ from, until }, index) => until <= from || from < (roster[index - 1]?.until ?? 0)))
    throw new Fault('contact-roster', 'Watches follow each other, and each ends after it begins.', '/roster');
}

/** Reads the content of a card's item as if a stranger had sent it. Faults: `contact-…` and those of fields. Spec: CNT-1, ITM-3. */
export function readContactCard(content: string): ContactCard {
  const fields = new Fields(parseCanonical(utf8(content)));
  const hours = fields.any('hours');
  const card: ContactCard = {
    name: fields.text('name', nameForm),
    version: fields.integer('version', 1, contactLimits.versions),
    state: fields.oneOf('state', ['current', 'withdrawn']),
    area: fields.oneOf('area', contactAreas),
    titles: each(fields, 'titles', cardLanguages.length, (one) => ({
      lang: one.oneOf('lang', cardLanguages),
      text: one.text('text', titleForm),
    })),
    languages: fields.set('languages', tagForm, contactLimits.languages),
    zone: fields.text('zone', zoneForm),
    hours: hours === 'always' ? hours : each(new Fields({ hours }), 'hours', contactLimits.hours, readSpan),
    ways: readWays(fields),
    deputies: each(fields, 'deputies', contactLimits.deputies, readSeat),
    takes: fields.set('takes', taskForm, contactTasks.length),
    roster: each(fields, 'roster', contactLimits.roster, readWatch),
    until: fields.integer('until'),
  };
  fields.end();
  checkCard(card);
  return card;
}

const seatJson = ({ title, ways }: ContactSeat): JsonObject => ({ title, ways: ways.map((way) => ({ ...way })) });

/** The content of a card's item: one canonical line. Faults as `readContactCard`. Spec: CNT-1. */
export function contactContent(card: ContactCard): string {
  const { titles, languages, hours, ways, deputies, takes, roster, ...rest } = card;
  const content = canonicalText({
    ...rest,
    titles: titles.map((title) => ({ ...title })),
    languages: [...languages],
    hours: hours === 'always' ? hours : hours.map(({ days, from, to }) => ({ days: [...days], from, to })),
    ways: ways.map((way) => ({ ...way })),
    deputies: deputies.map(seatJson),
    takes: [...takes],
    roster: roster.map(({ from, until, ...seat }) => ({ ...seatJson(seat), from, until })),
  });
  // What could not be read back is refused before it is stated.
  readContactCard(content);
  return content;
}

/** The title for a language, else the English one, else the first. */
export const contactTitle = ({ titles }: ContactCard, language: string): string =>
  (titles.find(({ lang }) => lang === language) ?? titles.find(({ lang }) => lang === 'en') ?? titles[0])?.text ?? '';
