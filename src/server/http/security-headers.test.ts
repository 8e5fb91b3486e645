import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { securityHeaders, withSecurityHeaders } from './security-headers.ts';

test('nothing may be loaded, run, embedded or sent anywhere but here', () => {
  const policy = securityHeaders({ https: true })['content-security-policy'] ?? '';
  assert.deepEqual(policy.split('; '), [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]);
  assert.equal(/unsafe|\*|https?:/.test(policy), false);
});

test('strict transport is asked for with https only', () => {
  assert.ok('strict-transport-security' in securityHeaders({ https: true }));
  assert.equal('strict-transport-security' in securityHeaders({ https: false }), false);
});

function app() {
  const made = new Hono();
  made.use(withSecurityHeaders({ https: false }));
  made.get('/page', (c) => c.html('<p>'));
  made.get('/style.css', (c) =>
    c.text('', 200, { 'cache-control': 'public, max-age=60', 'x-content-type-options': 'sniff' }),
  );
  made.get('/broken', () => {
    throw new Error('broken');
  });
  made.get('/away', (c) => c.redirect('/page'));
  made.onError((_, c) => c.text('broken', 500));
  return made;
}

test('every answer has the headers, whatever it is', async () => {
  for (const path of ['/page', '/style.css', '/broken', '/away', '/missing']) {
    const { headers } = await app().request(path);
    for (const [name, value] of Object.entries(securityHeaders({ https: false })))
      assert.equal(headers.get(name), value, `${path} ${name}`);
  }
});

test('an answer that says nothing on caching may not be kept', async () => {
  for (const path of ['/page', '/broken', '/away', '/missing'])
    assert.equal((await app().request(path)).headers.get('cache-control'), 'private, no-store', path);
  assert.equal((await app().request('/style.css')).headers.get('cache-control'), 'public, max-age=60');
});
