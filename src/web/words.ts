import { Fault } from '#protocol/bytes/fault.ts';
import { bdi, type Html, html } from './html.ts';
import { type Language, localeOf } from './language.ts';
import { type MessageKey, messageOf } from './messages/catalogue.ts';
import { assemble } from './messages/message-format.ts';

/** Values of placeholders. Texts are foreign: markup isolates them; numbers are written as the language does. */
export type Values = Readonly<Record<string, string | number | Html>>;

/** All that a page needs to speak one language. */
export interface Words {
  readonly language: Language;
  /** A message as markup. */
  t(key: MessageKey, values?: Values): Html;
  /** A message as plain text, for attributes and titles; markup among the values is a fault. */
  plain(key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  number(value: number): string;
  /** What stands between two sentences: in Chinese nothing. */
  readonly gap: string;
  /** "a, b and c". */
  list(members: readonly (Html | string)[]): Html;
}

function given<T>(values: Readonly<Record<string, T>>, name: string, key: string): T {
  const value = values[name];
  if (value === undefined) throw new Fault('message-value', `The message ${key} needs a value.`, `/${name}`);
  return value;
}

function makeWords(language: Language): Words {
  const locale = localeOf(language);
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const countOf = (value: unknown, key: string, name: string) => {
    if (typeof value !== 'number') throw new Fault('message-value', `The message ${key} counts a number.`, `/${name}`);
    return { value, category: plurals.select(value) };
  };

  return {
    language,
    gap: language === 'zh' ? '' : ' ',
    number: (value) => numbers.format(value),
    t: (key, values = {}) => {
      const pieces = assemble<Html>(messageOf(language, key), {
        text: (literal) => html`${literal}`,
        value: (name) => {
          const value = given(values, name, key);
          if (typeof value === 'number') return html`${numbers.format(value)}`;
          return typeof value === 'string' ? bdi(value) : value;
        },
        count: (name) => countOf(values[name], key, name),
      });
      return html`${pieces}`;
    },
    plain: (key, values = {}) =>
      assemble<string>(messageOf(language, key), {
        text: (literal) => literal,
        value: (name) => {
          const value = given(values, name, key);
          return typeof value === 'number' ? numbers.format(value) : value;
        },
        count: (name) => countOf(values[name], key, name),
      }).join(''),
    list: (members) => {
      let next = 0;
      const parts = lists.formatToParts(members.map((_, index) => String(index)));
      return html`${parts.map((part) => (part.type === 'element' ? html`${members[next++]}` : part.value))}`;
    },
  };
}

const spoken = new Map<Language, Words>();

/** The words of a language, made once. */
export function words({ language }: { readonly language: Language }): Words {
  const known = spoken.get(language) ?? makeWords(language);
  spoken.set(language, known);
  return known;
}
