import type { MiddlewareHandler } from 'hono';

const policy = 'content-security-policy';

/** Nothing is loaded, run, embedded or sent anywhere but here; without inline script or style. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For what others wrote and nobody here should run: not even as a page of this server. */
export const sandboxed = "default-src 'none'; sandbox";

/** Headers of every answer. With https the browser is told to stay with it. */
export function securityHeaders({ https }: { readonly https: boolean }): Readonly<Record<string, string>> {
  return {
    [policy]: contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    // The address of a record says that it exists.
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/** What a page that shows anything of a store says to caches: keep nothing. */
const pageCaching = 'private, no-store';

/** Hono middleware: sets the headers on every answer; without a word of its own on caching, nobody may keep it. */
export function withSecurityHeaders(place: { readonly https: boolean }): MiddlewareHandler {
  const headers = Object.entries(securityHeaders(place));
  return async (context, next) => {
    await next();
    const isSandboxed = context.res.headers.get(policy) === sandboxed;
    for (const [name, value] of headers) context.header(name, name === policy && isSandboxed ? sandboxed : value);
    if (!context.res.headers.has('cache-control')) context.header('cache-control', pageCaching);
  };
}
