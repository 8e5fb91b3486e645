/** Parts of a query; what is undefined or empty is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** A path with a query, percent-encoded. `path` is one of our own. */
export function link(path: string, query: Query = {}): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value).toWellFormed())}`);
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}
