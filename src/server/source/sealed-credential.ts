import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { Fault } from '#protocol/bytes/fault.ts';
import { concat, fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import type { Party } from '../party/party.ts';

/** How this server signs in somewhere else. With `user` it is Basic authentication, else a bearer token. */
export interface Credential {
  readonly user?: string;
  readonly secret: string;
}

const [nonceLength, tagLength] = [12, 16];
const longest = 4096;

const keyOf = (party: Party): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', party.secrets.link, new Uint8Array(), 'comity/channel-credential', 32));

/** What the store keeps of a credential: without the party's secrets file it says nothing. Spec: SRC-3. */
export function sealCredential(party: Party, name: string, { user, secret }: Credential): Uint8Array {
  const isFit = [user ?? 'x', secret].every((text) => /^[\x21-\x7e]{1,2000}$/.test(text)) && !user?.includes(':');
  if (!isFit)
    throw new Fault('credential-malformed', 'A user name without a colon and a secret, in ASCII, were expected.');
  const nonce = party.powers.random(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keyOf(party), nonce).setAAD(utf8(name));
  const sealed = cipher.update(JSON.stringify(user === undefined ? { secret } : { user, secret }), 'utf8');
  return concat(nonce, sealed, cipher.final(), cipher.getAuthTag());
}

/** Opens what was sealed for this channel. Fault: `credential-unreadable`. */
export function openCredential(party: Party, name: string, sealed: Uint8Array): Credential {
  try {
    if (sealed.length > longest) throw new RangeError();
    const tag = sealed.subarray(sealed.length - tagLength);
    const opener = createDecipheriv('aes-256-gcm', keyOf(party), sealed.subarray(0, nonceLength), {
      authTagLength: tagLength,
    });
    opener.setAAD(utf8(name)).setAuthTag(tag);
    const text = concat(opener.update(sealed.subarray(nonceLength, sealed.length - tagLength)), opener.final());
    return JSON.parse(fromUtf8(text));
  } catch {
    throw new Fault('credential-unreadable', 'The stored credential does not belong to the keys of this party.');
  }
}

/** The header that carries it. */
export const authorizationOf = ({ user, secret }: Credential): string =>
  user === undefined ? `Bearer ${secret}` : `Basic ${utf8(`${user}:${secret}`).toBase64()}`;
