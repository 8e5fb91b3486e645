import { canonicalText, type JsonObject, parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type Urgency, urgencies } from './urgency.ts';

/** Languages that a notice may speak, in the order of the alphabet of their tags. */
export const noticeLanguages = ['ar', 'en', 'es', 'fr', 'ru', 'zh'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

/** A notice in one language: what it is about, and what to do. */
export interface NoticeText {
  readonly lang: NoticeLanguage;
  readonly title: string;
  readonly body: string;
  /** What to do, in order. */
  readonly steps: readonly string[];
}

/** One version of an early warning, as its author states it. Times in Unix seconds. Spec: NTC-1, NTC-2. */
export interface Notice {
  /** 32 hexadecimal characters, the same in every version. */
  readonly name: string;
  /** From 1; a higher one takes the place of all lower ones. */
  readonly version: number;
  readonly state: 'current' | 'cancelled';
  readonly urgency: Urgency;
  readonly from: number;
  readonly until: number;
  /** By when an acknowledgement is asked for; absent when none is. */
  readonly by?: number;
  readonly texts: readonly NoticeText[];
  /** Ids of records that it is about. */
  readonly records: readonly string[];
}

/** Bounds of a notice, checked while reading. */
export const noticeLimits = { versions: 1000, steps: 20, records: 50, title: 200, body: 8000, step: 500 } as const;

const nameForm = /^[0-9a-f]{32}$/;
const titleForm = /^[^\p{Cc}]{1,200}$/u;
const bodyForm = /^(?:[^\p{Cc}]|\n){0,8000}$/u;
const stepForm = /^[^\p{Cc}]{1,500}$/u;
const recordForm = /^[!-~]{1,300}$/;

/** The id of a notice: it binds the author, so nobody can speak about a notice of another under its id. Spec: NTC-3. */
export const noticeId = (author: string, name: string): string =>
  sha256Hex(utf8(`comity/notice/v1\n${author}\n${name}\n`));

const textJson = ({ lang, title, body, steps }: NoticeText): JsonObject => ({ lang, title, body, steps: [...steps] });

/** The content of a notice's item: one canonical line. Faults as `readNotice`. Spec: NTC-2. */
export function noticeContent(notice: Notice): string {
  const { by, texts, records, ...rest } = notice;
  const content = canonicalText({
    ...rest,
    ...(by === undefined ? {} : { by }),
    texts: texts.map(textJson),
    records: [...records],
  });
  // What could not be read back is refused before it is stated.
  readNotice(content);
  return content;
}

function readText(fields: Fields): NoticeText {
  const lang = fields.oneOf('lang', noticeLanguages);
  const title = fields.text('title', titleForm);
  const body = fields.text('body', bodyForm);
  const steps = fields.list('steps', noticeLimits.steps).map((step) => {
    if (typeof step !== 'string' || !stepForm.test(step))
      throw fields.fault('steps', 'A step is a line of 1 to 500 characters.');
    return step;
  });
  fields.end();
  return { lang, title, body, steps };
}

function readTexts(fields: Fields): NoticeText[] {
  const texts = fields
    .list('texts', noticeLanguages.length)
    .map((value, index) => readText(new Fields(value, `/texts/${index}`)));
  if (texts.length === 0) throw new Fault('notice-texts', 'A notice has a text in one language at least.', '/texts');
  if (texts.some(({ lang }, index) => index > 0 && lang <= (texts[index - 1]?.lang ?? '')))
    throw new Fault('notice-texts', 'The texts stand in the order of their languages, one each.', '/texts');
  return texts;
}

/** Reads the content of a notice's item as if a stranger had sent it. Spec: NTC-2, ITM-3. */
export function readNotice(content: string): Notice {
  const fields = new Fields(parseCanonical(utf8(content)));
  const notice: Notice = {
    name: fields.text('name', nameForm),
    version: fields.integer('version', 1, noticeLimits.versions),
    state: fields.oneOf('state', ['current', 'cancelled']),
    urgency: fields.oneOf('urgency', urgencies),
    from: fields.integer('from'),
    until: fields.integer('until'),
    ...(fields.has('by') ? { by: fields.integer('by') } : {}),
    texts: readTexts(fields),
    records: fields.set('records', recordForm, noticeLimits.records),
  };
  fields.end();
  if (notice.until <= notice.from) throw new Fault('notice-period', 'A notice ends after it begins.', '/until');
  if (notice.by !== undefined && (notice.by < notice.from || notice.by > notice.until))
    throw new Fault('notice-period', 'The acknowledgement is asked for while the notice is valid.', '/by');
  if (notice.state === 'cancelled' && notice.by !== undefined)
    throw new Fault('notice-period', 'A cancelled notice asks for nothing.', '/by');
  return notice;
}

/** The text for a language, else the English one, else the first. */
export function textFor({ texts }: Notice, language: string): NoticeText {
  const found = texts.find(({ lang }) => lang === language) ?? texts.find(({ lang }) => lang === 'en') ?? texts[0];
  if (found === undefined) throw new Error('A notice has a text.');
  return found;
}
