import { type Shape, text } from './csaf-shape.ts';

const timeForm = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,20})?(?:[Zz]|[+-](\d\d):(\d\d))$/;

/** The instant of an RFC 3339 time in milliseconds, or undefined when it is none. */
export function instantOf(time: string): number | undefined {
  const parts = timeForm.exec(time)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = parts;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= days && hour < 24 && minute < 60 && second <= 60;
  if (!exists || offsetHour > 23 || offsetMinute > 59) return undefined;
  const at = Date.parse(
    time
      .toUpperCase()
      .replace(/:60(?=[.Z+-])/, ':59')
      .replace(/(\.\d{3})\d+/, '$1'),
  );
  return Number.isNaN(at) ? undefined : at;
}

export const time: Shape = text((value) => value.length <= 60 && instantOf(value) !== undefined);
export const uri: Shape = text((value) => /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(value));

const privateLanguage = /^(?:x(?:-[a-z0-9]{1,8})+|i-default|i-mingo)$/i;
function isLanguage(tag: string): boolean {
  if (tag.length > 100) return false;
  if (privateLanguage.test(tag)) return true;
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export const language: Shape = text(isLanguage, 'csaf-6.1.12');

const versionForm =
  /^(?:\d+|\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)$/;
const hasLeadingZero = (part: string): boolean => part.length > 1 && part.startsWith('0');

/** A number of up to nine digits, or a semantic version of such numbers. */
function isVersion(value: string): boolean {
  if (value.length > 200 || !versionForm.test(value)) return false;
  const [core = '', ...rest] = (value.split('+', 1)[0] ?? '').split('-');
  const pre = rest
    .join('-')
    .split('.')
    .filter((part) => /^\d+$/.test(part));
  return [...core.split('.'), ...pre].every((part) => part.length <= 9 && !hasLeadingZero(part));
}

export const version: Shape = text(isVersion);

const cpeAttribute = '(?:[*-]|(?:\\?*|\\*?)(?:[A-Za-z0-9._-]|\\\\[\\\\*?!"#$%&\'()+,/:;<=>@[\\]^`{|}~])+(?:\\?*|\\*?))';
const cpeForm = new RegExp(
  `^(?:cpe:2\\.3:[aho*-](?::${cpeAttribute}){5}:(?:[a-zA-Z]{2,3}(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?|[*-])(?::${cpeAttribute}){4}|[cC][pP][eE]:/[AHOaho]?(?::[A-Za-z0-9._~%-]*){0,6})$`,
);
export const cpe: Shape = text((value) => value.length <= 2000 && cpeForm.test(value));

const purlForm = /^pkg:\/{0,3}[A-Za-z.+-][A-Za-z0-9.+-]*\/[^\s@?#]+(?:@[^\s?#]+)?(?:\?[^\s#]+)?(?:#\S+)?$/;
export const purl: Shape = text((value) => value.length <= 4000 && purlForm.test(value), 'csaf-6.1.13');
