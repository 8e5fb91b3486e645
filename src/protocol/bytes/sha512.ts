import { primitives } from '#primitives';
import { hex } from './encodings.ts';

/** SHA-512 (FIPS 180-4) as 128 characters of lower-case hexadecimal, for foreign files that state it. */
export const sha512Hex = (bytes: Uint8Array): string => hex(primitives.sha512(bytes));
