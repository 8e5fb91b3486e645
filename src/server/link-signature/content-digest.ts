import { parseDictionary } from 'structured-headers';
import { base64 } from '#protocol/bytes/encodings.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { type Bytes, sameBytes } from '#protocol/bytes/text.ts';
import { signatureFault } from './signature-fault.ts';

const format = (digest: Uint8Array): string => `sha-256=:${base64(digest)}:`;

/** The Content-Digest of a body (RFC 9530); of an empty one too. Spec: LSG-5. */
export const contentDigest = (body: Uint8Array): string => format(sha256(body));

/** The 32 bytes of a Content-Digest with sha-256 and nothing else, in its only spelling. Spec: LSG-5. */
export function parseContentDigest(text: string): Bytes {
  const digest = sha256Member(text);
  // The parser keeps the last of several equal keys; comparing with our own spelling finds them.
  if (digest?.length !== 32 || format(digest) !== text)
    throw signatureFault('digest-malformed', 'One sha-256 digest and nothing else was expected.', 'content-digest');
  return digest;
}

function sha256Member(text: string): Bytes | undefined {
  try {
    const value = parseDictionary(text).get('sha-256')?.[0];
    return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Recomputes the digest over the bytes as they arrived. Fault: digest-mismatch. Spec: LSG-5. */
export function checkContentDigest(digest: Uint8Array, body: Uint8Array): void {
  if (!sameBytes(digest, sha256(body)))
    throw signatureFault('digest-mismatch', 'The body is not the one that was signed.', 'content-digest');
}
