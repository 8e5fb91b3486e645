import { apiRoot } from './resources.ts';

/** What a path below `/taxii2/` means (section 3.1). */
export type Endpoint =
  | { readonly kind: 'discovery' }
  | { readonly kind: 'root' }
  | { readonly kind: 'collections' }
  | { readonly kind: 'status'; readonly id: string }
  | CollectionEndpoint;

/** An endpoint of one collection, by its id or alias. */
export type CollectionEndpoint =
  | { readonly kind: 'collection' | 'manifest' | 'objects'; readonly collection: string }
  | { readonly kind: 'object' | 'versions'; readonly collection: string; readonly object: string };

const methods: Readonly<Record<Endpoint['kind'], string>> = {
  discovery: 'GET, HEAD',
  root: 'GET, HEAD',
  status: 'GET, HEAD',
  collections: 'GET, HEAD',
  collection: 'GET, HEAD',
  manifest: 'GET, HEAD',
  objects: 'GET, HEAD, POST',
  object: 'GET, HEAD, DELETE',
  versions: 'GET, HEAD',
};

/** The methods of an endpoint, as the Allow header lists them. */
export const allowed = ({ kind }: Endpoint): string => methods[kind];

function inCollection([collection = '', what, object, sub, ...more]: readonly string[]): Endpoint | undefined {
  if (collection === '' || more.length > 0) return undefined;
  if (what === undefined) return { kind: 'collection', collection };
  if (what === 'manifest' && object === undefined) return { kind: 'manifest', collection };
  if (what !== 'objects') return undefined;
  if (object === undefined) return { kind: 'objects', collection };
  if (sub === undefined) return { kind: 'object', collection, object };
  return sub === 'versions' ? { kind: 'versions', collection, object } : undefined;
}

function segments(path: string): string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** The endpoint of a path; undefined where there is none. Every path ends in a slash. */
export function endpointOf(path: string): Endpoint | undefined {
  if (path === '/taxii2/') return { kind: 'discovery' };
  if (path === apiRoot) return { kind: 'root' };
  if (!path.startsWith(apiRoot) || !path.endsWith('/')) return undefined;
  const [head, ...rest] = segments(path.slice(apiRoot.length, -1)) ?? [];
  if (rest.includes('')) return undefined;
  if (head === 'status' && rest[0] !== undefined && rest.length === 1) return { kind: 'status', id: rest[0] };
  if (head !== 'collections') return undefined;
  return rest.length === 0 ? { kind: 'collections' } : inCollection(rest);
}
