import { utf8 } from '#protocol/bytes/text.ts';
import type { IncomingAnswer, OutgoingRequest, Transport } from '../egress/transport.ts';
import type { Party } from '../party/party.ts';
import { processPowers } from '../process/process-powers.ts';
import { memoryParty } from '../process/served-party.fixture.ts';
import { media, object } from '../taxii/taxii.fixture.ts';
import { microsecondsOf, taxiiTime } from '../taxii/taxii-time.ts';
import type { Channel, ChannelTerms } from './channel.ts';
import { addChannel, channelNamed } from './channel-book.ts';
import { runChannel } from './run-channel.ts';

export const host = 'https://taxii.example';
const collection = '11111111-1111-4111-8111-111111111111';

export type Headers = Record<string, string>;

/** An answer of a server that a test plays. */
export const answer = (status: number, body: unknown, headers: Headers = { 'content-type': media }): IncomingAnswer => {
  const bytes = utf8(typeof body === 'string' ? body : JSON.stringify(body));
  return { status, headers: new Map(Object.entries(headers)), body: bytes, from: 0, end: bytes.length };
};

/** A party with a clock that the test moves, which pulls from one source. */
export function puller(terms: Partial<ChannelTerms> = {}) {
  const clock = { seconds: 1_790_000_000 };
  const party = memoryParty('Aldoria', { ...processPowers, now: () => clock.seconds * 1_000_000 });
  const channel = addChannel(party, { ...source, ...terms }, { user: 'aldoria', secret: 'open-sesame' });
  return { party, clock, channel };
}

export const source: ChannelTerms = {
  name: 'feed',
  direction: 'in',
  kind: 'taxii',
  url: `${host}/taxii2/`,
  collection: 'all',
  level: 'green',
  onward: false,
  every: 3600,
};

/** What a server holds: objects, each with the microsecond at which it was added. */
export interface Held {
  readonly added: number;
  readonly object: unknown;
}

export interface Faults {
  /** Most objects of a page, whatever is asked. */
  readonly most?: number;
  readonly next?: boolean;
  readonly headers?: boolean;
  /** Another answer than the right one. */
  readonly instead?: (request: OutgoingRequest, url: URL) => IncomingAnswer | undefined;
}

/** A TAXII server with faults, as a transport that opens no connection. `asked` is every request in order. */
export function faultyServer(
  held: readonly Held[],
  { most = 1000, next = true, headers = true, instead }: Faults = {},
) {
  const asked: OutgoingRequest[] = [];
  const objects = (url: URL): IncomingAnswer => {
    const after = microsecondsOf(url.searchParams.get('added_after') ?? '') ?? -1;
    const limit = Math.min(most, Number(url.searchParams.get('limit') ?? most));
    const from = Number(url.searchParams.get('next') ?? 0);
    const open = held.filter(({ added }) => added > after);
    const page = open.slice(from, from + limit);
    const more = from + limit < open.length;
    const last = page.at(-1)?.added;
    const dates = headers && last !== undefined ? { 'x-taxii-date-added-last': taxiiTime(last) } : {};
    return answer(
      200,
      page.length === 0
        ? {}
        : { objects: page.map((one) => one.object), more, ...(more && next ? { next: String(from + limit) } : {}) },
      { 'content-type': media, ...dates },
    );
  };
  const transport: Transport = async (request) => {
    asked.push(request);
    const url = new URL(request.url);
    const other = instead?.(request, url);
    if (other !== undefined) return other;
    if (url.pathname === '/taxii2/') return answer(200, { title: 'Test', default: 'api/v21', api_roots: ['api/v21'] });
    if (url.pathname === '/api/v21/collections/')
      return answer(200, {
        collections: [{ id: collection, alias: 'all', title: 'All', can_read: true, can_write: false }],
      });
    if (url.pathname === `/api/v21/collections/${collection}/objects/`) return objects(url);
    return answer(404, { title: 'Not found', http_status: '404' });
  };
  return { transport, asked };
}

/** Objects added at these microseconds after the start. */
export const heldAt = (...added: readonly number[]): Held[] =>
  added.map((offset, index) => ({ added: 1_700_000_000_000_000 + offset, object: object(index + 1) }));

/** Names of everything that a party holds of its own, sorted. */
export const names = (party: Party): string[] =>
  party.db.all<{ object: string }>('SELECT object FROM item ORDER BY object').map(({ object }) => object);

/** Pulls until nothing more waits or it fails; gives the codes of the faults. `most` rounds. */
export async function pullAll(party: Party, transport: Transport, most = 60): Promise<string[]> {
  const codes: string[] = [];
  for (let round = 0; round < most; round++) {
    const fault = await runChannel(party, 'feed', transport);
    if (fault !== undefined) codes.push(fault.code);
    if (channelNamed(party, 'feed').wait > 0) return codes;
  }
  throw new Error('It has no end.');
}

export const now = (party: Party): Channel => channelNamed(party, 'feed');
