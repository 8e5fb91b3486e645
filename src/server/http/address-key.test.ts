import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressKey } from './address-key.ts';

test('an IPv4 address counts alone, also inside IPv6', () => {
  assert.equal(addressKey('192.0.2.1'), '192.0.2.1');
  assert.equal(addressKey('::ffff:192.0.2.1'), '192.0.2.1');
  assert.notEqual(addressKey('192.0.2.2'), addressKey('192.0.2.1'));
});

test('the IPv6 addresses of one /64 count together', () => {
  assert.equal(addressKey('2001:db8::1'), addressKey('2001:db8:0:0:ffff::2'));
  assert.notEqual(addressKey('2001:db8:0:1::1'), addressKey('2001:db8::1'));
  assert.equal(addressKey('fe80::1%eth0'), addressKey('fe80::2'));
});

test('what is not an address has one key', () => {
  for (const text of ['', 'unknown', 'localhost', '1.2.3', '0177.0.0.1']) assert.equal(addressKey(text), 'unknown');
});
