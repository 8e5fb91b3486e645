import { type Context, Hono } from 'hono';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Reader } from '#web/reader.ts';
import { mayDo } from '../accounts/rights.ts';
import { endedCookie, sessionIdOf } from '../accounts/session-cookie.ts';
import { checkCsrf, type Session } from '../accounts/sessions.ts';
import { constituent } from '../constituency/constituent-book.ts';
import type { Party } from '../party/party.ts';
import { PartyNames } from '../party/party-names.ts';
import { assetRoutes } from './asset-routes.ts';
import { clientAddress } from './client-address.ts';
import { organisationRoutes } from './organisation-routes.ts';
import type { PageRoute } from './page-route.ts';
import { pageRoutes } from './page-routes.ts';
import type { PracticeParts } from './practice-parts.ts';
import { readForm } from './read-form.ts';
import { readerChoice } from './reader-cookies.ts';
import { sendFault } from './reader-faults.ts';
import { isSameOrigin } from './same-origin.ts';
import { withSecurityHeaders } from './security-headers.ts';
import { nothingHere, type PagesParts, type Visit } from './visit.ts';

const standardForm = 65_536;

/** Readers of a partner's account see nothing of ours, not even which pages there are. */
const isOfPartner = (session: Session | undefined): boolean => session?.account.party !== undefined;

/** Whether an account's organisation is enrolled: then it has pages of its own. Spec: CST-6. */
function isOfEnrolled(party: Party, session: Session | undefined): boolean {
  const id = session?.account.party;
  return id !== undefined && constituent(party, id)?.gone === undefined && constituent(party, id) !== undefined;
}

/** Where a page says it is. A partner's account is told nothing back, not even what it asked. */
function shownPlace(url: URL, isHidden: boolean): Pick<Reader, 'path' | 'query'> {
  if (isHidden) return { path: '/', query: {} };
  const { lang: _lang, tz: _tz, ...query } = Object.fromEntries(url.searchParams);
  return { path: url.pathname, query };
}

interface Opened {
  readonly visit: Visit;
  readonly cookies: readonly string[];
}

const isOwnPath = (path: string): boolean => path === '/mine' || path.startsWith('/mine/');

/** What all pages of a server are made of. */
export interface SiteParts extends PagesParts {
  /** Set on a server for practice alone. Spec: PRA-2. */
  readonly practice?: PracticeParts;
}

/** Every address: those of our own people, those of enrolled organisations, and before them those of a practice. */
const allRoutes = ({ practice }: SiteParts): PageRoute[] => [
  ...(practice?.routes ?? []),
  ...pageRoutes,
  ...organisationRoutes,
];

/** Reads who asks and how they want to read, on a practice with its banner. A form is not read yet. */
async function open(parts: SiteParts, c: Context): Promise<Opened> {
  const { visit, cookies } = read(parts, c);
  return { visit: (await parts.practice?.dress(visit)) ?? visit, cookies };
}

function read(parts: PagesParts, c: Context): Opened {
  const { party, secure } = parts;
  const url = new URL(c.req.url);
  const choice = readerChoice(parts, c.req.raw);
  const place = { party: party.id, https: secure };
  const cookieHeader = c.req.header('cookie');
  const id = sessionIdOf(place, cookieHeader);
  const session = id === undefined ? undefined : parts.sessions.read(id);
  const names = new PartyNames(party, choice.language);
  const isEnrolled = isOfEnrolled(party, session);
  const isHidden = isOfPartner(session) && !(isEnrolled && isOwnPath(url.pathname));
  const account = session === undefined || (isOfPartner(session) && !isEnrolled) ? undefined : session.account;
  const reader: Reader = {
    language: choice.language,
    timeZone: choice.timeZone,
    now: party.now,
    ...shownPlace(url, isHidden),
    party: names.of(party.id).name,
    csrf: session?.csrf ?? '',
    ...(account === undefined ? {} : { account: { name: account.name, role: account.role } }),
    ...(isEnrolled ? { isOrganisation: true } : {}),
    ...(choice.notice === undefined ? {} : { notice: choice.notice }),
  };
  const address = clientAddress(c.env);
  const visit = {
    parts,
    party,
    reader,
    session,
    names,
    params: c.req.param(),
    query: url.searchParams,
    form: new FormData(),
    address,
    cookieHeader,
  };
  // A session that has ended takes its cookie along.
  return {
    visit,
    cookies: id !== undefined && session === undefined ? [...choice.cookies, endedCookie(place)] : choice.cookies,
  };
}

/** Lets in whom the route is for. A stranger is sent to sign in, and back afterwards. */
function admit({ needs, method, path }: PageRoute, { session, reader, party }: Visit): Response | undefined {
  if (needs === 'anyone') return undefined;
  if (session === undefined) {
    if (method !== 'GET') throw new Fault('session-missing', 'You are not signed in, or no longer.');
    const next =
      reader.path === '/'
        ? ''
        : `?next=${encodeURIComponent(`${reader.path}?${new URLSearchParams(reader.query)}`.replace(/\?$/, ''))}`;
    return new Response(null, { status: 303, headers: { location: `/sign-in${next}` } });
  }
  if (needs === 'session') return undefined;
  if (isOfEnrolled(party, session) && path === '/')
    return new Response(null, { status: 303, headers: { location: '/mine' } });
  if (isOfPartner(session) && !(isOfEnrolled(party, session) && isOwnPath(path)))
    throw new Fault(
      'account-of-partner',
      'This account belongs to another party. What is released to it can be read over TAXII, at /taxii2/.',
    );
  // Whoever stands for nobody learns nothing of the pages of organisations.
  if (session.account.party === undefined && isOwnPath(path)) throw nothingHere();
  if (!mayDo(session.account, needs)) throw new Fault('role-refused', 'The role of your account does not allow this.');
  return undefined;
}

/** A form comes from a page of this server, and of this session where there is one. */
async function withForm(route: PageRoute, c: Context, visit: Visit): Promise<Visit> {
  if (route.method === 'GET') return visit;
  if (!isSameOrigin(c.req.raw, visit.party.url))
    throw new Fault('form-forged', 'The form was not sent from a page of this server.');
  const form = await readForm(c.req.raw, route.bodyLimit ?? standardForm);
  const { session } = visit;
  if (session !== undefined && !checkCsrf(session, form.get('csrf')))
    throw new Fault('form-forged', 'The form does not belong to this session.');
  return { ...visit, form };
}

function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}

/** Faults are shown on a page whose own address can be opened again. */
const faultReader = ({ reader }: Visit, method: string): Reader =>
  method === 'GET' ? reader : { ...reader, path: '/', query: {} };

async function answer(parts: SiteParts, route: PageRoute, c: Context): Promise<Response> {
  const { visit, cookies } = await open(parts, c);
  try {
    const sent = admit(route, visit) ?? (await route.answer(await withForm(route, c, visit)));
    return withCookies(sent, cookies);
  } catch (error) {
    const trouble = parts.party.db.failed(error);
    if (!(error instanceof Fault)) parts.report?.(error);
    return withCookies(sendFault(trouble ?? error, faultReader(visit, c.req.method)), cookies);
  }
}

async function refuse(parts: SiteParts, c: Context, fault: Fault): Promise<Response> {
  const { visit, cookies } = await open(parts, c);
  return withCookies(sendFault(fault, faultReader(visit, c.req.method)), cookies);
}

/** Answers other methods of known addresses with 405 and those that are taken. */
function refuseMethods(app: Hono, parts: SiteParts): void {
  const methods = Map.groupBy(allRoutes(parts), ({ path }) => path);
  for (const [path, routes] of methods) {
    const taken = new Set(routes.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)));
    const allow = [...taken].join(', ');
    app.all(path, async (c) => {
      const response = await refuse(parts, c, new Fault('method-refused', `This address takes ${allow}.`));
      response.headers.set('allow', allow);
      return response;
    });
  }
}

/**
 * The pages of a party's server. Mount them after everything else: whatever no page answers gets
 * the page that says so.
 */
export function pagesApp(parts: SiteParts): Hono {
  const app = new Hono();
  app.use(withSecurityHeaders({ https: parts.secure }));
  app.route('/', assetRoutes());
  for (const route of allRoutes(parts)) app.on(route.method, route.path, (c) => answer(parts, route, c));
  refuseMethods(app, parts);
  app.all('*', (c) => refuse(parts, c, nothingHere()));
  return app;
}
