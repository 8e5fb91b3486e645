import { base64 } from '#protocol/bytes/encodings.ts';
import type { Bytes } from '#protocol/bytes/text.ts';
import { signatureBase } from './signature-base.ts';
import { signatureFault } from './signature-fault.ts';

/*
 * The one frozen profile of RFC 9421 between servers. Libraries accept signatures over nothing, or
 * of any age, unless told otherwise; here nothing can be told. Spec: LSG-1, LSG-2.
 */

export const linkLabel = 'comity';
export const linkTag = 'comity';

/** What is covered, in this order. Spec: LSG-1. */
export const linkComponents = ['@method', '@target-uri', 'content-digest'] as const;

/** Longest time between `created` and `expires`, in seconds. Spec: LSG-6. */
export const longestLifetime = 300;

/** How far a sender's clock may run ahead of ours, in seconds. Spec: LSG-6. */
export const clockTolerance = 60;

/** Header of a refusal that is about time: the clock of who refuses, Unix seconds. Spec: LSG-11. */
export const clockHeader = 'comity-time';

/** The parameters of a signature: Unix seconds, 16 bytes of nonce in base64, and a party id. Spec: LSG-2. */
export interface LinkParameters {
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly keyid: string;
}

/** The only serialisation of the parameters: what follows the label in Signature-Input. Spec: LSG-2, LSG-3. */
export function formatParameters({ created, expires, nonce, keyid }: LinkParameters): string {
  const covered = linkComponents.map((name) => `"${name}"`).join(' ');
  return `(${covered});created=${created};expires=${expires};nonce="${nonce}";keyid="${keyid}";tag="${linkTag}"`;
}

/** What a signature of the profile is made over. Spec: LSG-1. */
export interface SignedParts {
  readonly method: string;
  readonly target: string;
  readonly digest: string;
  readonly parameters: LinkParameters;
}

/** The bytes that a request's signature covers. `digest` is the text of Content-Digest. Spec: LSG-1. */
export function linkSignatureBase({ method, target, digest, parameters }: SignedParts): Bytes {
  const values = [method, target, digest];
  return signatureBase(
    linkComponents.map((name, index) => ({ name, value: values[index] ?? '' })),
    formatParameters(parameters),
  );
}

/** Signature as it stands in its header. Spec: LSG-3. */
export const formatSignature = (signature: Uint8Array): string => `${linkLabel}=:${base64(signature)}:`;

const methodForm = /^[A-Z]{3,16}$/;

/** Refuses a method that is not upper-case letters. Spec: LSG-4. */
export function checkMethod(method: string): void {
  if (!methodForm.test(method))
    throw signatureFault('signature-method', 'A method in upper-case letters was expected.');
}
