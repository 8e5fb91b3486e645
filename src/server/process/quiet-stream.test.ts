import assert from 'node:assert/strict';
import { it } from 'node:test';
import { quietly } from './quiet-stream.ts';

function watched() {
  const seen = { before: 0, logged: [] as unknown[], cut: 0 };
  const watch = {
    before: () => void seen.before++,
    log: (error: unknown) => void seen.logged.push(error),
    cut: () => void seen.cut++,
  };
  return { seen, watch };
}

const piece = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A body that gives two pieces and then breaks, or ends. */
const body = (breaks: boolean): ReadableStream<Uint8Array> => {
  let given = 0;
  return new ReadableStream({
    pull(controller) {
      given++;
      if (given < 3) controller.enqueue(piece(`piece ${given} `));
      else if (breaks) controller.error(new Error('withheld'));
      else controller.close();
    },
  });
};

it('A whole body passes with status and headers, and each piece is asked for anew', async () => {
  const { seen, watch } = watched();
  const answer = quietly(new Response(body(false), { status: 206, headers: { 'x-kept': 'yes' } }), watch);
  assert.deepEqual([answer.status, answer.headers.get('x-kept')], [206, 'yes']);
  assert.equal(await answer.text(), 'piece 1 piece 2 ');
  assert.deepEqual(seen, { before: 3, logged: [], cut: 0 });
});

it('A body that breaks cuts the connection, and its error reaches the log alone', async () => {
  const { seen, watch } = watched();
  const text = await quietly(new Response(body(true)), watch).text();
  assert.equal(text, 'piece 1 piece 2 ');
  assert.deepEqual([seen.logged.length, seen.cut], [1, 1]);
});

it('Nothing is read before somebody asks for it', async () => {
  const { seen, watch } = watched();
  const answer = quietly(new Response(body(false)), watch);
  await new Promise<void>((resolve) => setImmediate(resolve));
  assert.equal(seen.before, 0);
  await answer.body?.cancel();
});

it('An answer without a body stays as it is', () => {
  const answer = new Response(null, { status: 204 });
  assert.equal(quietly(answer, watched().watch), answer);
});
