import { sha256Hex } from '#protocol/bytes/sha256.ts';
import type { Party } from '../party/party.ts';
import type { Channel } from './channel.ts';
import type { ForeignServer } from './foreign-server.ts';
import { readFeed, takeIn } from './intake.ts';

/** What is known of the file that came last. */
interface Cursor {
  readonly etag?: string;
  readonly modified?: string;
  readonly hash?: string;
}

const short = (value: string | undefined): string | undefined =>
  value !== undefined && value.length <= 300 ? value : undefined;

function conditions({ etag, modified }: Cursor): Record<string, string> {
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(modified === undefined ? {} : { 'if-modified-since': modified }),
  };
}

/** Fetches a file if it is another than last time, and takes it in. Spec: SRC-5, SRC-9. */
export async function pullUrl(party: Party, channel: Channel, server: ForeignServer): Promise<boolean> {
  const before: Cursor = JSON.parse(channel.cursor);
  const answer = await server.ask({ url: channel.url, headers: { accept: '*/*', ...conditions(before) }, also: [304] });
  if (answer.status === 304) return false;
  const [etag, modified] = [short(answer.headers.get('etag')), short(answer.headers.get('last-modified'))];
  const hash = sha256Hex(answer.body);
  const cursor = JSON.stringify({
    ...(etag === undefined ? {} : { etag }),
    ...(modified === undefined ? {} : { modified }),
    hash,
  });
  takeIn(party, channel, hash === before.hash ? undefined : readFeed(party, channel, answer.body), cursor);
  return false;
}
