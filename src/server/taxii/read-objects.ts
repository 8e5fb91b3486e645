import type { Collection, CollectionPage } from './collection.ts';
import type { CollectionEndpoint } from './endpoint.ts';
import { envelopeAnswer, manifestAnswer, versionsAnswer } from './resources.ts';
import { taxiiError } from './taxii-answer.ts';
import { readQuery, type TaxiiQuery } from './taxii-query.ts';

/** One object's page; undefined when the collection has no such object, or not in the version that is asked for. */
function pageOfOne(collection: Collection, query: TaxiiQuery): CollectionPage | undefined {
  const page = collection.page(query);
  if (page.entries.length > 0) return page;
  const anywhere = collection.page({ ...query, after: -1, limit: 1, specVersions: undefined });
  return anywhere.entries.length > 0 ? page : undefined;
}

/** Reads of one collection: manifest, objects, one object, its versions (sections 5.3, 5.4, 5.6, 5.8). Spec: TAX-6. */
export function readObjects(
  collection: Collection,
  endpoint: CollectionEndpoint,
  parameters: URLSearchParams,
): Response {
  if (!collection.canRead) return taxiiError(403, 'This collection may not be read');
  const query = readQuery(parameters);
  if (endpoint.kind === 'manifest') return manifestAnswer(collection.page(query));
  if (endpoint.kind !== 'object' && endpoint.kind !== 'versions') return envelopeAnswer(collection.page(query));
  const one: TaxiiQuery = { ...query, ids: [endpoint.object], types: undefined };
  const isVersions = endpoint.kind === 'versions';
  const page = pageOfOne(collection, isVersions ? { ...one, versions: 'all' } : one);
  if (page === undefined) return taxiiError(404, 'Not found');
  return isVersions ? versionsAnswer(page) : envelopeAnswer(page);
}
