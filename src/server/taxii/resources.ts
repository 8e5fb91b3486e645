import type { Collection, CollectionPage } from './collection.ts';
import { stixMedia, taxiiMedia } from './media-types.ts';
import { taxiiAnswer } from './taxii-answer.ts';
import { nextOf } from './taxii-query.ts';
import { taxiiTime, versionText } from './taxii-time.ts';

/** Path of the one API root. */
export const apiRoot = '/taxii2/root/';

/** Most bytes of a body; requests up to this are never too large (section 4.2). */
export const maxContentLength = 10 * 1024 * 1024;

/** The discovery resource (section 4.1.1). */
export const discoveryAnswer = (title: string): Response =>
  taxiiAnswer(JSON.stringify({ title, default: apiRoot, api_roots: [apiRoot] }));

/** The API root resource (section 4.2.1). */
export const rootAnswer = (title: string): Response =>
  taxiiAnswer(JSON.stringify({ title, versions: [taxiiMedia], max_content_length: maxContentLength }));

const collectionJson = ({ id, title, description, alias, canRead, writer }: Collection): object => ({
  id,
  title,
  ...(description === undefined ? {} : { description }),
  alias,
  can_read: canRead,
  can_write: writer !== undefined,
  media_types: [stixMedia],
});

/** The collection resource (section 5.2.1). */
export const collectionAnswer = (collection: Collection): Response =>
  taxiiAnswer(JSON.stringify(collectionJson(collection)));

/** The collections resource (section 5.1.1), in the order of ids. */
export function collectionsAnswer(collections: readonly Collection[]): Response {
  const all = collections.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(collectionJson);
  return taxiiAnswer(JSON.stringify(all.length === 0 ? {} : { collections: all }));
}

/** Dates of the first and last entry (section 3.2); an empty page has none. */
function dateHeaders({ entries }: CollectionPage): Record<string, string> {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return {};
  return { 'x-taxii-date-added-first': taxiiTime(first.added), 'x-taxii-date-added-last': taxiiTime(last.added) };
}

function nextPart(page: CollectionPage): string {
  const reached = page.reached ?? page.entries.at(-1)?.added;
  if (!page.more || reached === undefined) return '';
  return `"more":true,"next":${JSON.stringify(nextOf(reached))}`;
}

/** The envelope (section 3.7) as text: contents go out as they are kept. */
export function envelopeAnswer(page: CollectionPage): Response {
  const objects =
    page.entries.length === 0 ? '' : `"objects":[${page.entries.map(({ content }) => content).join(',')}]`;
  const members = [nextPart(page), objects].filter((part) => part !== '');
  return taxiiAnswer(`{${members.join(',')}}`, 200, dateHeaders(page));
}

function listAnswer(name: string, values: readonly unknown[], page: CollectionPage): Response {
  const body = { ...(page.more ? { more: true } : {}), ...(values.length === 0 ? {} : { [name]: values }) };
  return taxiiAnswer(JSON.stringify(body), 200, dateHeaders(page));
}

/** The manifest resource (section 5.3.1). */
export function manifestAnswer(page: CollectionPage): Response {
  const records = page.entries.map(({ object, added, version }) => ({
    id: object,
    date_added: taxiiTime(added),
    version: versionText(version),
    media_type: stixMedia,
  }));
  return listAnswer('objects', records, page);
}

/** The versions resource (section 5.8.1). */
export const versionsAnswer = (page: CollectionPage): Response =>
  listAnswer(
    'versions',
    page.entries.map(({ version }) => versionText(version)),
    page,
  );
