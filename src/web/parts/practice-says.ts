import type { Language } from '../language.ts';
import { isMessageKey } from '../messages/catalogue.ts';
import { words } from '../words.ts';

/** What a scripted party of a practice says, in the trainee's language. A text that is not there stands as its name. */
export function practiceSays(language: Language, name: string): string {
  const key = `practice.say.${name}`;
  return isMessageKey(key) ? words({ language }).plain(key) : name;
}
