import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base64 } from '#protocol/bytes/encodings.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { HeadWatch } from './head-watch.ts';

const origin = `comity/log/${'a'.repeat(64)}`;
const root = (byte: number): string => base64(new Uint8Array(32).fill(byte));
const head = (size: number, byte: number): string => `${origin}\n${size}\n${root(byte)}\n`;

describe('the watch over heads', () => {
  it('catches two heads of one size, however they were shown', () => {
    const watch = new HeadWatch();
    watch.see(utf8(`${head(3, 1)}\n— signature\n`));
    watch.see(utf8(`old 2\nproof\n\n${head(3, 1)}\n— signature\n`));
    assert.deepEqual(watch.contradictions, []);
    watch.see(utf8(`old 2\n\n${head(3, 2)}\n— signature\n`));
    assert.deepEqual(watch.contradictions, [`${origin} signed two heads of size 3`]);
    assert.deepEqual([...watch.headsOf(origin)], [[3, root(1)]]);
  });

  it('takes no head from a text that was cut within it, nor from anything else', () => {
    const watch = new HeadWatch();
    for (const bytes of [utf8(head(3, 1).slice(0, -1)), utf8('hello'), Uint8Array.of(255, 254), new Uint8Array(30_000)])
      watch.see(bytes);
    assert.equal(watch.headsOf(origin).size, 0);
  });
});
