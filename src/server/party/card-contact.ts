import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';

const langs = ['ar', 'en', 'es', 'fr', 'ru', 'zh'] as const;
const hours = ['always', 'office'] as const;

/** A duty contact of a party: the address of a function, never of a person. Spec: NTC-11. */
export interface DutyContact {
  readonly mail: string;
  readonly lang: (typeof langs)[number];
  readonly hours: (typeof hours)[number];
}

const mostContacts = 4;
const mailForm = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}$/;

export const contactJson = ({ mail, lang, hours: when }: DutyContact): JsonObject => ({ mail, lang, hours: when });

/** Reads the optional member `contacts` of a card. Faults: those of `Fields`. Spec: NTC-11. */
export function readContacts(fields: Fields): DutyContact[] {
  if (!fields.has('contacts')) return [];
  return fields.list('contacts', mostContacts).map((value, index) => {
    const contact = new Fields(value, `${fields.path}/contacts/${index}`);
    const read = {
      mail: contact.text('mail', mailForm),
      lang: contact.oneOf('lang', langs),
      hours: contact.oneOf('hours', hours),
    };
    contact.end();
    return read;
  });
}

/** Reads a contact as it is typed: `duty@cert.example,en,always`. Fault: `contact-malformed`. */
export function parseContact(text: string): DutyContact {
  const [mail = '', lang = 'en', when = 'always', ...more] = text.split(',');
  const language = langs.find((one) => one === lang);
  const time = hours.find((one) => one === when);
  if (more.length > 0 || language === undefined || time === undefined || !mailForm.test(mail))
    throw new Fault('contact-malformed', 'A contact is written like duty@cert.example,en,always (or office).');
  return { mail, lang: language, hours: time };
}
