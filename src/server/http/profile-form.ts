import { networkOf } from '#desks/infrastructure/network.ts';
import { noticeLanguages } from '#desks/infrastructure/notice.ts';
import { productText, productTyped } from '#desks/infrastructure/product.ts';
import { isDomain, type Profile, profileLimits } from '#desks/infrastructure/profile.ts';
import { sectors } from '#desks/infrastructure/sector.ts';
import { urgencies } from '#desks/infrastructure/urgency.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import type { FieldError } from '#web/parts/form.ts';
import type { ProfileValues } from '#web/parts/profile.ts';
import type { Declaration } from '../constituency/profile-book.ts';
import { type DutyContact, parseContact } from '../party/card-contact.ts';
import { field } from './visit.ts';

const mostContacts = 4;

/** A declaration as a form shows it. */
export function profileValues({ profile, contacts }: Declaration): ProfileValues {
  return {
    sectors: profile.sectors,
    networks: profile.networks.join('\n'),
    domains: profile.domains.join('\n'),
    systems: profile.systems.map((system) => `AS${system}`).join('\n'),
    products: profile.products.map(productText).join('\n'),
    contacts: contacts.map(contactText).join('\n'),
    language: profile.language,
    noticesFrom: profile.noticesFrom ?? 'none',
  };
}

/** A contact as it is typed. */
export const contactText = ({ mail, lang, hours }: DutyContact): string => `${mail},${lang},${hours}`;

/** What a form sends, as it was typed. */
export function readProfileForm(form: FormData): ProfileValues {
  const text = (name: string): string => field(form, name).replaceAll('\r\n', '\n').toWellFormed();
  return {
    sectors: form.getAll('sectors').filter((value) => typeof value === 'string'),
    networks: text('networks'),
    domains: text('domains'),
    systems: text('systems'),
    products: text('products'),
    contacts: text('contacts'),
    language: text('language'),
    noticesFrom: text('noticesFrom'),
  };
}

class Judge {
  readonly errors: FieldError[] = [];

  /** The lines of a field, each read; one that cannot be read, or too many, is a fault of the field. */
  lines<T>(name: string, text: string, most: number, read: (line: string) => T | undefined): T[] {
    const lines = [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
    const values = lines.slice(0, most + 1).map(read);
    const good = values.filter((value) => value !== undefined);
    if (lines.length > most || good.length < values.length) this.errors.push({ field: name, code: 'lines' });
    return good;
  }

  one<T extends string>(name: string, value: string, allowed: readonly T[]): T | undefined {
    const found = allowed.find((choice) => choice === value);
    if (found === undefined) this.errors.push({ field: name, code: 'choice' });
    return found;
  }
}

function systemOf(line: string): number | undefined {
  const [, digits] = /^(?:AS)?([1-9]\d{0,9})$/i.exec(line) ?? [];
  const number = Number(digits);
  return digits !== undefined && number <= 4_294_967_295 ? number : undefined;
}

function contactOf(line: string): DutyContact | undefined {
  try {
    return parseContact(line);
  } catch (error) {
    if (faultCode(error) === undefined) throw error;
    return undefined;
  }
}

const isShort = (text: string): boolean => text.length <= 200;

/** Judges a form as a whole: a declaration, or every fault with its field. */
export function judgeProfile(values: ProfileValues): { declared?: Declaration; errors: readonly FieldError[] } {
  const judge = new Judge();
  const chosen = values.sectors.flatMap((name) => judge.one('sectors', name, sectors) ?? []);
  if (chosen.length > profileLimits.sectors) judge.errors.push({ field: 'sectors', code: 'lines' });
  const language = judge.one('language', values.language, noticeLanguages);
  const from = judge.one('noticesFrom', values.noticesFrom, [...urgencies, 'none'] as const);
  const domain = (line: string): string | undefined => (isDomain(line.toLowerCase()) ? line.toLowerCase() : undefined);
  const profile: Omit<Profile, 'language'> = {
    sectors: [...new Set(chosen)],
    networks: judge.lines('networks', values.networks, profileLimits.networks, (line) =>
      networkOf(line) === undefined ? undefined : line,
    ),
    domains: judge.lines('domains', values.domains, profileLimits.domains, domain),
    systems: judge.lines('systems', values.systems, profileLimits.systems, systemOf),
    products: judge.lines('products', values.products, profileLimits.products, (line) =>
      isShort(line) ? productTyped(line) : undefined,
    ),
    ...(from === undefined || from === 'none' ? {} : { noticesFrom: from }),
  };
  const contacts = judge.lines('contacts', values.contacts, mostContacts, contactOf);
  if (judge.errors.length > 0 || language === undefined) return { errors: judge.errors };
  return { declared: { profile: { ...profile, language }, contacts }, errors: [] };
}
