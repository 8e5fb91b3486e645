import { Fault } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import type { Html } from '#web/html.ts';
import { documentText } from '#web/page.ts';
import type { Notice, Reader } from '#web/reader.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { type Action, mayDo } from '../accounts/rights.ts';
import type { Session, Sessions } from '../accounts/sessions.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import type { Party } from '../party/party.ts';
import type { PartyNames } from '../party/party-names.ts';
import { noticeCookie } from './reader-cookies.ts';

/** What the pages of a server are made of. */
export interface PagesParts {
  readonly party: Party;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  /** Whether browsers reach this server over https. */
  readonly secure: boolean;
  /** Told of every error that is nobody's fault but ours. */
  readonly report?: (error: unknown) => void;
  /** Address of a practice on this machine, to which the list of cases leads. */
  readonly practiceAt?: string;
}

/** Who asks for what: all that a page needs to answer one request. */
export interface Visit {
  readonly parts: PagesParts;
  readonly party: Party;
  readonly reader: Reader;
  readonly session: Session | undefined;
  readonly names: PartyNames;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Fields of a sent form; empty for reading. */
  readonly form: FormData;
  /** IP address of the caller; empty when unknown. */
  readonly address: string;
  readonly cookieHeader: string | undefined;
}

/** As much of a visit as showing takes. */
export type Looking = Pick<Visit, 'party' | 'reader' | 'session' | 'names' | 'query'>;

/** A page as an answer. */
export const sendPage = (document: Html, status = 200, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(documentText(document), { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } });

/** After an act: the browser goes on to a page, which says once what was done. */
export function goTo(visit: Visit, path: string, notice?: Notice): Response {
  const headers = new Headers({ location: path });
  if (notice !== undefined) headers.append('set-cookie', noticeCookie(visit.parts, notice));
  return new Response(null, { status: 303, headers });
}

/** Bytes to be saved under a name of ours. */
export const sendFile = (
  bytes: Uint8Array<ArrayBuffer> | string,
  name: string,
  type = 'text/plain; charset=utf-8',
): Response =>
  new Response(bytes, { headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` } });

/** Whether the reader's account may do something here. */
export const may = ({ session }: Pick<Visit, 'session'>, action: Action): boolean =>
  session !== undefined && mayDo(session.account, action);

/** The name under which deeds of this reader are noted. */
export const accountName = ({ session }: Visit): string => session?.account.name ?? '';

/** One fault for what does not exist and for what this reader may not see. */
export const nothingHere = (): Fault => new Fault('not-found', 'There is no such page.');

/** The id in the address. */
export function idParam({ params }: Visit): string {
  const { id = '' } = params;
  if (!idForm.test(id)) throw nothingHere();
  return id;
}

/** The number in the address. */
export function numberParam({ params }: Visit, name: 'seq' | 'index' | 'n'): number {
  const text = params[name] ?? '';
  if (!/^(?:0|[1-9]\d{0,14})$/.test(text)) throw nothingHere();
  return Number(text);
}

/** A text field of a form; '' when it is absent or a file. */
export function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** A parameter of the query, when it has the form that it should have. */
export const queried = (query: URLSearchParams, name: string, form: RegExp): string | undefined => {
  const value = query.get(name) ?? undefined;
  return value !== undefined && form.test(value) ? value : undefined;
};

/** Unix seconds in the query. */
export function queriedTime(query: URLSearchParams, name: string): number | undefined {
  const text = queried(query, name, /^\d{1,11}$/);
  return text === undefined ? undefined : Number(text);
}

/** Where a list of `total` stands that is shown in pages of `size`; a page beyond the end is the last. */
export function pagingOf(query: URLSearchParams, total: number, size: number) {
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(pages, Math.max(1, Number(queried(query, 'page', /^\d{1,9}$/) ?? 1)));
  return { paging: { page, pages, total }, slice: { limit: size, offset: (page - 1) * size } };
}
