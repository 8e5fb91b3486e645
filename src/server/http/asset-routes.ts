import { Hono } from 'hono';
import { type Asset, assetAt } from './browser-assets.ts';

const caching = 'public, max-age=3600';

function send(asset: Asset, seen: string | undefined): Response {
  const headers = { etag: asset.etag, 'cache-control': caching };
  const known = seen?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === asset.etag) === true;
  if (known) return new Response(null, { status: 304, headers });
  return new Response(asset.bytes, { headers: { ...headers, 'content-type': asset.type } });
}

/** Style and modules of the pages: a closed set, each found by its whole address. */
export const assetRoutes = (): Hono =>
  new Hono().get('/assets/*', (c, next) => {
    const asset = assetAt(c.req.path);
    return asset === undefined ? next() : send(asset, c.req.header('if-none-match'));
  });
