import { signInPage } from '#web/pages/sign-in-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { endedCookie, sessionCookie, sessionIdOf } from '../accounts/session-cookie.ts';
import type { PageRoute } from './page-route.ts';
import { field, goTo, sendPage, type Visit } from './visit.ts';

// A page of ours: one slash, then neither another nor a backslash, which browsers take for one.
const ownPath = /^\/(?![/\\])[^\s\\\u0000-\u001f\u007f]{0,500}$/;
const nextOf = (text: string): string | undefined =>
  ownPath.test(text) && !text.startsWith('/sign-') ? text : undefined;
const longestName = 200;

const placeOf = ({ parts, party }: Visit) => ({ party: party.id, https: parts.secure });

interface Shown {
  readonly name?: string;
  readonly next: string | undefined;
  readonly errors?: readonly FieldError[];
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

function show(visit: Visit, { name, next, errors = [], status = 200, headers = {} }: Shown): Response {
  const { account: _account, ...stranger } = visit.reader;
  const typed = name === undefined ? {} : { name };
  const onward = next === undefined ? {} : { next };
  return sendPage(signInPage({ ...typed, ...onward, errors }, { ...stranger, path: '/sign-in' }), status, headers);
}

function opened(visit: Visit, account: string, next: string | undefined): Response {
  const response = goTo(visit, next ?? '/');
  response.headers.append('set-cookie', sessionCookie(placeOf(visit), visit.parts.sessions.open(account)));
  return response;
}

async function signIn(visit: Visit): Promise<Response> {
  const { form, parts, address } = visit;
  const [name, password] = [field(form, 'name').trim().slice(0, longestName), field(form, 'password')];
  const next = nextOf(field(form, 'next'));
  const typed = { name, next, status: 422 };
  const missing = Object.entries({ name, password }).filter(([, value]) => value === '');
  if (missing.length > 0)
    return show(visit, { ...typed, errors: missing.map(([empty]) => ({ field: empty, code: 'required' })) });
  const verdict = await parts.signIn.password({ name, password, address });
  if (verdict.kind === 'throttled') {
    const headers = { 'retry-after': String(verdict.retryAfter) };
    return show(visit, { name, next, errors: [{ field: 'form', code: 'too-many-attempts' }], status: 429, headers });
  }
  // A tool has tokens, not sessions; it is refused in the words of a wrong password.
  if (verdict.kind === 'refused' || verdict.account.kind !== 'person')
    return show(visit, { ...typed, errors: [{ field: 'password', code: 'credentials' }] });
  endOld(visit);
  visit.party.deed(verdict.account.name, 'sign-in', '');
  return opened(visit, verdict.account.name, next);
}

/** A browser keeps one session; an older one of it ends with the new. */
function endOld(visit: Visit): void {
  const id = sessionIdOf(placeOf(visit), visit.cookieHeader);
  if (id !== undefined) visit.parts.sessions.close(id);
}

function signOut(visit: Visit): Response {
  endOld(visit);
  const response = goTo(visit, '/sign-in', 'signed-out');
  response.headers.append('set-cookie', endedCookie(placeOf(visit)));
  return response;
}

/** Signing in and out. */
export const signInRoutes: readonly PageRoute[] = [
  {
    method: 'GET',
    path: '/sign-in',
    needs: 'anyone',
    answer: (visit) => show(visit, { next: nextOf(visit.query.get('next') ?? '') }),
  },
  { method: 'POST', path: '/sign-in', needs: 'anyone', answer: signIn },
  { method: 'POST', path: '/sign-out', needs: 'session', answer: signOut },
];
