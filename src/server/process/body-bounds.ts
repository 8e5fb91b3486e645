import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/** Most bytes of a request to an address that takes no bundles. */
export const standardBytes = 1_048_576;
const uploadBytes = 68 * 1_048_576;

/** Addresses that take whole bundles. What they accept is read only after the caller is known. */
const uploads = /^\/(?:import$|observations$|taxii2\/)/;

/** Of these, those that count a body while they read it, so that its length need not be said. */
const counted = /^\/taxii2\//;

/** How a refusal is answered. */
export type Refusing = (c: Context, code: string, status: number) => Response;

/** Packed bodies are not taken: their size says nothing about what they unpack to. */
const isPlain = (c: Context): boolean =>
  ['', 'identity'].includes((c.req.header('content-encoding') ?? '').trim().toLowerCase());

/**
 * The most that any address takes; each may set less for itself. A large body must say its length
 * first, unless it is counted after its sender is known, so that nobody unknown can make this
 * server collect one.
 */
export function boundBody(refused: Refusing): MiddlewareHandler {
  const tooLarge = (c: Context): Response => refused(c, 'body-too-large', 413);
  const boundChunked = bodyLimit({ maxSize: standardBytes, onError: tooLarge });
  return async (c, next) => {
    if (!isPlain(c)) return refused(c, 'encoding-refused', 415);
    const isUpload = uploads.test(c.req.path);
    if (c.req.header('transfer-encoding') !== undefined) {
      if (counted.test(c.req.path)) return next();
      return isUpload ? refused(c, 'length-required', 411) : boundChunked(c, next);
    }
    const most = isUpload ? uploadBytes : standardBytes;
    return Number(c.req.header('content-length') ?? 0) > most ? tooLarge(c) : next();
  };
}
