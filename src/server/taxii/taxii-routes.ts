import { type Context, Hono } from 'hono';
import { Fault } from '#protocol/bytes/fault.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Collection } from './collection.ts';
import { allowed, type CollectionEndpoint, endpointOf } from './endpoint.ts';
import { acceptsTaxii } from './media-types.ts';
import { readObjects } from './read-objects.ts';
import { collectionAnswer, collectionsAnswer, discoveryAnswer, rootAnswer } from './resources.ts';
import { taxiiAnswer, taxiiError } from './taxii-answer.ts';
import type { Admission, TaxiiReader } from './taxii-reader.ts';
import { addObjects, deleteObject } from './write-objects.ts';

export interface TaxiiParts {
  readonly title: string;
  /** Who asks, from the Authorization header and the address: let in, told to wait, or neither. */
  readonly admit: (request: Request, address: string) => Promise<Admission>;
}

const notFound = (): Response => taxiiError(404, 'Not found');

function collectionNamed(reader: TaxiiReader, name: string): Collection | undefined {
  for (const collection of reader.collections())
    if (collection.id === name || collection.alias === name) return collection;
  return undefined;
}

function ofCollection(
  reader: TaxiiReader,
  endpoint: CollectionEndpoint,
  request: Request,
): Response | Promise<Response> {
  const collection = collectionNamed(reader, endpoint.collection);
  if (collection === undefined) return notFound();
  if (endpoint.kind === 'collection') return collectionAnswer(collection);
  if (request.method === 'POST') return addObjects(collection, request);
  const parameters = new URL(request.url).searchParams;
  if (endpoint.kind === 'object' && request.method === 'DELETE')
    return deleteObject(collection, endpoint.object, parameters);
  return readObjects(collection, endpoint, parameters);
}

function statusAnswer(reader: TaxiiReader, id: string): Response {
  const status = reader.status(id);
  return status === undefined ? notFound() : taxiiAnswer(status);
}

function served(title: string, reader: TaxiiReader, request: Request): Response | Promise<Response> {
  const endpoint = endpointOf(new URL(request.url).pathname);
  if (endpoint === undefined) return notFound();
  const methods = allowed(endpoint);
  if (!methods.split(', ').includes(request.method))
    return taxiiError(405, 'This method is not offered here', { headers: { allow: methods } });
  // A manifest is asked for with a media range of TAXII and one of STIX (section 5.3).
  const also = endpoint.kind === 'manifest' ? 'application/stix+json' : undefined;
  if (!acceptsTaxii(request.headers.get('accept') ?? undefined, also))
    return taxiiError(406, 'This server speaks application/taxii+json;version=2.1');
  if (endpoint.kind === 'discovery') return discoveryAnswer(title);
  if (endpoint.kind === 'root') return rootAnswer(title);
  if (endpoint.kind === 'status') return statusAnswer(reader, endpoint.id);
  return endpoint.kind === 'collections'
    ? collectionsAnswer([...reader.collections()])
    : ofCollection(reader, endpoint, request);
}

async function answer(parts: TaxiiParts, c: Context): Promise<Response> {
  const reader = await parts.admit(c.req.raw, clientAddress(c.env));
  if (reader === undefined)
    return taxiiError(401, 'Authentication is required', {
      headers: { 'www-authenticate': 'Basic realm="TAXII", charset="UTF-8"' },
    });
  if ('retryAfter' in reader)
    return taxiiError(429, 'Too many attempts', { headers: { 'retry-after': String(reader.retryAfter) } });
  return served(parts.title, reader, c.req.raw);
}

/** TAXII 2.1 (OASIS Standard, 10 June 2021). Whoever is not known learns nothing but that. Spec: TAX-3, TAX-4. */
export function taxiiRoutes(parts: TaxiiParts): Hono {
  const app = new Hono();
  app.all('/taxii2/*', async (c) => {
    try {
      return await answer(parts, c);
    } catch (error) {
      if (error instanceof Fault && error.code !== 'server-busy')
        return taxiiError(error.code === 'taxii-parameter' ? 400 : 422, error.message);
      throw error;
    }
  });
  return app;
}
