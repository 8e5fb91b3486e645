import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NonceCache } from './nonce-cache.ts';

const use = (nonce: string, created = 1000, keyid = 'a') => ({ keyid, nonce, created, expires: created + 300 });

test('a nonce is fresh once (LSG-7)', () => {
  const cache = new NonceCache({ since: 0 });
  assert.equal(cache.claim(use('n'), 1000), 'fresh');
  assert.equal(cache.claim(use('n'), 1000), 'replayed');
  assert.equal(cache.claim(use('n'), 1300), 'replayed');
  assert.equal(cache.claim(use('n', 1000, 'b'), 1000), 'fresh');
});

test('a request from before the start of the server counts as used (LSG-7)', () => {
  const cache = new NonceCache({ since: 1000 });
  assert.equal(cache.claim(use('n', 999), 1001), 'forgotten');
  assert.equal(cache.claim(use('n', 1000), 1001), 'fresh');
});

test('a clock that goes back does not bring a dropped nonce back (LSG-7)', () => {
  const cache = new NonceCache({ since: 0 });
  assert.equal(cache.claim(use('n'), 1000), 'fresh');
  assert.equal(cache.claim(use('m', 1301), 1301), 'fresh');
  assert.equal(cache.size, 1);
  assert.equal(cache.claim(use('n'), 1000), 'forgotten');
});

test('a party that floods shuts out itself, and only until its nonces expire (LSG-7)', () => {
  const cache = new NonceCache({ since: 0, perKey: 2 });
  assert.equal(cache.claim(use('1', 1000), 1000), 'fresh');
  assert.equal(cache.claim(use('2', 1010), 1010), 'fresh');
  assert.equal(cache.claim(use('3', 1011), 1011), 'full');
  assert.equal(cache.claim(use('3', 1011, 'b'), 1011), 'fresh');
  assert.equal(cache.claim(use('4', 1301), 1301), 'fresh');
  assert.equal(cache.size, 3);
});

test('no nonce is fresh twice, however the clock runs (LSG-7)', () => {
  const step = fc.record({
    nonce: fc.integer({ min: 0, max: 5 }),
    created: fc.integer({ min: 0, max: 900 }),
    now: fc.integer({ min: 0, max: 1200 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const cache = new NonceCache({ since: 0, perKey: 4 });
      const fresh = new Set<string>();
      for (const { nonce, created, now } of steps) {
        // The same signed request always has the same nonce and the same times.
        const name = `${nonce}/${created}`;
        if (cache.claim(use(name, created), now) !== 'fresh') continue;
        assert.equal(fresh.has(name), false);
        fresh.add(name);
      }
    }),
    { numRuns: 200 },
  );
});
