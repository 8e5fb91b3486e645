import { readFileSync } from 'node:fs';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Tlp } from '#protocol/record/label.ts';
import type { Party } from '../party/party.ts';
import type { Channel, ChannelKind, FeedFormat } from './channel.ts';
import { addChannel, channels } from './channel-book.ts';

const file = new URL('../../../samples/feeds.json', import.meta.url);

/** An official public feed: facts about it, and nothing of it. */
export interface OfferedFeed {
  readonly id: string;
  readonly name: string;
  readonly publisher: string;
  readonly kind: ChannelKind;
  readonly url: string;
  readonly collection?: string;
  readonly format?: FeedFormat;
  readonly level: Tlp;
  /** Seconds. */
  readonly every: number;
  /** What its terms are, as far as known; `licenceRead`: whether somebody has read them. */
  readonly licence: string;
  readonly licenceRead: boolean;
}

let read: readonly OfferedFeed[] | undefined;

/** The feeds on offer, in the order of the file. */
export function feedsOnOffer(): readonly OfferedFeed[] {
  read ??= JSON.parse(readFileSync(file, 'utf8')) as OfferedFeed[];
  return read;
}

/** The source that was made from an offer, if it was switched on. */
export const channelOfOffer = (party: Party, id: string): Channel | undefined =>
  channels(party).find(({ offer }) => offer === id);

/** Switches a feed on: it becomes a source, for us only. Faults: `offer-unknown`, `channel-exists`. Spec: SRC-2. */
export function switchOn(party: Party, id: string): Channel {
  const offer = feedsOnOffer().find((one) => one.id === id);
  if (offer === undefined) throw new Fault('offer-unknown', 'No feed of this name is on offer.');
  const { kind, url, collection, format, level, every } = offer;
  return addChannel(party, {
    name: id,
    direction: 'in',
    kind,
    url,
    collection,
    format,
    level,
    every,
    onward: false,
    offer: id,
  });
}
