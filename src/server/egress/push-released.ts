import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Party } from '../party/party.ts';
import type { Channel, Progress } from '../source/channel.ts';
import { noteStep } from '../source/channel-book.ts';
import type { ForeignServer } from '../source/foreign-server.ts';
import { askTaxii, findCollection, membersOf } from '../source/taxii-client.ts';
import type { CollectionPage } from '../taxii/collection.ts';
import { ReleasedCollection } from './released-collection.ts';
import type { IncomingAnswer } from './transport.ts';

/*
 * Bringing to a partner's TAXII server what the partner could have fetched here: the same collection,
 * read in the same way, and nothing beside it. What is newly open is released, signed and logged
 * before a byte of it leaves, and every page is decided anew. Spec: SRC-11, REL-7, REL-11, P2.
 */

interface Cursor {
  /** The address of the collection's objects, once found. */
  readonly at?: string;
  /** How far the released collection was brought, Unix microseconds. */
  readonly after?: number;
  /** Objects of one page: fewer where the other server takes less at once. */
  readonly limit?: number;
}

const [usualLimit, tooLarge] = [500, 413];

const countOf = (value: unknown): number => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0);

/** What the other server says of a page: what it refused is counted, never taken for taken. */
function progressOf(sent: number, answer: IncomingAnswer): Progress {
  const status = membersOf(answer);
  const refused = Math.min(sent, countOf(status['failure_count']));
  const refusedBy = refused === 0 ? [] : ([['destination-refused', refused]] as const);
  return { accepted: sent - refused, known: 0, refused, refusedBy: new Map(refusedBy) };
}

function releasedPage(
  party: Party,
  { party: to }: Channel,
  { after = -1, limit = usualLimit }: Cursor,
): CollectionPage {
  if (to === undefined) throw new Fault('channel-terms', 'A destination belongs to a party.');
  const scope = { alias: 'released', title: '', description: '' };
  const filters = { ids: undefined, types: undefined, versions: ['last'], specVersions: undefined };
  return new ReleasedCollection(party, to, scope).page({ after, limit, ...filters });
}

async function addressOf(channel: Channel, server: ForeignServer, { at }: Cursor): Promise<string> {
  if (at !== undefined) return at;
  const { objects, canWrite } = await findCollection(server, channel.url, channel.collection ?? '');
  if (!canWrite) throw new Fault('taxii-collection', 'The server does not let us write to this collection.');
  return objects;
}

/** Brings what is released and not yet there, a page at a time. True when more waits. Spec: SRC-11. */
export async function pushReleased(
  party: Party,
  channel: Channel,
  server: ForeignServer,
  pages: number,
): Promise<boolean> {
  let cursor: Cursor = JSON.parse(channel.cursor);
  for (let done = 0; done < pages; done++) {
    // The address first: what is allowed is decided when it can leave, not before.
    if (releasedPage(party, channel, { ...cursor, limit: 1 }).entries.length === 0) return false;
    const at = await addressOf(channel, server, cursor);
    const page = releasedPage(party, channel, cursor);
    const [last] = page.entries.slice(-1);
    if (last === undefined) return false;
    const body = utf8(`{"objects":[${page.entries.map(({ content }) => content).join(',')}]}`);
    const answer = await askTaxii(server, { method: 'POST', url: at, body, also: [202, tooLarge] });
    if (answer.status === tooLarge) {
      if (page.entries.length === 1)
        throw new Fault('destination-too-small', 'The server does not take an object of this size.');
      cursor = { ...cursor, at, limit: Math.max(1, Math.floor(page.entries.length / 2)) };
      continue;
    }
    cursor = { ...cursor, at, after: Math.max(last.added, page.reached ?? 0) };
    const noted = cursor;
    party.transaction(() => noteStep(party, channel, progressOf(page.entries.length, answer), JSON.stringify(noted)));
    if (!page.more) return false;
  }
  return true;
}
