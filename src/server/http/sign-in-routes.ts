import type { FieldError } from '#web/parts/form.ts';
import { signInPage } from '#web/pages/sign-in-page.ts';
import { endedCookie, sessionCookie, sessionIdOf } from '../accounts/session-cookie.ts';
import type { PageRoute } from './page-route.ts';
import { field, goTo, sendPage, type Visit } from './visit.ts';

// A page of ours: one slash, then neither another nor a backslash, which browsers take for one.
const ownPath = /^\/(?![/\\])[^\s\\\u0000-\u001f\u007f]{0,500}$/;
const nextOf = (text: string): string | undefined => (ownPath.test(text) && !text.startsWith('/sign-') ? text : undefined);
const longestName = 200;

const placeOf = ({ parts, party }: Visit) => ({ party: party.id, https: parts.secure });

function show(visit: Visit, values: { name?: string; next: string | undefined }, errors: readonly FieldError[], status = 200, headers = {}): Response {
  const { account: _account, ...stranger } = visit.reader;
  const next = values.next === undefined ? {} : { next: values.next };
  const name = values.name === undefined ? {} : { name: values.name };
  return sendPage(signInPage({ ...name, ...next, errors }, { ...stranger, path: '/sign-in' }), status, headers);
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
  const missing = [name === '' ? 'name' : '', password === '' ? 'password' : ''].filter((one) => one !== '');
  if (missing.length > 0) return show(visit, { name, next }, missing.map((one) => ({ field: one, code: 'required' })), 422);
  const verdict = await parts.signIn.password({ name, password, address });
  if (verdict.kind === 'throttled')
    return show(visit, { name, next }, [{ field: 'form', code: 'too-many-attempts' }], 429, { 'retry-after': String(verdict.retryAfter) });
  // A tool has tokens, not sessions; it is refused in the words of a wrong password.
  if (verdict.kind === 'refused' || verdict.account.kind !== 'person')
    return show(visit, { name, next }, [{ field: 'password', code: 'credentials' }], 422);
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
  { method: 'GET', path: '/sign-in', needs: 'anyone', answer: (visit) => show(visit, { next: nextOf(visit.query.get('next') ?? '') }, []) },
  { method: 'POST', path: '/sign-in', needs: 'anyone', answer: signIn },
  { method: 'POST', path: '/sign-out', needs: 'session', answer: signOut },
];
