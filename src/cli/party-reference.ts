import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from '#server/party/party.ts';
import { type Peer, peers } from '#server/party/peer-book.ts';

/** A party's name as this command shows it: English where there is one. */
export const nameOf = ({ names, id }: Pick<Peer, 'names' | 'id'>): string =>
  (names.find(({ lang }) => lang === 'en') ?? names[0])?.text ?? `${id.slice(0, 8)}…`;

/** An id in groups of four, to be read aloud and compared over another channel. */
export const fingerprint = (id: string): string => id.match(/.{4}/g)?.join(' ') ?? id;

const isNamed = ({ names }: Peer, word: string): boolean =>
  names.some(({ text }) => text.toLowerCase() === word.toLowerCase());

/** The known party that a word means: 8 or more first characters of its id, or one of its names. */
export function partyNamed(party: Party, word: string): Peer {
  const known = peers(party);
  const byId = /^[0-9a-f]{8,64}$/.test(word) ? known.filter(({ id }) => id.startsWith(word)) : [];
  const found = byId.length > 0 ? byId : known.filter((peer) => isNamed(peer, word));
  const [only, second] = found;
  if (only === undefined) throw new Fault('party-unknown', `No known party has the id or name "${word}".`);
  if (second !== undefined)
    throw new Fault('party-ambiguous', `"${word}" means ${found.length} parties: give more of the id.`);
  return only;
}
