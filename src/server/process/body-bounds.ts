import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

const standardBytes = 1_048_576;
const uploadBytes = 68 * 1_048_576;

/** Addresses that take whole bundles. What they accept is read only after the caller is known. */
const uploads = /^\/(?:import$|observations$|taxii2\/)/;

const refused = (code: string, status: number): Response =>
  new Response(`${code}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });

const tooLarge = (): Response => refused('body-too-large', 413);
const boundChunked = bodyLimit({ maxSize: standardBytes, onError: tooLarge });

/**
 * The most that any address takes; each may set less for itself. A large body must say its length
 * first, so that nobody unknown can make this server collect one.
 */
export const boundBody: MiddlewareHandler = async (c, next) => {
  const most = uploads.test(c.req.path) ? uploadBytes : standardBytes;
  if (c.req.header('transfer-encoding') !== undefined)
    return most > standardBytes ? refused('length-required', 411) : boundChunked(c, next);
  return Number(c.req.header('content-length') ?? 0) > most ? tooLarge() : next();
};
