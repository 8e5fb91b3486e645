import type { Language } from '../language.ts';
import { board } from './board.ts';
import { caseArea } from './case.ts';
import { caseLink } from './case-link.ts';
import { casePageArea } from './case-page.ts';
import { constituency } from './constituency.ts';
import { contact } from './contact.ts';
import { copy } from './copy.ts';
import { core } from './core.ts';
import { duty } from './duty.ts';
import { matching } from './matching.ts';
import { compile, type Message } from './message-format.ts';
import { notice } from './notice.ts';
import { practice } from './practice.ts';
import { room } from './room.ts';
import { said } from './said.ts';
import { situation } from './situation.ts';
import { source } from './source.ts';

/** The catalogues, one folder an area. A new area is one more line here and one more folder. */
export const areas = {
  core,
  copy,
  board,
  contact,
  constituency,
  duty,
  matching,
  notice,
  practice,
  room,
  said,
  situation,
  source,
  case: caseArea,
  caseLink,
  casePage: casePageArea,
};

type Areas = typeof areas;
/** Every text of every page has a key in an English catalogue. */
export type MessageKey = { [A in keyof Areas]: keyof Areas[A]['en']['messages'] }[keyof Areas];

/** Texts of one area in one language. A 'draft' was translated by a machine and awaits a reviewer. */
export interface Catalogue {
  readonly language: string;
  readonly status: string;
  readonly messages: Readonly<Record<string, string>>;
}

const allOf = (language: Language): Readonly<Record<string, string>> =>
  Object.assign({}, ...Object.values(areas).map((area) => area[language].messages));

/** Every text of one language. */
export const texts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  ar: allOf('ar'),
  zh: allOf('zh'),
  en: allOf('en'),
  fr: allOf('fr'),
  ru: allOf('ru'),
  es: allOf('es'),
};

/** Keys of the English catalogues, in order. */
export const messageKeys = Object.keys(texts.en);

const compiled = new Map<string, Message>();

/** Whether a text exists, for names that come from outside such as a STIX type. */
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(texts.en, key);

/** The message of a key; a language that lacks it (the tests forbid it) answers in English. */
export function messageOf(language: Language, key: MessageKey): Message {
  const name = `${language}/${key}`;
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const message = compile(texts[language][key] ?? texts.en[key] ?? '');
  compiled.set(name, message);
  return message;
}
