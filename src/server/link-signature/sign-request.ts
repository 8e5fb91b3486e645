import { base64 } from '#protocol/bytes/encodings.ts';
import { signEd25519 } from '#protocol/identity/ed25519.ts';
import { contentDigest } from './content-digest.ts';
import {
  checkMethod,
  formatParameters,
  formatSignature,
  linkLabel,
  linkSignatureBase,
  longestLifetime,
} from './link-profile.ts';
import { parseSignatureInput } from './signature-headers.ts';
import { checkTarget } from './target-uri.ts';

/** A request to be signed. `target`: the absolute URI that will be asked for, as URL serialises it. */
export interface UnsignedRequest {
  readonly method: string;
  readonly target: string;
  readonly body: Uint8Array;
}

/** Who signs and when: a party id, its 32-byte link seed, Unix seconds, and 16 fresh random bytes. */
export interface RequestSigner {
  readonly keyid: string;
  readonly seed: Uint8Array;
  readonly now: number;
  readonly nonce: Uint8Array;
}

/** The headers that prove a request. */
export type SignatureHeaders = Readonly<Record<'content-digest' | 'signature-input' | 'signature', string>>;

/** Signs a request between servers; a repeated request needs a new signature. Spec: LSG-1, LSG-2, LSG-7. */
export function signRequest(request: UnsignedRequest, signer: RequestSigner): SignatureHeaders {
  checkMethod(request.method);
  checkTarget(request.target);
  const digest = contentDigest(request.body);
  const { now, keyid } = signer;
  const parameters = { created: now, expires: now + longestLifetime, nonce: base64(signer.nonce), keyid };
  const input = `${linkLabel}=${formatParameters(parameters)}`;
  parseSignatureInput(input); // A key id or nonce of the wrong form is our own mistake: found here, not at the partner.
  const base = linkSignatureBase({ method: request.method, target: request.target, digest, parameters });
  return {
    'content-digest': digest,
    'signature-input': input,
    signature: formatSignature(signEd25519(signer.seed, base)),
  };
}
