import { type Dictionary, type InnerList, type Item, isInnerList, parseDictionary } from 'structured-headers';
import { fromBase64 } from '#protocol/bytes/encodings.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import type { Bytes } from '#protocol/bytes/text.ts';
import {
  formatParameters,
  formatSignature,
  type LinkParameters,
  linkComponents,
  linkLabel,
  linkTag,
} from './link-profile.ts';
import { type SignatureFaultCode, signatureFault } from './signature-fault.ts';

/** Header fields as they arrived, in any case and order: pairs, or a Fetch `Headers`. */
export type HeaderPairs = Iterable<readonly [string, string]>;

/** The three texts of a signed request. */
export interface SignatureTexts {
  readonly input: string;
  readonly signature: string;
  readonly digest: string;
}

const longestHeader = 1024;

/** The three headers of a signature, each present once and short. Spec: LSG-3. */
export function signatureTexts(headers: HeaderPairs): SignatureTexts {
  const found = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (key !== 'signature' && key !== 'signature-input' && key !== 'content-digest') continue;
    if (found.has(key)) throw signatureFault('signature-repeated', 'The header stands twice.', key);
    if (value.length > longestHeader) throw signatureFault('signature-too-long', 'The header is too long.', key);
    found.set(key, value);
  }
  const take = (key: string, missing: SignatureFaultCode): string => {
    const value = found.get(key);
    if (value === undefined) throw signatureFault(missing, 'The header is missing.', key);
    return value;
  };
  return {
    input: take('signature-input', 'signature-missing'),
    signature: take('signature', 'signature-missing'),
    digest: take('content-digest', 'digest-missing'),
  };
}

function onlyMember(text: string, header: string): Item | InnerList {
  let dictionary: Dictionary;
  try {
    dictionary = parseDictionary(text);
  } catch {
    throw signatureFault('signature-malformed', 'A dictionary of RFC 9651 was expected.', header);
  }
  const member = dictionary.get(linkLabel);
  if (member === undefined || dictionary.size !== 1)
    throw signatureFault('signature-label', `The label "${linkLabel}" alone was expected.`, header);
  return member;
}

/** The parameters in Signature-Input, in their only spelling. Spec: LSG-1, LSG-2, LSG-3. */
export function parseSignatureInput(text: string): LinkParameters {
  const header = 'signature-input';
  const member = onlyMember(text, header);
  if (!isInnerList(member)) throw signatureFault('signature-malformed', 'A list of components was expected.', header);
  const [items, given] = member;
  const covered = items.map(([name, own]) => (own.size === 0 ? name : undefined));
  if (covered.length !== linkComponents.length || linkComponents.some((name, index) => covered[index] !== name))
    throw signatureFault('signature-components', `Exactly ${linkComponents.join(', ')} must be covered.`, header);
  const parameters = readParameters(given);
  // One spelling: other orders, spaces and repeated keys, which the parser forgives, end here.
  if (`${linkLabel}=${formatParameters(parameters)}` !== text)
    throw signatureFault('signature-malformed', 'The parameters are not in their only spelling.', header);
  return parameters;
}

const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function isNonce(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== 24) return false;
  try {
    return fromBase64(value, 16).length === 16;
  } catch {
    return false;
  }
}

function readParameters(given: ReadonlyMap<string, unknown>): LinkParameters {
  const [created, expires, nonce] = [given.get('created'), given.get('expires'), given.get('nonce')];
  const [keyid, tag] = [given.get('keyid'), given.get('tag')];
  const known = typeof keyid === 'string' && idForm.test(keyid) && tag === linkTag && given.size === 5;
  if (!known || !isSeconds(created) || !isSeconds(expires) || !isNonce(nonce))
    throw signatureFault(
      'signature-parameters',
      'created, expires, nonce, keyid and tag were expected.',
      'signature-input',
    );
  return { created, expires, nonce, keyid };
}

/** The 64 bytes in Signature, in their only spelling. Spec: LSG-3. */
export function parseSignature(text: string): Bytes {
  const value = onlyMember(text, 'signature')[0];
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
  if (bytes?.length !== 64 || formatSignature(bytes) !== text)
    throw signatureFault('signature-malformed', 'One signature of 64 bytes was expected.', 'signature');
  return bytes;
}
