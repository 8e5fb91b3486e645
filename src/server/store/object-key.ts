import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';

/**
 * The number by which the store finds the versions of an object: 48 bits of a hash, so that nobody
 * can choose ids that crowd together. In SQL it is `object_key(id)`.
 */
export function objectKey(object: string): number {
  const bytes = sha256(utf8(object));
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) * 65_536 + ((bytes[4] ?? 0) << 8) + (bytes[5] ?? 0);
}
