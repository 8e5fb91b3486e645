import type { Language } from '../language.ts';
import ar from './ar.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import { compile, type Message } from './message-format.ts';
import ru from './ru.json' with { type: 'json' };
import zh from './zh.json' with { type: 'json' };

/** Every text of every page has a key in the English catalogue. */
export type MessageKey = keyof typeof en.messages;

/** Texts of one language. A 'draft' was translated by a machine and awaits a reviewer. */
export interface Catalogue {
  readonly language: string;
  readonly status: string;
  readonly messages: Readonly<Record<string, string>>;
}

export const catalogues: Readonly<Record<Language, Catalogue>> = { ar, zh, en, fr, ru, es };

/** Keys of the English catalogue, in order. */
export const messageKeys = Object.keys(en.messages);

const compiled = new Map<string, Message>();

/** Whether a text exists, for names that come from outside such as a STIX type. */
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en.messages, key);

/** The message of a key; a language that lacks it (the tests forbid it) answers in English. */
export function messageOf(language: Language, key: MessageKey): Message {
  const name = `${language}/${key}`;
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const message = compile(catalogues[language].messages[key] ?? en.messages[key]);
  compiled.set(name, message);
  return message;
}
