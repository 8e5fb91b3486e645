import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { browserAssets } from './browser-assets.ts';
import { PagesWorld } from './pages.fixture.ts';

const importForm = /^(?:(?:import|export)\b[^'"`;]*?\bfrom\s*|import\s*)['"]([^'"\n]+)['"]/gm;
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('files for browsers', () => {
  it('are a closed set in which every import leads to another file of the set', () => {
    const assets = browserAssets();
    assert.ok(assets.has('/assets/browser/verify-inclusion.ts') && assets.has('/assets/primitives/portable.ts'));
    let imports = 0;
    for (const [url, { type, bytes }] of assets) {
      if (!type.startsWith('text/javascript')) continue;
      for (const [, name = ''] of textOf(bytes).matchAll(importForm)) {
        imports++;
        assert.ok(assets.has(name), `${url} imports ${name}`);
      }
    }
    assert.ok(imports > 20);
    for (const url of assets.keys()) assert.doesNotMatch(url, /server|node\.ts|\.test\.ts|\.json|secrets/);
  });

  it('verify an entry when run as a browser runs them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'comity-assets-'));
    try {
      for (const [url, { bytes }] of browserAssets()) {
        const path = join(folder, url.replace(/\.ts$/, '.mjs').replace(/\.js$/, '.mjs'));
        mkdirSync(dirname(path), { recursive: true });
        const text = textOf(bytes).replaceAll(
          /(['"])(\/assets\/[^'"\n]+?)\.(?:ts|js)\1/g,
          (_, quote, found) => `${quote}${pathToFileURL(join(folder, found)).href}.mjs${quote}`,
        );
        writeFileSync(path, text);
      }
      const world = await PagesWorld.make();
      const bytes = async (path: string) =>
        new Uint8Array(await (await world.get(path, { as: 'viewer' })).arrayBuffer());
      const [, vkey = ''] = /data-vkey="([^"]+)"/.exec(await world.page('/log-book/3', 'viewer')) ?? [];
      const { checkInclusion } = await import(pathToFileURL(join(folder, 'assets/browser/inclusion-check.mjs')).href);
      const claim = { entry: await bytes('/log-book/3/entry'), proof: await bytes('/log-book/3/proof'), vkey };
      assert.equal(checkInclusion(claim), 3);
      assert.throws(() => checkInclusion({ ...claim, entry: new Uint8Array(5) }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are answered with their type, kept by caches, and not sent twice', async () => {
    const world = await PagesWorld.make();
    const style = await world.get('/assets/style.css');
    assert.equal(style.headers.get('content-type'), 'text/css; charset=utf-8');
    assert.match(style.headers.get('cache-control') ?? '', /max-age/);
    const etag = style.headers.get('etag') ?? '';
    for (const seen of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await world.get('/assets/style.css', { headers: { 'if-none-match': seen } });
      assert.equal(again.status, 304);
      assert.equal(await again.text(), '');
    }
    const module = await world.get('/assets/browser/verify-inclusion.ts');
    assert.equal(module.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.doesNotMatch(await module.text(), /: HTMLElement|import type/);
  });

  it('give nothing else of the project', async () => {
    const world = await PagesWorld.make();
    const paths = [
      '/assets/',
      '/assets/browser/',
      '/assets/protocol/case/none.ts',
      '/assets/modules/hono/package.json',
      '/assets/%2e%2e/package.json',
      '/assets/web/pages/today-page.ts',
      '/assets/browser/inclusion-check.test.ts',
      '/assets/primitives/node.ts',
      '/assets/style.css/',
      '/assets//style.css',
    ];
    for (const path of paths) assert.equal((await world.get(path)).status, 404, path);
  });
});
