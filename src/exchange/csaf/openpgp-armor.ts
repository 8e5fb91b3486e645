import { fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';

const begin = '-----BEGIN PGP SIGNATURE-----';
const end = '-----END PGP SIGNATURE-----';
const longest = 20_000;
const mostSubpackets = 100;

/** The bytes in the armor of a detached signature (RFC 9580 section 6.2); the checksum is not looked at. */
function unarmored(armor: string): Uint8Array | undefined {
  const text = armor.trim().replaceAll('\r', '');
  if (text.length > longest || !text.startsWith(begin) || !text.endsWith(end)) return undefined;
  const body = text.slice(begin.length, -end.length);
  const blank = body.search(/\n[ \t]*\n/);
  const lines = body.slice(Math.max(blank, 0)).trim().split('\n');
  try {
    return fromBase64(
      lines
        .filter((line) => !line.startsWith('='))
        .join('')
        .replace(/\s/g, ''),
    );
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return undefined;
  }
}

interface Piece {
  readonly at: number;
  readonly length: number;
}

/** Where a packet's or subpacket's body stands, for lengths below 8,384 as signatures have. */
function lengthAt(bytes: Uint8Array, at: number): Piece | undefined {
  const first = bytes[at] ?? 255;
  if (first < 192) return { at: at + 1, length: first };
  if (first < 224) return { at: at + 2, length: (first - 192) * 256 + (bytes[at + 1] ?? 0) + 192 };
  return undefined;
}

/** The body of the first packet, if it is a signature (tag 2) in the old or new format. */
function signatureBody(bytes: Uint8Array): Uint8Array | undefined {
  const tag = bytes[0] ?? 0;
  if ((tag & 0xc0) === 0xc0) {
    const piece = (tag & 0x3f) === 2 ? lengthAt(bytes, 1) : undefined;
    return piece && bytes.subarray(piece.at, piece.at + piece.length);
  }
  if ((tag & 0xc0) !== 0x80 || ((tag >> 2) & 15) !== 2 || (tag & 3) > 1) return undefined;
  const size = (tag & 3) + 1;
  const length = size === 1 ? (bytes[1] ?? 0) : (bytes[1] ?? 0) * 256 + (bytes[2] ?? 0);
  return bytes.subarray(1 + size, 1 + size + length);
}

const issuer = 16;
const issuerFingerprint = 33;

/** The key id in an area of subpackets: of the issuer, or the end (version 4) of its fingerprint. */
function issuerIn(area: Uint8Array): Uint8Array | undefined {
  let at = 0;
  for (let n = 0; n < mostSubpackets && at < area.length; n++) {
    const piece = lengthAt(area, at);
    if (piece === undefined || piece.length === 0) return undefined;
    const body = area.subarray(piece.at + 1, piece.at + piece.length);
    const type = (area[piece.at] ?? 0) & 0x7f;
    if (type === issuer && body.length === 8) return body;
    if (type === issuerFingerprint && body[0] === 4 && body.length === 21) return body.subarray(13);
    at = piece.at + piece.length;
  }
  return undefined;
}

/**
 * The id of the key that a detached version 4 signature says made it, 16 upper-case hex digits;
 * undefined when the text is no such signature. Says nothing about who made it. Spec: CSF-5.
 */
export function signatureKeyId(armor: string): string | undefined {
  const bytes = unarmored(armor);
  const body = bytes === undefined ? undefined : signatureBody(bytes);
  if (body === undefined || body[0] !== 4) return undefined;
  const hashedLength = (body[4] ?? 0) * 256 + (body[5] ?? 0);
  const hashedEnd = 6 + hashedLength;
  const restLength = (body[hashedEnd] ?? 0) * 256 + (body[hashedEnd + 1] ?? 0);
  const rest = body.subarray(hashedEnd + 2, hashedEnd + 2 + restLength);
  const id = issuerIn(rest) ?? issuerIn(body.subarray(6, hashedEnd));
  return id === undefined
    ? undefined
    : [...id]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('')
        .toUpperCase();
}
