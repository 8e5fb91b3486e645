import { type Context, Hono } from 'hono';
import { mayDo } from '../accounts/rights.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import { noticeCalendar } from '../notice/notice-calendar.ts';
import type { Party } from '../party/party.ts';
import { caseCalendar } from './case-calendar.ts';
import { clientAddress } from './client-address.ts';

interface CalendarParts {
  readonly party: Party;
  readonly signIn: SignIn;
}

const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } as const;
const ask = { ...plain, 'www-authenticate': 'Basic realm="Calendar", charset="UTF-8"' } as const;

/** A calendar program signs in like a TAXII client: nothing secret stands in the address. */
async function answer({ party, signIn }: CalendarParts, c: Context, calendar: (party: Party) => string) {
  const verdict = await signIn.header(c.req.header('authorization'), clientAddress(c.env));
  if (verdict.kind === 'throttled')
    return new Response('Later.\n', { status: 429, headers: { ...plain, 'retry-after': String(verdict.retryAfter) } });
  if (verdict.kind === 'refused') return new Response('Sign in.\n', { status: 401, headers: ask });
  if (!mayDo(verdict.account, 'read-records'))
    return new Response('Not for this account.\n', { status: 403, headers: plain });
  const headers = { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(calendar(party), { headers });
}

/** Deadlines and validity of notices, and deadlines and meetings of cases, for calendar programs. Spec: NTC-15, BRD-4. */
export const calendarRoutes = (parts: CalendarParts): Hono =>
  new Hono()
    .get('/calendar/notices.ics', (c) => answer(parts, c, noticeCalendar))
    .get('/calendar/cases.ics', (c) => answer(parts, c, caseCalendar));
