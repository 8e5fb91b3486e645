import { base64 } from '../bytes/encodings.ts';
import { sha256 } from '../bytes/sha256.ts';
import { concat, sameBytes, utf8 } from '../bytes/text.ts';

/** Bytes of the key of one age file; whoever has it opens this file and no other. */
const fileKeyLength = 16;

const blockLength = 64;
const longestHeader = 60_000;

/** HMAC-SHA-256 (RFC 2104); keys are shorter than a block here. */
function hmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = (filling: number) => Uint8Array.from({ length: blockLength }, (_, at) => (key[at] ?? 0) ^ filling);
  return sha256(concat(padded(0x5c), sha256(concat(padded(0x36), message))));
}

/** 32 bytes of HKDF-SHA-256 (RFC 5869) without salt. */
const derived = (secret: Uint8Array, info: string): Uint8Array =>
  hmac(hmac(new Uint8Array(), secret), concat(utf8(info), Uint8Array.of(1)));

const first = utf8('age-encryption.org/v1\n');
const mark = utf8('\n--- ');
const macLength = 43;

/** Where the header ends, before its authentication; -1 when there is none. */
function endOfHeader(sealed: Uint8Array): number {
  const last = Math.min(sealed.length, longestHeader) - mark.length;
  for (let at = first.length - 1; at <= last; at++)
    if (sameBytes(sealed.subarray(at, at + mark.length), mark)) return at;
  return -1;
}

/**
 * Whether this is the key of an age file (age-encryption.org/v1): the header is authenticated with it.
 * SHA-256 binds the author to one key, so nobody can open what was sealed as something else. Spec: LNC-6.
 */
export function isFileKeyOf(sealed: Uint8Array, key: Uint8Array): boolean {
  const end = endOfHeader(sealed);
  if (end < 0 || key.length !== fileKeyLength || !sameBytes(sealed.subarray(0, first.length), first)) return false;
  const at = end + mark.length;
  const mac = hmac(derived(key, 'header'), sealed.subarray(0, at - 1));
  // Base64 without padding, as age writes it.
  return sameBytes(sealed.subarray(at, at + macLength + 1), utf8(`${base64(mac).slice(0, macLength)}\n`));
}
