import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { JsonValue } from '../stix-object.ts';
import { Guards } from './guard.ts';

const facts = JSON.parse(
  readFileSync(new URL('../../../../samples/common-values.json', import.meta.url), 'utf8'),
) as JsonValue;
const guards = new Guards(facts);
const reasonOf = (type: string, value: string) => guards.reasonOf({ type, value });

test('addresses that everybody has are guarded, others are not (MAT-12)', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    '10.1.2.3': 'private',
    '172.31.255.255': 'private',
    '172.32.0.0': undefined,
    '127.0.0.1': 'loopback',
    '169.254.0.9': 'link-local',
    '224.0.0.1': 'multicast',
    '198.51.100.7': 'documentation',
    '8.8.8.8': 'resolver',
    '8.8.8.9': undefined,
    '2001:db8::1': 'documentation',
    'fe80::1': 'link-local',
    'fd00::1': 'private',
    '::1': 'loopback',
    '2a00::1': undefined,
    'no address': undefined,
  };
  for (const [value, reason] of Object.entries(cases)) assert.equal(reasonOf('ipv4-addr', value), reason, value);
});

test('a network is guarded only when it lies wholly within (MAT-12)', () => {
  assert.equal(reasonOf('ipv4-addr', '10.0.0.0/9'), 'private');
  assert.equal(reasonOf('ipv4-addr', '0.0.0.0/0'), undefined);
});

test('names, also below and in links, and hashes of no bytes (MAT-12)', () => {
  assert.equal(reasonOf('domain-name', 'WWW.Example.com.'), 'documentation');
  assert.equal(reasonOf('domain-name', 'notexample.com'), undefined);
  assert.equal(reasonOf('url', 'https://user@a.example/x?y=10.0.0.1'), 'documentation');
  assert.equal(reasonOf('url', 'http://[fe80::1]:8080/'), 'link-local');
  assert.equal(reasonOf('url', 'http://192.168.0.1/'), 'private');
  assert.equal(reasonOf('url', 'no link'), undefined);
  assert.equal(guards.reasonOf({ type: 'file', hashes: { MD5: 'D41D8CD98F00B204E9800998ECF8427E' } }), 'empty-file');
  assert.equal(guards.reasonOf({ type: 'file', hashes: { MD5: '00000000000000000000000000000000' } }), undefined);
});

test('a reason that is not known is an error, not a guard without words (MAT-12)', () => {
  assert.throws(() => new Guards({ groups: [{ reason: 'odd' }] }));
});
