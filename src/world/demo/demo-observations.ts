import { Readable } from 'node:stream';
import { matchStream } from '#server/matching/match-stream.ts';
import type { Party } from '#server/party/party.ts';

const day = 86_400;

/** What the sensors of an invented CERT saw, by days before now: a file, an address and a link that are kept for examples, and much else. */
const seen: readonly { readonly object: object; readonly counts: readonly number[] }[] = [
  {
    object: {
      type: 'file',
      hashes: { 'SHA-256': '4c373f006a1d7dc6009b93fa9b2a091cd5373c26c9d45824ecde176fa3247893' },
    },
    counts: [3, 1, 0, 2, 7, 12, 9, 4, 0, 0, 1, 0, 2],
  },
  { object: { type: 'ipv4-addr', value: '192.0.2.44' }, counts: [0, 2, 0, 5, 1, 0, 0, 3] },
  { object: { type: 'url', value: 'https://cdn.example.net/lp/check' }, counts: [0, 1, 0, 1] },
  { object: { type: 'url', value: 'https://intranet.aldoria.example/' }, counts: [40, 38, 41, 44] },
];

function linesBefore(now: number): string[] {
  return seen.flatMap(({ object, counts }) =>
    counts.flatMap((count, days) =>
      count === 0 ? [] : [JSON.stringify({ ...object, at: new Date((now - days * day) * 1000).toISOString(), count })],
    ),
  );
}

/** Matches the invented observations of the weeks before `now` (Unix seconds) with what a party holds. */
export async function observeDemo(party: Party, now: number): Promise<void> {
  await matchStream(party, Readable.from([Buffer.from(linesBefore(now).join('\n'))]), { label: { tlp: 'green' } });
}
