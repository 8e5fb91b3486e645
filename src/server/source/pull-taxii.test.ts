import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { daysOf, refusalsOf } from './channel-book.ts';
import { answer, faultyServer, type Headers, heldAt, names, now, pullAll, puller } from './faulty-taxii.fixture.ts';
import { runChannel } from './run-channel.ts';

const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `identity--00000000-0000-4000-8000-${String(n + 1).padStart(12, '0')}`);
const rising = (count: number) => heldAt(...Array.from({ length: count }, (_, n) => n));
const sum = (party: Parameters<typeof daysOf>[0], key: 'accepted' | 'known' | 'refused'): number =>
  daysOf(party, 'feed', 0).reduce((total, day) => total + day[key], 0);

// Spec: SRC-5, SRC-6
describe('Pulling from a TAXII collection', () => {
  it('brings each object once, by next and by time, however pages are cut', async () => {
    const cuts = fc.record({
      times: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 30 }),
      most: fc.integer({ min: 8, max: 12 }),
      next: fc.boolean(),
      headers: fc.boolean(),
    });
    const property = fc.asyncProperty(cuts, async ({ times, most, next, headers }) => {
      const held = heldAt(...times.toSorted((a, b) => a - b));
      const { party } = puller();
      const { transport } = faultyServer(held, { most, next, headers });
      const codes = await pullAll(party, transport);
      // Without a way on it stops and says so; it never skips.
      if (codes.length > 0) assert.deepEqual(codes, ['source-stuck']);
      else assert.deepEqual(names(party), ids(held.length));
      assert.equal(sum(party, 'accepted'), names(party).length);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('loses nothing when all objects bear one time and there is no next', async () => {
    const { party } = puller();
    const { transport } = faultyServer(heldAt(...Array.from({ length: 1500 }, () => 5)), { most: 10_000, next: false });
    assert.deepEqual(await pullAll(party, transport), []);
    assert.equal(names(party).length, 1500);
  });

  it('stops with a fault where one time has more objects than the server gives at once', async () => {
    const { party } = puller();
    const { transport, asked } = faultyServer(heldAt(...Array.from({ length: 30 }, () => 5)), {
      most: 10,
      next: false,
    });
    assert.deepEqual(await pullAll(party, transport), ['source-stuck']);
    assert.equal(names(party).length, 10);
    assert.ok(asked.length < 8);
  });

  it('takes what is added at the last time after the last pull', async () => {
    const held = rising(3);
    const { party, clock } = puller();
    await pullAll(party, faultyServer(held).transport);
    clock.seconds += 3600;
    const [late] = heldAt(2).map((one) => ({ ...one, object: { ...(one.object as object), id: ids(9)[8] } }));
    assert.ok(late);
    assert.deepEqual(await pullAll(party, faultyServer([...held, late]).transport), []);
    assert.deepEqual(names(party), [...ids(3), ids(9)[8]]);
  });

  it('asks once and counts nothing when nothing is new', async () => {
    const { party } = puller();
    const { transport, asked } = faultyServer(rising(3));
    await pullAll(party, transport);
    await pullAll(party, transport);
    const [before, counted] = [asked.length, sum(party, 'known')];
    await pullAll(party, transport);
    assert.equal(asked.length - before, 1);
    assert.equal(sum(party, 'known'), counted);
  });

  it('goes on in the middle after this process ended between two pages', async () => {
    const { party } = puller();
    let pages = 0;
    const instead = (_: unknown, url: URL) => {
      if (!url.pathname.endsWith('/objects/') || ++pages < 3) return undefined;
      throw new Error('The process ends here.');
    };
    await assert.rejects(runChannel(party, 'feed', faultyServer(rising(30), { most: 10, instead }).transport));
    assert.equal(names(party).length, 20);
    const { transport, asked } = faultyServer(rising(30), { most: 10 });
    assert.deepEqual(await pullAll(party, transport), []);
    assert.deepEqual(names(party), ids(30));
    assert.equal(asked.length, 1);
    assert.equal(sum(party, 'accepted'), 30);
  });

  it('keeps neither the objects nor the place of a page when it ends inside of one', async () => {
    const { party } = puller();
    const [run] = [party.db.run.bind(party.db)];
    party.db.run = (sql, ...values) => {
      if (sql.startsWith('UPDATE channel SET cursor') && String(values[0]).includes('"page"')) throw new Error('ends');
      return run(sql, ...values);
    };
    await assert.rejects(runChannel(party, 'feed', faultyServer(rising(3)).transport));
    assert.deepEqual(names(party), []);
    party.db.run = run;
    await pullAll(party, faultyServer(rising(3)).transport);
    assert.deepEqual(names(party), ids(3));
  });

  it('goes on by time when the server has forgotten its next', async () => {
    const { party } = puller();
    let isForgetful = false;
    const instead = (_: unknown, url: URL) => {
      const [page, forgets] = [url.searchParams.get('next'), isForgetful];
      isForgetful = page === '20';
      return forgets && page !== null ? answer(400, { title: 'next' }) : undefined;
    };
    assert.deepEqual(await pullAll(party, faultyServer(rising(50), { most: 10, instead }).transport), []);
    assert.deepEqual(names(party), ids(50));
  });

  // Spec: SRC-10
  it('accounts for every object: accepted, known, or refused by which rule', async () => {
    const { party } = puller();
    const [one, two] = rising(2);
    assert.ok(one && two);
    const bad = { ...one, object: { type: 'identity', id: 'identity--0' } };
    await pullAll(party, faultyServer([one, bad, two]).transport);
    assert.equal(sum(party, 'accepted'), 2);
    assert.equal(sum(party, 'refused'), 1);
    assert.equal(refusalsOf(party, 'feed').length > 0, true);
  });
});

// Spec: SRC-7
describe('A TAXII server that gives no end', () => {
  it('is left when it gives the same page for ever', async () => {
    const { party } = puller();
    const held = rising(3);
    let turn = 0;
    const instead = (_: unknown, url: URL) =>
      url.pathname.endsWith('/objects/')
        ? answer(200, { objects: [held[turn % 3]?.object], more: true, next: String(turn++) })
        : undefined;
    assert.deepEqual(await pullAll(party, faultyServer([], { instead }).transport), ['source-endless']);
    assert.ok(turn < 20, String(turn));
    assert.deepEqual(names(party), ids(3));
  });

  it('is left when it gives empty pages for ever', async () => {
    const { party } = puller();
    let turn = 0;
    const instead = (_: unknown, url: URL) =>
      url.pathname.endsWith('/objects/') ? answer(200, { more: true, next: String(turn++) }) : undefined;
    assert.deepEqual(await pullAll(party, faultyServer([], { instead }).transport), ['source-endless']);
    assert.ok(turn < 20);
  });

  it('is read a bounded number of pages at a round', async () => {
    const { party } = puller();
    const { transport, asked } = faultyServer(rising(300), { most: 2 });
    await runChannel(party, 'feed', transport);
    assert.equal(asked.length, 2 + 10);
    assert.equal(now(party).wait, 0);
  });
});

describe('What a server may answer', () => {
  const insteadOf = (status: number, body: unknown, headers?: Headers) => () => answer(status, body, headers);
  const faultOf = async (instead: () => ReturnType<typeof answer>): Promise<string | undefined> => {
    const { party } = puller();
    return (await runChannel(party, 'feed', faultyServer([], { instead }).transport))?.code;
  };

  it('has a fault of its own for each way of failing', async () => {
    assert.equal(await faultOf(insteadOf(200, '<html>', { 'content-type': 'text/html' })), 'taxii-answer');
    assert.equal(await faultOf(insteadOf(200, '{"a":')), 'taxii-answer');
    assert.equal(await faultOf(insteadOf(401, 'no')), 'source-credential');
    assert.equal(await faultOf(insteadOf(500, 'broken')), 'source-status');
    assert.equal(await faultOf(insteadOf(503, '')), 'source-busy');
    assert.equal(await faultOf(insteadOf(200, { collections: [] })), 'taxii-collection');
    assert.equal(await faultOf(insteadOf(200, { api_roots: ['https://elsewhere.example/'] })), 'source-elsewhere');
  });

  it('is asked once more without a version by servers that refuse the type with it', async () => {
    const { party } = puller();
    const instead = ({ headers = {} }: { headers?: Readonly<Record<string, string>> }) =>
      headers['accept']?.includes('version') ? answer(406, {}) : undefined;
    assert.deepEqual(await pullAll(party, faultyServer(rising(3), { instead }).transport), []);
    assert.deepEqual(names(party), ids(3));
  });

  // Spec: SRC-1, SRC-3
  it('learns nothing from us but where we are in what it gave, and our credential for it', async () => {
    const { party, clock } = puller();
    const { transport, asked } = faultyServer(rising(25), { most: 10 });
    await pullAll(party, transport);
    clock.seconds += 3600;
    await pullAll(party, transport);
    const basic = `Basic ${Buffer.from('aldoria:open-sesame').toString('base64')}`;
    assert.ok(asked.length > 4);
    for (const { method, url, headers, body } of asked) {
      assert.equal(method, 'GET');
      assert.equal(body, undefined);
      assert.deepEqual(Object.keys(headers ?? {}).toSorted(), ['accept', 'authorization', 'user-agent']);
      assert.equal(headers?.['authorization'], basic);
      assert.equal(url.includes('open-sesame'), false);
      const keys = [...new URL(url).searchParams.keys()];
      assert.deepEqual(
        keys.filter((key) => !['limit', 'next', 'added_after'].includes(key)),
        [],
      );
    }
  });
});
