import { fromBase64 } from '#protocol/bytes/encodings.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';

/** What an Authorization header presents. */
export type Authorization =
  | { readonly scheme: 'basic'; readonly name: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string };

const longestHeader = 1024;
const form = /^([A-Za-z]{5,6}) +([A-Za-z0-9._~+/=-]+)$/;

/** Reads an Authorization header (RFC 7617, RFC 6750); undefined for anything else. */
export function parseAuthorization(header: string | null | undefined): Authorization | undefined {
  if (header === null || header === undefined || header.length > longestHeader) return undefined;
  const [, scheme, value = ''] = form.exec(header) ?? [];
  const kind = scheme?.toLowerCase();
  if (kind === 'bearer') return { scheme: 'bearer', token: value };
  return kind === 'basic' ? basicOf(value) : undefined;
}

function basicOf(value: string): Authorization | undefined {
  try {
    const text = fromUtf8(fromBase64(value));
    const colon = text.indexOf(':');
    return colon < 0 ? undefined : { scheme: 'basic', name: text.slice(0, colon), password: text.slice(colon + 1) };
  } catch {
    return undefined;
  }
}
