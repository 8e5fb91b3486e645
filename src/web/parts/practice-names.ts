import { type Html, html } from '../html.ts';
import { isMessageKey } from '../messages/catalogue.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

const named = (reader: Reader, key: string): Html =>
  isMessageKey(key) ? words(reader).t(key) : html`<code dir="ltr">${key}</code>`;

/** What an exercise is called, teaches, or begins with. */
export const exerciseText = (reader: Reader, exercise: string, part: 'name' | 'learn' | 'situation'): Html =>
  named(reader, `practice.exercise.${exercise}.${part}`);

/** What a way of behaving is called. */
export const temperName = (reader: Reader, temper: string): Html => named(reader, `practice.character.${temper}`);
