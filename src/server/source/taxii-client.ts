import { Fault } from '#protocol/bytes/fault.ts';
import type { IncomingAnswer } from '../egress/transport.ts';
import { taxiiMedia } from '../taxii/media-types.ts';
import type { ForeignRequest, ForeignServer } from './foreign-server.ts';

/** Our side of TAXII 2.1 towards any server (sections 8.4 and 8.5 of the standard). */

const bareMedia = 'application/taxii+json';
const mostRoots = 20;

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** The body of an answer as members of JSON; pages of HTML and the like are refused. */
export function membersOf({ headers, body }: IncomingAnswer): Members {
  const type = headers.get('content-type') ?? '';
  if (!/^application\/[^;]*json/i.test(type)) throw new Fault('taxii-answer', 'The answer is not one of TAXII.', '/');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Fault('taxii-answer', 'The answer is not JSON.', '/');
  }
  if (!isMembers(value)) throw new Fault('taxii-answer', 'The answer is not one of TAXII.', '/');
  return value;
}

/** A request for TAXII. Servers that do not know the type with its version are asked once more without. */
export async function askTaxii(
  server: ForeignServer,
  request: Omit<ForeignRequest, 'headers'>,
): Promise<IncomingAnswer> {
  const types = (media: string) => ({
    accept: media,
    ...(request.body === undefined ? {} : { 'content-type': media }),
  });
  const also = [...(request.also ?? []), 406, 415];
  const first = await server.ask({ ...request, headers: types(taxiiMedia), also });
  if (first.status !== 406 && first.status !== 415) return first;
  return server.ask({ ...request, headers: types(bareMedia) });
}

/** Where a name of the other server leads, seen from where it stood. */
function follow(base: string, named: string): string {
  // Some servers leave out the slash with which a relative root must begin (section 4.1).
  const name = named.includes('://') || named.startsWith('/') ? named : `/${named}`;
  if (!URL.canParse(name, base)) throw new Fault('taxii-answer', 'The server names an address that is none.', '/');
  return withSlash(new URL(name, base).href);
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

/** API roots behind a URL: those that a discovery names, the default first; else the URL is one itself. */
async function rootsAt(server: ForeignServer, url: string): Promise<string[]> {
  const answer = membersOf(await askTaxii(server, { url }));
  const named = textsOf(answer['api_roots']);
  if (named.length === 0) return [url];
  const first = textsOf([answer['default']]);
  return [...new Set([...first, ...named].slice(0, mostRoots).map((name) => follow(url, name)))];
}

/** A collection of another server. */
export interface ForeignCollection {
  /** The address of its objects. */
  readonly objects: string;
  /** The API root that it is in. */
  readonly root: string;
  readonly canRead: boolean;
  readonly canWrite: boolean;
}

async function collectionIn(server: ForeignServer, root: string, name: string): Promise<ForeignCollection | undefined> {
  const { collections } = membersOf(await askTaxii(server, { url: `${root}collections/` }));
  const list: unknown[] = Array.isArray(collections) ? collections : [];
  const all = list.filter(isMembers);
  const found = ['id', 'alias', 'title'].flatMap((key) => all.filter((one) => one[key] === name))[0];
  const id = found?.['id'];
  if (found === undefined || typeof id !== 'string' || !/^[0-9A-Za-z-]{1,100}$/.test(id)) return undefined;
  const objects = `${root}collections/${id}/objects/`;
  return { objects, root, canRead: found['can_read'] === true, canWrite: found['can_write'] === true };
}

/**
 * Finds a collection by id, alias or title, from the discovery or an API root on.
 * Faults: `taxii-collection`, `source-elsewhere`, `taxii-answer`, and those of asking.
 */
export async function findCollection(server: ForeignServer, url: string, name: string): Promise<ForeignCollection> {
  for (const root of await rootsAt(server, withSlash(url))) {
    const found = await collectionIn(server, root, name);
    if (found !== undefined) return found;
  }
  throw new Fault('taxii-collection', 'The server has no such collection for us.');
}

/** One page of objects. */
export interface ObjectsPage {
  readonly objects: readonly unknown[];
  readonly more: boolean;
  readonly next: string | undefined;
  /** X-TAXII-Date-Added-Last, as far as the server says it. */
  readonly last: string | undefined;
}

/** Asks for a page of a collection. */
export async function objectsPage(
  server: ForeignServer,
  objects: string,
  query: { limit: number; after: string | undefined; next: string | undefined },
): Promise<ObjectsPage> {
  const url = new URL(objects);
  url.searchParams.set('limit', String(query.limit));
  if (query.after !== undefined) url.searchParams.set('added_after', query.after);
  if (query.next !== undefined) url.searchParams.set('next', query.next);
  const answer = await askTaxii(server, { url: url.href });
  const envelope = membersOf(answer);
  const list: unknown = envelope['objects'] ?? [];
  if (!Array.isArray(list)) throw new Fault('taxii-answer', 'The objects of a page are no list.', '/objects');
  const next = envelope['next'];
  return {
    objects: list,
    more: envelope['more'] === true,
    next: typeof next === 'string' && next.length > 0 && next.length <= 1500 ? next : undefined,
    last: answer.headers.get('x-taxii-date-added-last'),
  };
}
