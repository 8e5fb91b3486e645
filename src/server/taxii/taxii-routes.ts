import { type Context, Hono } from 'hono';
import { Fault } from '#protocol/bytes/fault.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Collection, CollectionEntry, CollectionPage } from './collection.ts';
import { accepts, taxiiAnswer, taxiiError, taxiiMedia, taxiiTime } from './taxii-answer.ts';
import { nextOf, readQuery } from './taxii-query.ts';

/** What a reader may see; undefined when the request does not say who asks. */
export interface TaxiiReader {
  readonly collections: readonly Collection[];
}

export interface TaxiiParts {
  readonly title: string;
  /** Who asks, from the Authorization header and the address: let in, told to wait, or neither. */
  readonly admit: (
    request: Request,
    address: string,
  ) => Promise<TaxiiReader | { readonly retryAfter: number } | undefined>;
}

/** Path of the one API root. */
export const apiRoot = '/taxii2/root/';
const maxContentLength = 10 * 1024 * 1024;

const notFound = (): Response => taxiiError(404, 'Not found');

function discovery(title: string): Response {
  return taxiiAnswer(JSON.stringify({ title, default: apiRoot, api_roots: [apiRoot] }));
}

function root(title: string): Response {
  return taxiiAnswer(JSON.stringify({ title, versions: [taxiiMedia], max_content_length: maxContentLength }));
}

const collectionJson = ({ id, title, alias }: Collection): object => ({
  id,
  title,
  alias,
  can_read: true,
  can_write: false,
  media_types: ['application/stix+json;version=2.1'],
});

function collections(reader: TaxiiReader): Response {
  const all = reader.collections.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(collectionJson);
  return taxiiAnswer(JSON.stringify(all.length === 0 ? {} : { collections: all }));
}

function dateHeaders({ entries }: CollectionPage): Record<string, string> {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return {};
  return { 'x-taxii-date-added-first': taxiiTime(first.added), 'x-taxii-date-added-last': taxiiTime(last.added) };
}

/** The envelope as text: contents go out as they are kept. */
function envelope(page: CollectionPage): Response {
  const last = page.entries.at(-1);
  const more = page.more && last !== undefined ? `"more":true,"next":${JSON.stringify(nextOf(last.added))},` : '';
  const body =
    page.entries.length === 0 ? '{}' : `{${more}"objects":[${page.entries.map(({ content }) => content).join(',')}]}`;
  return taxiiAnswer(body, 200, dateHeaders(page));
}

const noVersion = '1970-01-01T00:00:00.000Z';

/** The version as the object itself writes it; a fixed one for objects without time (section 3.4.1). */
function versionOf({ version, content }: CollectionEntry): string {
  if (version === '') return noVersion;
  const { modified, created } = JSON.parse(content) as { modified?: string; created?: string };
  return modified ?? created ?? noVersion;
}

function manifest(page: CollectionPage): Response {
  const objects = page.entries.map((entry) => ({
    id: entry.object,
    date_added: taxiiTime(entry.added),
    version: versionOf(entry),
    media_type: 'application/stix+json;version=2.1',
  }));
  const body = { ...(page.more ? { more: true } : {}), ...(objects.length === 0 ? {} : { objects }) };
  return taxiiAnswer(JSON.stringify(body), 200, dateHeaders(page));
}

function versions(page: CollectionPage): Response {
  const all = page.entries.map(versionOf);
  const body = { ...(page.more ? { more: true } : {}), ...(all.length === 0 ? {} : { versions: all }) };
  return taxiiAnswer(JSON.stringify(body), 200, dateHeaders(page));
}

/** Reads of one collection, by the rest of the path (sections 5.3, 5.4, 5.6, 5.8). */
function read(collection: Collection, rest: readonly string[], parameters: URLSearchParams): Response {
  const query = readQuery(parameters);
  const [what, id, sub, end] = rest;
  if (what === 'manifest' && id === '') return manifest(collection.page(query));
  if (what !== 'objects' || id === undefined) return notFound();
  if (id === '') return envelope(collection.page(query));
  if (
    collection.page({ ...query, after: -1, limit: 1, ids: [id], types: undefined, versions: 'all' }).entries.length ===
    0
  )
    return notFound();
  const one = { ...query, ids: [id], types: undefined };
  if (sub === '') return envelope(collection.page(one));
  return sub === 'versions' && end === '' ? versions(collection.page({ ...one, versions: 'all' })) : notFound();
}

async function answer(parts: TaxiiParts, c: Context): Promise<Response> {
  const url = new URL(c.req.url);
  const reader = await parts.admit(c.req.raw, clientAddress(c.env));
  if (reader === undefined)
    return taxiiError(401, 'Authentication is required', {
      'www-authenticate': 'Basic realm="TAXII", charset="UTF-8"',
    });
  if ('retryAfter' in reader) return taxiiError(429, 'Too many attempts', { 'retry-after': String(reader.retryAfter) });
  if (!accepts(c.req.header('accept'))) return taxiiError(406, 'This server speaks TAXII 2.1');
  if (url.pathname === '/taxii2/') return discovery(parts.title);
  if (url.pathname === apiRoot) return root(parts.title);
  if (!url.pathname.startsWith(`${apiRoot}collections/`)) return notFound();
  const [name = '', ...rest] = decodePath(url.pathname.slice(`${apiRoot}collections/`.length));
  if (name === '' && rest.length === 0) return collections(reader);
  const collection = reader.collections.find(({ id, alias }) => id === name || alias === name);
  if (collection === undefined) return notFound();
  if (rest.length === 1 && rest[0] === '') return taxiiAnswer(JSON.stringify(collectionJson(collection)));
  return read(collection, rest, url.searchParams);
}

function decodePath(path: string): string[] {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return ['!'];
  }
}

/** TAXII 2.1, the reading half: discovery, API root, collections, objects, manifest and versions. */
export function taxiiRoutes(parts: TaxiiParts): Hono {
  const app = new Hono();
  app.on(['GET', 'HEAD'], ['/taxii2', '/taxii2/*'], async (c) => {
    try {
      return await answer(parts, c);
    } catch (error) {
      if (error instanceof Fault) return taxiiError(error.code === 'taxii-parameter' ? 400 : 422, error.message);
      throw error;
    }
  });
  app.all('/taxii2/*', () => taxiiError(405, 'Only reading is offered here', { allow: 'GET, HEAD' }));
  return app;
}
