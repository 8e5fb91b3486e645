import type { Tlp } from '#protocol/record/label.ts';
import type { SourceFormat } from '../party/read-source.ts';

/** How a source is read, or a destination written. `taxii`: a collection of a TAXII 2.1 server; `url`: one file. */
export const channelKinds = ['taxii', 'url'] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** Formats of a file; `kev` is the catalogue of exploited vulnerabilities as CISA publishes it. */
export type FeedFormat = SourceFormat | 'kev';

/** What an administrator says of a source or destination. */
export interface ChannelTerms {
  readonly name: string;
  readonly direction: 'in' | 'out';
  readonly kind: ChannelKind;
  /** Of the file; or of a TAXII server, its discovery or an API root. */
  readonly url: string;
  /** Id, alias or title of the collection. */
  readonly collection?: string | undefined;
  readonly format?: FeedFormat | undefined;
  /** Whom a destination belongs to. */
  readonly party?: string | undefined;
  /** Level of what comes without a marking. */
  readonly level: Tlp;
  /** Whether what comes in may go on as its label allows; else it is for us only. Spec: SRC-4. */
  readonly onward: boolean;
  /** Seconds between two tries that went well. */
  readonly every: number;
  /** The feed on offer that it was made from. */
  readonly offer?: string | undefined;
}

/** A source or destination, and how it goes. Times are Unix seconds, 0 for never. */
export interface Channel extends ChannelTerms {
  readonly isPaused: boolean;
  readonly lastTry: number;
  readonly lastGood: number;
  readonly failures: number;
  /** Seconds from the last try until it is due again. */
  readonly wait: number;
  readonly fault: string | undefined;
  readonly detail: string | undefined;
  readonly hasCredential: boolean;
  /** JSON of how far it came; its kind alone reads it. */
  readonly cursor: string;
}

/** What one try did: counts of objects, and where it stands. */
export interface Progress {
  readonly accepted: number;
  readonly known: number;
  readonly refused: number;
  /** How many were refused by which rule. */
  readonly refusedBy: ReadonlyMap<string, number>;
}
