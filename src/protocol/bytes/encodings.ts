import { Fault } from './fault.ts';
import type { Bytes } from './text.ts';

const hexForm = /^(?:[0-9a-f]{2})*$/;
const base64Form = /^[A-Za-z0-9+/]*={0,2}$/;

/** Lower-case hexadecimal. */
export const hex = (bytes: Uint8Array): string => bytes.toHex();

/** Bytes of lower-case hexadecimal, exactly `length` bytes when given. */
export function fromHex(text: string, length?: number): Bytes {
  if (!hexForm.test(text) || (length !== undefined && text.length !== 2 * length))
    throw new Fault(
      'hex-malformed',
      `Lower-case hexadecimal${length === undefined ? '' : ` of ${length} bytes`} was expected.`,
    );
  return Uint8Array.fromHex(text);
}

/** Standard base64 with padding (RFC 4648 section 4). */
export const base64 = (bytes: Uint8Array): string => bytes.toBase64();

/** Bytes of standard base64; rejected unless re-encoding gives the same text. Spec: BYT-2. */
export function fromBase64(text: string, length?: number): Bytes {
  let bytes: Bytes | undefined;
  try {
    bytes = base64Form.test(text) ? Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' }) : undefined;
  } catch {
    bytes = undefined;
  }
  if (bytes === undefined || bytes.toBase64() !== text || (length !== undefined && bytes.length !== length))
    throw new Fault(
      'base64-malformed',
      `Padded base64${length === undefined ? '' : ` of ${length} bytes`} was expected.`,
    );
  return bytes;
}
