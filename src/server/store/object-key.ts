import { hash } from 'node:crypto';

/**
 * The number by which the store finds the versions of an object: 48 bits of SHA-256, so that nobody
 * can choose ids that crowd together. In SQL it is `object_key(id)`.
 */
export const objectKey = (object: string): number => Number.parseInt(hash('sha256', object, 'hex').slice(0, 12), 16);
