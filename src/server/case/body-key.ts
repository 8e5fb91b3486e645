import { bech32 } from '@scure/base';
import type { Place } from '#protocol/case/room.ts';
import type { Party } from '../party/party.ts';
import { unwrapped } from './file-key.ts';
import { secretsOf } from './open-bodies.ts';

const stanzaForm = /^-> X25519 ([A-Za-z0-9+/]{43})\n([A-Za-z0-9+/]{43})$/gm;
const longestHeader = 60_000;

/** The key that opens what an act says and nothing else, if this party can read it. Spec: LNC-6. */
export function bodyKey(party: Party, id: string, room: Place, sealed: Uint8Array): Uint8Array | undefined {
  const header = new TextDecoder('latin1').decode(sealed.subarray(0, longestHeader)).split('\n--- ', 1).join('');
  const stanzas = [...header.matchAll(stanzaForm)].map(([, share = '', wrapped = '']) => ({
    args: ['X25519', share],
    body: Uint8Array.fromBase64(`${wrapped}=`),
  }));
  for (const { secret } of secretsOf(party, id, room)) {
    const { bytes } = bech32.decodeToBytes(secret);
    const key = stanzas.flatMap((stanza) => unwrapped(bytes, stanza) ?? [])[0];
    if (key !== undefined) return key;
  }
  return undefined;
}
