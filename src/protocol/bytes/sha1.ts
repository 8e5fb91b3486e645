import { primitives } from '#primitives';
import type { Bytes } from './text.ts';

/** SHA-1 (FIPS 180-4), 20 bytes: for the names of foreign formats only, never where a collision could harm. */
export const sha1 = (bytes: Uint8Array): Bytes => primitives.sha1(bytes);
