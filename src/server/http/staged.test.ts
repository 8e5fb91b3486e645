import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Staged } from './staged.ts';

function staged() {
  const clock = { seconds: 1_800_000_000 };
  let drawn = 0;
  const random = (length: number): Uint8Array<ArrayBuffer> => {
    drawn++;
    return new Uint8Array(length).fill(drawn);
  };
  return { clock, bundles: new Staged<{ bytes: Uint8Array }>({ now: () => clock.seconds * 1_000_000, random }) };
}

const bytes = (text: string) => ({ bytes: new TextEncoder().encode(text), signature: text });

it('a staged bundle is given once, to the account that left it', () => {
  const { bundles } = staged();
  const token = bundles.put('ana', bytes('one'));
  assert.equal(bundles.take('ben', token), undefined);
  assert.deepEqual(bundles.take('ana', token), bytes('one'));
  assert.equal(bundles.take('ana', token), undefined);
  assert.equal(bundles.take('ana', 'guessed'), undefined);
});

it('a staged bundle ends after a quarter of an hour, also when the clock goes back', () => {
  for (const step of [901, -901]) {
    const { bundles, clock } = staged();
    const token = bundles.put('ana', bytes('one'));
    clock.seconds += step;
    assert.equal(bundles.take('ana', token), undefined);
  }
});

it('an account has one staged bundle, and the server has few', () => {
  const { bundles } = staged();
  const first = bundles.put('ana', bytes('one'));
  const second = bundles.put('ana', bytes('two'));
  assert.equal(bundles.take('ana', first), undefined);
  const others = ['ben', 'cleo', 'dan', 'eva'].map((name) => bundles.put(name, bytes(name)));
  assert.equal(bundles.take('ana', second), undefined);
  assert.deepEqual(bundles.take('eva', others[3] ?? ''), bytes('eva'));
});
