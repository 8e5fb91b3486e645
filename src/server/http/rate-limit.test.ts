import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Hono } from 'hono';
import { RateLimit, rateLimited } from './rate-limit.ts';

function limitOf(capacity: number, perSecond: number, remember?: number) {
  const clock = { seconds: 1_800_000_000 };
  const now = () => clock.seconds * 1_000_000;
  return { clock, limit: new RateLimit({ capacity, perSecond, now, ...(remember === undefined ? {} : { remember }) }) };
}

test('a bucket gives what it holds, then what flows in', () => {
  const { clock, limit } = limitOf(3, 0.5);
  assert.deepEqual(
    [0, 1, 2, 3].map(() => limit.take('a')),
    [0, 0, 0, 2],
  );
  clock.seconds += 1;
  assert.equal(limit.take('a'), 1);
  clock.seconds += 1;
  assert.deepEqual([limit.take('a'), limit.take('a')], [0, 2]);
  clock.seconds += 1000;
  assert.deepEqual(
    [0, 1, 2, 3].map(() => limit.take('a')),
    [0, 0, 0, 2],
  );
});

test('keys do not share', () => {
  const { limit } = limitOf(1, 1);
  assert.deepEqual([limit.take('a'), limit.take('b'), limit.take('a')], [0, 0, 1]);
});

test('what is given back can be taken again, and no more than that', () => {
  const { limit } = limitOf(2, 1);
  limit.take('a');
  limit.giveBack('a');
  limit.giveBack('a');
  limit.giveBack('unknown');
  assert.deepEqual([limit.take('a'), limit.take('a'), limit.take('a')], [0, 0, 1]);
});

test('a clock that goes back neither locks anybody out nor fills a bucket', () => {
  const { clock, limit } = limitOf(2, 1);
  limit.take('a');
  limit.take('a');
  clock.seconds -= 86_400;
  assert.equal(limit.take('a'), 1);
  assert.equal(limit.take('b'), 0);
  clock.seconds += 1;
  assert.equal(limit.take('a'), 0);
  assert.equal(limit.take('a'), 1);
});

test('memory is bounded, however many keys come', () => {
  const { limit } = limitOf(2, 1, 3);
  for (let index = 0; index < 100; index++) assert.equal(limit.take(`${index}`), 0);
  assert.equal(limit.size, 3);
});

test('a bucket that has refilled makes room for a new key', () => {
  const { clock, limit } = limitOf(10, 1, 2);
  for (let index = 0; index < 10; index++) limit.take('busy');
  limit.take('calm');
  clock.seconds += 2;
  limit.take('new');
  assert.equal(limit.size, 2);
  assert.equal(limit.take('busy'), 0);
  assert.equal(limit.take('busy'), 0);
  assert.equal(limit.take('busy'), 1);
});

test('in any stretch of time no key gets more than its bucket and what flows in', () => {
  const run = fc.record({
    capacity: fc.integer({ min: 1, max: 20 }),
    perSecond: fc.constantFrom(0.1, 1 / 30, 0.5, 1, 3, 7),
    waits: fc.array(fc.integer({ min: 0, max: 20_000_000 }), { minLength: 1, maxLength: 200 }),
  });
  fc.assert(
    fc.property(run, ({ capacity, perSecond, waits }) => {
      let now = 1_800_000_000_000_000;
      const begin = now;
      const limit = new RateLimit({ capacity, perSecond, now: () => now });
      let taken = 0;
      for (const wait of waits) {
        now += wait;
        const before = limit.take('a');
        if (before === 0) taken++;
        else assert.ok(before <= Math.ceil(1 / perSecond) + 1);
        assert.ok(taken <= capacity + ((now - begin) / 1_000_000) * perSecond + 0.01);
      }
    }),
    { numRuns: 200 },
  );
});

test('the middleware answers 429 and says how long to wait', async () => {
  const { limit } = limitOf(1, 0.1);
  const app = new Hono();
  app.use(rateLimited(limit, (request) => request.headers.get('x-from') ?? ''));
  app.get('/', (c) => c.text('here'));
  const ask = (from: string) => app.request('/', { headers: { 'x-from': from } });
  assert.equal((await ask('a')).status, 200);
  const refused = await ask('a');
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '10']);
  assert.equal((await ask('b')).status, 200);
});
