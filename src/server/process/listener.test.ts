import assert from 'node:assert/strict';
import { it } from 'node:test';
import { listen } from './listener.ts';
import { quietly } from './quiet-stream.ts';

const host = '127.0.0.1';
const url = (port: number): string => `http://${host}:${port}/`;

it('A free port is found, answers, and is free again after the close', async () => {
  const first = await listen(() => new Response('here'), { host, port: 0 });
  assert.equal(await (await fetch(url(first.port))).text(), 'here');
  await first.close(0);
  await assert.rejects(fetch(url(first.port)));
});

it('A port in use is a fault and not a crash', async () => {
  const first = await listen(() => new Response(), { host, port: 0 });
  await assert.rejects(
    listen(() => new Response(), { host, port: first.port }),
    { code: 'listen-refused' },
  );
  await first.close(0);
});

it('An address that the machine does not have is a fault', async () => {
  await assert.rejects(
    listen(() => new Response(), { host: '192.0.2.1', port: 0 }),
    { code: 'listen-refused' },
  );
});

it('A request that never ends is cut off by the close', { timeout: 10_000 }, async () => {
  const begun = Promise.withResolvers<void>();
  const never = new Promise<Response>(() => undefined);
  const listener = await listen(
    () => {
      begun.resolve();
      return never;
    },
    { host, port: 0 },
  );
  const answer = fetch(url(listener.port));
  await begun.promise;
  await Promise.all([listener.close(50), assert.rejects(answer)]);
});

it('A request that runs may end within the grace', { timeout: 10_000 }, async () => {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<Response>();
  const listener = await listen(
    () => {
      begun.resolve();
      return end.promise;
    },
    { host, port: 0 },
  );
  const answer = fetch(url(listener.port));
  await begun.promise;
  const closed = listener.close(5_000);
  end.resolve(new Response('whole'));
  assert.equal(await (await answer).text(), 'whole');
  await closed;
});

for (const pieces of [0, 1, 5]) {
  it(`A body that breaks after ${pieces} pieces never looks whole to the other side`, { timeout: 10_000 }, async () => {
    let given = 0;
    const body = (): ReadableStream<Uint8Array> =>
      new ReadableStream({
        pull(controller) {
          if (given++ < pieces) controller.enqueue(new Uint8Array(65_536));
          else controller.error(new Error('sesame'));
        },
      });
    const logged: unknown[] = [];
    const listener = await listen(
      (_, { outgoing }) =>
        quietly(new Response(body()), {
          before: () => undefined,
          log: (error) => void logged.push(error),
          cut: () => void outgoing.destroy(),
        }),
      { host, port: 0 },
    );
    await assert.rejects(async () => {
      const answer = await fetch(url(listener.port));
      const text = await answer.text();
      assert.equal(text.includes('sesame'), false);
    }, TypeError);
    assert.equal(logged.length, 1);
    await listener.close(0);
  });
}
