import { primitives } from '#primitives';
import type { Bytes } from './text.ts';

/** SHA-256 (FIPS 180-4), 32 bytes. */
export const sha256 = (bytes: Uint8Array): Bytes => primitives.sha256(bytes);

/** SHA-256 as 64 characters of lower-case hexadecimal: the form of every id in Comity. */
export const sha256Hex = (bytes: Uint8Array): string => primitives.sha256Hex(bytes);
