import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { constants, zstdCompressSync } from 'node:zlib';
import { faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { messageBytes, openMessage } from './case-message.ts';

const most = { packed: 100_000, unpacked: 1_000_000 };
const message = { text: utf8('{"case":"é"}'), acts: Uint8Array.of(1, 2), entries: new Uint8Array() };
const isTooLarge = (thrown: unknown): boolean => faultCode(thrown) === 'case-size';

test('a message comes out as it went in (Spec: CEX-41)', () => {
  const { text, acts, entries } = openMessage(messageBytes(message), most);
  assert.deepEqual([new Uint8Array(text), new Uint8Array(acts), entries.length], [message.text, message.acts, 0]);
});

test('a frame is bounded before it is opened, and what comes out of it while it comes (Spec: CEX-9, CEX-41)', () => {
  const zeros = (length: number) => ({ ...message, entries: new Uint8Array(length) });
  assert.equal(openMessage(messageBytes(zeros(15_000)), most).entries.length, 15_000);
  // Signatures do not pack, so what packs well is none of ours.
  assert.throws(() => openMessage(messageBytes(zeros(900_000)), most), isTooLarge);
  const noise = (length: number) => ({ ...message, entries: randomBytes(length) });
  assert.equal(openMessage(messageBytes(noise(90_000)), most).entries.length, 90_000);
  assert.throws(() => openMessage(messageBytes(noise(90_000)), { ...most, unpacked: 80_000 }), isTooLarge);
  const bomb = messageBytes(zeros(40_000_000));
  assert.ok(bomb.length < most.packed);
  assert.throws(() => openMessage(bomb, most), isTooLarge);
  assert.throws(() => openMessage(new Uint8Array(most.packed + 1), most), isTooLarge);
});

test('a frame that asks for a window beyond the largest message is refused (Spec: CEX-41)', () => {
  const params = { [constants.ZSTD_c_windowLog]: 27, [constants.ZSTD_c_contentSizeFlag]: 0 };
  const wide = zstdCompressSync(new Uint8Array(33_000_000), { params });
  assert.throws(() => openMessage(wide, { packed: 1_000_000, unpacked: 64_000_000 }), isTooLarge);
});

test('what is no frame, is cut off or has more parts is refused (Spec: CEX-41)', () => {
  const bytes = messageBytes(message);
  assert.throws(() => openMessage(utf8('{"case":""}'), most), isTooLarge);
  assert.throws(() => openMessage(bytes.slice(0, -3), most), isTooLarge);
  assert.throws(() => openMessage(zstdCompressSync(Uint8Array.of(0, 0, 0, 0)), most), isTooLarge);
  assert.throws(
    () => openMessage(zstdCompressSync(Uint8Array.of(9)), most),
    (thrown) => faultCode(thrown) === 'stream-truncated',
  );
});
