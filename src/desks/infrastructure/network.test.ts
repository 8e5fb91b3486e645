import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSubset, networkOf } from './network.ts';

const within = (inner: string, outer: string): boolean => {
  const [a, b] = [networkOf(inner), networkOf(outer)];
  return a !== undefined && b !== undefined && isSubset(a, b);
};

test('a network holds its addresses and smaller networks, of its own family only (MAT-6)', () => {
  assert.equal(within('192.0.2.77', '192.0.2.0/24'), true);
  assert.equal(within('192.0.2.77', '192.0.3.0/24'), false);
  assert.equal(within('255.255.255.255', '0.0.0.0/0'), true);
  assert.equal(within('10.0.0.0/8', '10.0.0.0/9'), false);
  assert.equal(within('2001:DB8::1', '2001:db8:0:0::/64'), true);
  assert.equal(within('2001:db8::1', '2001:db8::2/127'), false);
  assert.equal(within('::ffff:192.0.2.1', '::ffff:c000:201'), true);
  assert.equal(within('::1', '0.0.0.0/0'), false);
});

test('what is no address is none', () => {
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4/33',
    '1.2.3.4/',
    '::/129',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8::',
    'g::1',
    'a.example',
  ])
    assert.equal(networkOf(text), undefined, text);
});
