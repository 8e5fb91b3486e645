import { sha256 } from '#protocol/bytes/sha256.ts';
import { type Bytes, utf8 } from '#protocol/bytes/text.ts';
import type { Powers } from '../powers.ts';

// Lower case without i, l, o and u, so that it can be read aloud and typed from paper. 32 letters: 5 bits each, no bias.
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

function randomLetters(count: number, powers: Pick<Powers, 'random'>): string {
  return Array.from(powers.random(count), (byte) => letters[byte % 32]).join('');
}

/** A password of 140 random bits, in seven groups of four letters. */
export const newPassword = (powers: Pick<Powers, 'random'>): string =>
  (randomLetters(28, powers).match(/.{4}/g) ?? []).join('-');

const tokenPrefix = 'comity_';

/** A token of 260 random bits for tools. The prefix lets scanners of leaked secrets know it. */
export const newToken = (powers: Pick<Powers, 'random'>): string => `${tokenPrefix}${randomLetters(52, powers)}`;

const tokenForm = /^comity_[0-9a-hjkmnp-tv-z]{52}$/;

/** What is stored of a token; undefined for what cannot be one. A fast hash is enough for 260 random bits. */
export const tokenHash = (token: string): Bytes | undefined =>
  tokenForm.test(token) ? sha256(utf8(`comity/token/v1\n${token}`)) : undefined;
