import { acceptedLanguage, findLanguage, type Language } from '#web/language.ts';
import { type Notice, notices } from '#web/reader.ts';

/** Whether browsers reach this server over https. */
interface Place {
  readonly secure: boolean;
}

const year = 31_536_000;
const names = { language: 'comity-lang', timeZone: 'comity-tz', notice: 'comity-notice' } as const;

const setCookie = ({ secure }: Place, name: string, value: string, seconds: number): string =>
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`;

/** Says once, on the next page, what was just done. */
export const noticeCookie = (place: Place, notice: Notice): string => setCookie(place, names.notice, notice, 60);

function cookieOf(request: Request, name: string): string | undefined {
  const header = (request.headers.get('cookie') ?? '').slice(0, 8192);
  const pair = header.split(';').find((part) => part.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1);
}

const zoneForm = /^[A-Za-z][A-Za-z0-9_+-]{0,30}(?:\/[A-Za-z0-9_+-]{1,30}){0,2}$/;

/** An IANA zone that this runtime knows, else undefined. */
export function findZone(name: string | undefined): string | undefined {
  if (name === undefined || !zoneForm.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** How a reader wants pages, and the cookies that remember a choice made just now. */
export interface ReaderChoice {
  readonly language: Language;
  readonly timeZone: string;
  readonly notice: Notice | undefined;
  readonly cookies: readonly string[];
}

/** Language and zone: what the query asks for, else what a cookie remembers, else the browser's language and UTC. */
export function readerChoice(place: Place, request: Request): ReaderChoice {
  const query = new URL(request.url).searchParams;
  const [chosen, zone] = [findLanguage(query.get('lang') ?? ''), findZone(query.get('tz') ?? undefined)];
  const remembered = findLanguage(cookieOf(request, names.language) ?? '');
  const notice = notices.find((one) => one === cookieOf(request, names.notice));
  const cookies = [
    ...(chosen === undefined ? [] : [setCookie(place, names.language, chosen, year)]),
    // A slash may stand in a cookie, and no zone holds anything worse.
    ...(zone === undefined ? [] : [setCookie(place, names.timeZone, zone, year)]),
    ...(notice === undefined || request.method !== 'GET' ? [] : [setCookie(place, names.notice, '', 0)]),
  ];
  return {
    language: chosen ?? remembered ?? acceptedLanguage(request.headers.get('accept-language') ?? ''),
    timeZone: zone ?? findZone(cookieOf(request, names.timeZone)) ?? 'UTC',
    notice: request.method === 'GET' ? notice : undefined,
    cookies,
  };
}
