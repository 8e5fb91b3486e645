import { sessionTime } from './sessions.ts';

/** Where a session's cookie belongs: the party's id, and whether the server is reached over https. */
export interface CookiePlace {
  readonly party: string;
  readonly https: boolean;
}

/**
 * The name of the cookie. Browsers ignore ports in cookies, so several servers on one machine need
 * names of their own. With https the `__Host-` prefix keeps sister domains from planting one.
 */
const cookieName = ({ party, https }: CookiePlace): string => `${https ? '__Host-' : ''}comity-${party.slice(0, 12)}`;

const attributes = ({ https }: CookiePlace): string => `Path=/; HttpOnly; SameSite=Lax${https ? '; Secure' : ''}`;

/** Set-Cookie for a session that was opened. */
export const sessionCookie = (place: CookiePlace, id: string): string =>
  `${cookieName(place)}=${id}; ${attributes(place)}; Max-Age=${sessionTime / 1_000_000}`;

/** Set-Cookie for a session that was closed. */
export const endedCookie = (place: CookiePlace): string => `${cookieName(place)}=; ${attributes(place)}; Max-Age=0`;

const longestHeader = 8192;

/** The session id in a Cookie header; undefined when there is none, or more than one and so maybe a planted one. */
export function sessionIdOf(place: CookiePlace, header: string | null | undefined): string | undefined {
  if (header === null || header === undefined || header.length > longestHeader) return undefined;
  const prefix = `${cookieName(place)}=`;
  const own = header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  return own.length === 1 ? own[0]?.slice(prefix.length) : undefined;
}
