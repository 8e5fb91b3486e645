import { type Context, Hono } from 'hono';
import { parseAuthorization } from '../accounts/authorization.ts';
import { mayDo } from '../accounts/rights.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import { noticeCalendar } from '../notice/notice-calendar.ts';
import type { Party } from '../party/party.ts';
import { clientAddress } from './client-address.ts';

interface CalendarParts {
  readonly party: Party;
  readonly signIn: SignIn;
}

const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } as const;
const ask = { ...plain, 'www-authenticate': 'Basic realm="Calendar", charset="UTF-8"' } as const;

/** A calendar program signs in like a TAXII client: nothing secret stands in the address. */
async function answer({ party, signIn }: CalendarParts, c: Context): Promise<Response> {
  const given = parseAuthorization(c.req.header('authorization') ?? null);
  if (given === undefined) return new Response('Sign in.\n', { status: 401, headers: ask });
  const verdict =
    given.scheme === 'bearer'
      ? { kind: 'token' as const, account: signIn.token(given.token) }
      : await signIn.basic({ name: given.name, password: given.password, address: clientAddress(c.env) });
  if (verdict.kind === 'throttled')
    return new Response('Later.\n', { status: 429, headers: { ...plain, 'retry-after': String(verdict.retryAfter) } });
  const account = verdict.kind === 'refused' ? undefined : verdict.account;
  if (account === undefined) return new Response('Sign in.\n', { status: 401, headers: ask });
  if (!mayDo(account, 'read-records')) return new Response('Not for this account.\n', { status: 403, headers: plain });
  const headers = { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(noticeCalendar(party), { headers });
}

/** `/calendar/notices.ics`: deadlines and validity of notices, for calendar programs. */
export const calendarRoutes = (parts: CalendarParts): Hono =>
  new Hono().get('/calendar/notices.ics', (c) => answer(parts, c));
