import { hex } from '#protocol/bytes/encodings.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { TaxiiQuery } from './taxii-query.ts';

/** One object version in a collection. */
export interface CollectionEntry {
  readonly object: string;
  /** The instant of `modified` or `created`; empty for objects that have neither. */
  readonly version: string;
  /** Unix microseconds, strictly increasing in a collection. Spec: TAX-5. */
  readonly added: number;
  /** The JSON text of the object. */
  readonly content: string;
}

/** One page, and whether more follows. */
export interface CollectionPage {
  readonly entries: readonly CollectionEntry[];
  readonly more: boolean;
  /** How far was looked, where that is further than the last entry. */
  readonly reached?: number;
}

/** Which versions of one object are meant. */
export type VersionFilter = Pick<TaxiiQuery, 'versions' | 'specVersions'>;

/** What a writer may do in a collection. */
export interface CollectionWriter {
  /** Takes in the body of Add Objects and gives the status resource. Throws EnvelopeRefused. */
  add(body: Uint8Array): string;
  /** Deletes the versions that match; false when there is none. Undefined when this writer may not delete. */
  readonly remove: ((object: string, versions: VersionFilter) => boolean) | undefined;
}

/** A TAXII collection as one reader sees it. */
export interface Collection {
  /** UUIDv4 form. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly alias: string;
  readonly canRead: boolean;
  /** Undefined when this reader may not write. */
  readonly writer: CollectionWriter | undefined;
  page(query: TaxiiQuery): CollectionPage;
}

/** A stable id in UUIDv4 form (TAXII 2.1 section 2) for a collection. Spec: TAX-7. */
export function collectionId(...names: readonly string[]): string {
  const h = hex(sha256(utf8(names.join('\n'))));
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
}
