import {
  type ContactCard,
  type ContactSeat,
  type ContactWatch,
  type ContactWay,
  cardLanguages,
  contactAreas,
  contactContent,
  contactLimits,
  contactTasks,
  contactWays,
  isZone,
} from '#desks/stability/contact-card.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { type ContactFormValues, hourChoices } from '#web/pages/contact-form-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { readUtc } from './case-time-form.ts';
import { field } from './visit.ts';

const longest = 20_000;

/** What the form says, as it was typed. */
export function readContactForm(form: FormData): ContactFormValues {
  const one = (name: string): string =>
    field(form, name).replaceAll('\r\n', '\n').trim().toWellFormed().slice(0, longest);
  const by = <K extends string>(keys: readonly K[], name: (key: K) => string): Record<K, string> =>
    Object.fromEntries(keys.map((key) => [key, one(name(key))])) as Record<K, string>;
  return {
    area: one('area'),
    titles: by(cardLanguages, (lang) => `title-${lang}`),
    ways: by(contactWays, (kind) => `way-${kind}`),
    languages: one('languages'),
    zone: one('zone'),
    hours: one('hours'),
    from: one('from'),
    to: one('to'),
    takes: form.getAll('takes').filter((value) => typeof value === 'string'),
    deputies: one('deputies'),
    roster: one('roster'),
    until: one('until'),
    label: one('label'),
  };
}

const lines = (text: string): string[] => text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));

/** Ways as they are typed in one line: `phone +00 1, mail a@b.example`. */
function readWays(text: string): ContactWay[] | undefined {
  const ways = text.split(',').map((part): ContactWay | undefined => {
    const [word = '', ...rest] = part.trim().split(' ');
    const kind = contactWays.find((one) => one === word);
    const value = rest.join(' ').trim();
    return kind === undefined || value === '' ? undefined : { kind, value };
  });
  return ways.every((way) => way !== undefined) ? ways : undefined;
}

function readSeat(line: string): ContactSeat | undefined {
  const [title = '', text = '', ...more] = line.split('|').map((part) => part.trim());
  const ways = readWays(text);
  return title === '' || ways === undefined || more.length > 0 ? undefined : { title, ways };
}

/** A watch: `2026-12-01 08:00 | 2026-12-08 08:00 | Watch B | phone +00 1`, times in UTC. */
function readWatch(line: string): ContactWatch | undefined {
  const [from = '', until = '', ...seat] = line.split('|').map((part) => part.trim());
  const [begins, ends, who] = [readUtc(from), readUtc(until), readSeat(seat.join('|'))];
  return begins === undefined || ends === undefined || who === undefined
    ? undefined
    : { ...who, from: begins, until: ends };
}

/** Minutes since midnight of a time such as 08:30; 24:00 is the end of the day. */
function readClock(text: string): number | undefined {
  const [, hours = '', minutes = ''] = /^(\d{2}):(\d{2})$/.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  return hours === '' || Number(minutes) > 59 || total > 1440 ? undefined : total;
}

const week = { 'mon-fri': [[1, 2, 3, 4, 5]], 'sun-thu': [[1, 2, 3, 4, 7]], daily: [[1, 2, 3, 4, 5, 6, 7]] } as const;

class Judge {
  readonly errors: FieldError[] = [];

  /** The value, or a fault of the field. */
  or<T>(value: T | undefined, name: string, code: FieldError['code'], instead: T): T {
    if (value === undefined) this.errors.push({ field: name, code });
    return value ?? instead;
  }

  all<T>(values: readonly (T | undefined)[], name: string): T[] {
    const good = values.filter((value) => value !== undefined);
    if (good.length < values.length) this.errors.push({ field: name, code: 'lines' });
    return good;
  }
}

function judgeHours(judge: Judge, { hours, from, to }: ContactFormValues): ContactCard['hours'] {
  const choice = judge.or(
    hourChoices.find((one) => one === hours),
    'hours',
    'choice',
    'always',
  );
  if (choice === 'always') return choice;
  const begins = judge.or(readClock(from), 'from', 'contact-clock', 0);
  const ends = judge.or(readClock(to), 'to', 'contact-clock', 1440);
  if (ends <= begins) judge.errors.push({ field: 'to', code: 'contact-clock' });
  return week[choice].map((days) => ({ days: [...days], from: begins, to: ends }));
}

export interface JudgedContact {
  readonly card?: ContactCard;
  readonly label?: (typeof tlpLevels)[number];
  readonly errors: readonly FieldError[];
}

/** Judges the form as a whole: a card, or every fault with its field. `seat`: name and version of the card. */
export function judgeContact(values: ContactFormValues, seat: Pick<ContactCard, 'name' | 'version'>): JudgedContact {
  const judge = new Judge();
  const titles = cardLanguages.flatMap((lang) =>
    values.titles[lang] === '' ? [] : [{ lang, text: values.titles[lang] }],
  );
  if (titles.length === 0) judge.errors.push({ field: 'title-en', code: 'contact-title' });
  const ways = contactWays.flatMap((kind) => (values.ways[kind] === '' ? [] : [{ kind, value: values.ways[kind] }]));
  if (ways.length === 0) judge.errors.push({ field: 'way-mail', code: 'contact-way' });
  const spoken = [...new Set(values.languages.split(/[\s,]+/).filter((tag) => tag !== ''))].toSorted();
  if (spoken.some((tag) => !/^[a-z]{2,3}$/.test(tag)))
    judge.errors.push({ field: 'languages', code: 'contact-languages' });
  const card: ContactCard = {
    ...seat,
    state: 'current',
    area: judge.or(
      contactAreas.find((one) => one === values.area),
      'area',
      'choice',
      'technical',
    ),
    titles,
    languages: spoken,
    zone: judge.or(isZone(values.zone) ? values.zone : undefined, 'zone', 'choice', 'UTC'),
    hours: judgeHours(judge, values),
    ways,
    deputies: judge.all(
      lines(values.deputies)
        .slice(0, contactLimits.deputies + 1)
        .map(readSeat),
      'deputies',
    ),
    takes: contactTasks.filter((task) => values.takes.includes(task)),
    roster: judge.all(
      lines(values.roster)
        .slice(0, contactLimits.roster + 1)
        .map(readWatch),
      'roster',
    ),
    until: judge.or(readUtc(`${values.until} 00:00`), 'until', 'date', 0),
  };
  const label = judge.or(
    tlpLevels.find((level) => level === values.label),
    'label',
    'unknown-label',
    'red',
  );
  if (judge.errors.length > 0) return { errors: judge.errors };
  try {
    contactContent(card);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { errors: [{ field: fieldOf(error.path), code: 'lines' }] };
  }
  return { card, label, errors: [] };
}

/** The field of the form that a path in a card belongs to. */
function fieldOf(path: string): string {
  const [, member = ''] = path.split('/');
  return member === 'titles' ? 'title-en' : member === 'ways' ? 'way-mail' : member;
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const utc = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
const seatText = ({ title, ways }: ContactSeat): string =>
  `${title} | ${ways.map(({ kind, value }) => `${kind} ${value}`).join(', ')}`;

function hoursChoice({ hours }: ContactCard): (typeof hourChoices)[number] {
  if (hours === 'always') return hours;
  const days = (hours[0]?.days ?? []).join('');
  return days === '12345' ? 'mon-fri' : days === '12347' ? 'sun-thu' : 'daily';
}

/** The form filled in with a card of ours, or empty but for what is usual. */
export function contactValues(card: ContactCard | undefined, tlp: string, zone: string): ContactFormValues {
  const by = <K extends string>(keys: readonly K[], value: (key: K) => string | undefined): Record<K, string> =>
    Object.fromEntries(keys.map((key) => [key, value(key) ?? ''])) as Record<K, string>;
  const [first] = card === undefined || card.hours === 'always' ? [] : card.hours;
  return {
    area: card?.area ?? 'technical',
    titles: by(cardLanguages, (lang) => card?.titles.find((one) => one.lang === lang)?.text),
    ways: by(contactWays, (kind) => card?.ways.find((one) => one.kind === kind)?.value),
    languages: card?.languages.join(', ') ?? '',
    zone: card?.zone ?? zone,
    hours: card === undefined ? 'always' : hoursChoice(card),
    from: first === undefined ? '09:00' : clock(first.from),
    to: first === undefined ? '17:00' : clock(first.to),
    takes: card?.takes ?? [],
    deputies: card?.deputies.map(seatText).join('\n') ?? '',
    roster: card?.roster.map((one) => `${utc(one.from)} | ${utc(one.until)} | ${seatText(one)}`).join('\n') ?? '',
    until: card === undefined ? '' : utc(card.until).slice(0, 10),
    label: tlp,
  };
}
