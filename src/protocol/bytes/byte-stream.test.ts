import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteReader, ByteWriter } from './byte-stream.ts';
import { faultCode } from './fault.ts';

const isTruncated = (thrown: unknown): boolean => faultCode(thrown) === 'stream-truncated';

test('what was written is read, and nothing is left', () => {
  const part = fc.record({
    number: fc.maxSafeNat(),
    signed: fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }),
    bytes: fc.uint8Array({ maxLength: 600 }),
  });
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const writer = new ByteWriter();
      for (const { number, signed, bytes } of parts) {
        writer.number(number);
        writer.signed(signed);
        writer.counted(bytes);
      }
      assert.equal(writer.bytes.length, writer.length);
      const reader = new ByteReader(writer.bytes);
      for (const { number, signed, bytes } of parts) {
        assert.equal(reader.number(), number);
        assert.equal(reader.signed(), signed);
        assert.deepEqual(new Uint8Array(reader.counted()), bytes);
      }
      assert.ok(reader.isDone);
    }),
  );
});

test('small numbers take one byte', () => {
  const writer = new ByteWriter();
  for (const value of [0, 1, 127]) writer.number(value);
  for (const value of [0, -1, 63, -64]) writer.signed(value);
  assert.equal(writer.length, 7);
});

test('what ends too early, or announces more than there is, is refused', () => {
  assert.throws(() => new ByteReader(Uint8Array.of()).number(), isTruncated);
  assert.throws(() => new ByteReader(Uint8Array.of(0x80)).number(), isTruncated);
  assert.throws(() => new ByteReader(Uint8Array.of(5, 1, 2)).counted(), isTruncated);
  assert.throws(() => new ByteReader(new Uint8Array(9).fill(0xff)).number(), isTruncated);
});
