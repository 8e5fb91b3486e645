import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '#protocol/bytes/text.ts';
import { sealingKey } from '../party/sealing-key.ts';
import { fileKeyOf, openWithKey } from './file-key.ts';
import { seal } from './seal.ts';

const [ours, theirs] = [3, 4].map((byte) => sealingKey(new Uint8Array(32).fill(byte)));
const plain = utf8('A cable was cut.');

test('the key of one file opens that file, and no other for the same reader (Spec: LNC-6)', async () => {
  assert.ok(ours);
  const [one, other] = [await seal([ours.recipient], plain), await seal([ours.recipient], utf8('Another one.'))];
  const key = await fileKeyOf([ours.identity], one);
  assert.equal(key?.length, 16);
  assert.deepEqual(await openWithKey(key, one), plain);
  assert.equal(await openWithKey(key, other), undefined);
});

test('another key, a changed file and the secret of another give nothing (Spec: LNC-6)', async () => {
  assert.ok(ours && theirs);
  const sealed = await seal([ours.recipient], plain);
  assert.equal(await fileKeyOf([theirs.identity], sealed), undefined);
  assert.equal(await openWithKey(new Uint8Array(16), sealed), undefined);
  const key = await fileKeyOf([theirs.identity, ours.identity], sealed);
  assert.ok(key);
  const changed = sealed.with(sealed.length - 1, (sealed.at(-1) ?? 0) ^ 1);
  assert.equal(await openWithKey(key, changed), undefined);
});
