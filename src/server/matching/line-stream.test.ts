import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineStream, tooLong } from './line-stream.ts';

const linesOf = (most: number, ...chunks: readonly Uint8Array[]) =>
  Array.fromAsync(lineStream(Readable.from(chunks), most));

test('lines come out whole however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\u{1f600}', '\n') })),
      fc.integer({ min: 1, max: 5 }),
      async (parts, size) => {
        const bytes = Buffer.from(parts.join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const expected = parts.join('').split('\n');
        if (expected.at(-1) === '') expected.pop();
        assert.deepEqual(await linesOf(1_000_000, ...chunks), expected);
      },
    ),
  );
});

test('a line that is too long is told, and the next one is read', async () => {
  const chunks = ['ab', 'cdef', '\nxy\n', 'long', 'er'].map((text) => Buffer.from(text));
  assert.deepEqual(await linesOf(4, ...chunks), [tooLong, 'xy', tooLong]);
});
