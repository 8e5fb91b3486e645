import type { Bytes } from '#protocol/bytes/text.ts';
import { verifyEd25519 } from '#protocol/identity/ed25519.ts';
import { checkContentDigest, parseContentDigest } from './content-digest.ts';
import {
  checkMethod,
  clockTolerance,
  type LinkParameters,
  linkSignatureBase,
  longestLifetime,
} from './link-profile.ts';
import type { NonceCache, NonceVerdict } from './nonce-cache.ts';
import { type SignatureFaultCode, signatureFault } from './signature-fault.ts';
import { type HeaderPairs, parseSignature, parseSignatureInput, signatureTexts } from './signature-headers.ts';
import { checkTarget } from './target-uri.ts';

/** A received request. `target` comes from `targetUri`, never from Host. Spec: LSG-4. */
export interface ReceivedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderPairs;
}

/** What a verification rests on: known parties' link keys (32 bytes; none for strangers), the clock, the nonces. */
export interface SignatureVerifier {
  readonly keys: (keyid: string) => readonly Uint8Array[];
  readonly nonces: NonceCache;
  /** Unix seconds. */
  readonly now: number;
}

/** A request whose signature held. `keyid` is the party that signed; `digest` what its body must hash to. */
export interface VerifiedHead extends LinkParameters {
  readonly digest: Bytes;
}

/**
 * Verifies the signature before the body is read, so that strangers cost no memory. The body counts
 * only after `checkContentDigest(head.digest, body)`. Faults: see signatureFaultCodes. Spec: LSG-1 to LSG-9.
 */
export function verifyRequestHead(request: ReceivedRequest, verifier: SignatureVerifier): VerifiedHead {
  checkMethod(request.method);
  checkTarget(request.target);
  const texts = signatureTexts(request.headers);
  const parameters = parseSignatureInput(texts.input);
  const signature = parseSignature(texts.signature);
  const digest = parseContentDigest(texts.digest);
  checkTimes(parameters, verifier.now);
  const base = linkSignatureBase({ method: request.method, target: request.target, digest: texts.digest, parameters });
  checkSignature(verifier.keys(parameters.keyid), base, signature);
  useNonce(parameters, verifier);
  return { ...parameters, digest };
}

/** Verifies a whole request: head, then body. Spec: LSG-1 to LSG-9. */
export function verifyRequest(
  request: ReceivedRequest & { readonly body: Uint8Array },
  verifier: SignatureVerifier,
): VerifiedHead {
  const head = verifyRequestHead(request, verifier);
  checkContentDigest(head.digest, request.body);
  return head;
}

// Spec: LSG-6
function checkTimes({ created, expires }: LinkParameters, now: number): void {
  if (expires <= created || expires - created > longestLifetime)
    throw signatureFault('signature-lifetime', `A lifetime of 1 to ${longestLifetime} seconds was expected.`);
  if (created > now + clockTolerance) throw signatureFault('signature-future', 'The signature was made in the future.');
  if (now > expires) throw signatureFault('signature-expired', 'The signature has expired.');
}

// Spec: LSG-8, LSG-9
function checkSignature(keys: readonly Uint8Array[], base: Uint8Array, signature: Uint8Array): void {
  if (keys.length === 0) throw signatureFault('signature-key-unknown', 'No known party has this key id.');
  if (!keys.some((key) => verifyEd25519(key, base, signature)))
    throw signatureFault('signature-wrong', 'The signature does not hold for this request.');
}

const nonceFaults: Record<Exclude<NonceVerdict, 'fresh'>, [SignatureFaultCode, string]> = {
  replayed: ['signature-replayed', 'This request was already received.'],
  forgotten: ['signature-forgotten', 'The request was signed before this server could have remembered it.'],
  full: ['signature-nonces-full', 'This party has sent too many requests in a short time.'],
};

// Last, so that nobody can use up a nonce that is not theirs. Spec: LSG-7
function useNonce(parameters: LinkParameters, { nonces, now }: SignatureVerifier): void {
  const verdict = nonces.claim(parameters, now);
  if (verdict !== 'fresh') throw signatureFault(...nonceFaults[verdict]);
}
