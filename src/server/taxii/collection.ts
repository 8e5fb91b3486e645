import type { TaxiiQuery } from './taxii-query.ts';

/** One object version in a collection. */
export interface CollectionEntry {
  readonly object: string;
  /** The instant of `modified` or `created`; empty for objects that have neither. */
  readonly version: string;
  /** Unix microseconds, strictly increasing in a collection. */
  readonly added: number;
  /** The JSON text of the object. */
  readonly content: string;
}

/** One page, and whether more follows. */
export interface CollectionPage {
  readonly entries: readonly CollectionEntry[];
  readonly more: boolean;
}

/** A TAXII collection as one reader sees it. */
export interface Collection {
  /** UUIDv4 form. */
  readonly id: string;
  readonly title: string;
  readonly alias: string;
  page(query: TaxiiQuery): CollectionPage;
}

/** Whether the version filter keeps a version, given all versions of its object in the collection, in order. */
export function keepsVersion(wanted: TaxiiQuery['versions'], version: string, all: readonly string[]): boolean {
  if (wanted === 'all') return true;
  return wanted.some((want) =>
    want === 'last' ? version === all.at(-1) : want === 'first' ? version === all[0] : version === want,
  );
}
