import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTarget, targetUri } from './target-uri.ts';

test('the target is the configured base and the request target (LSG-4)', () => {
  assert.equal(
    targetUri('https://cert.example', '/link/v1/releases?after=3'),
    'https://cert.example/link/v1/releases?after=3',
  );
  assert.equal(targetUri('https://cert.example/', '/'), 'https://cert.example/');
  assert.equal(targetUri('https://cert.example/comity/', '/link'), 'https://cert.example/comity/link');
  assert.equal(targetUri('http://127.0.0.1:8470', '/link?x=%20'), 'http://127.0.0.1:8470/link?x=%20');
});

test('a request target that could name another server is refused (LSG-4)', () => {
  const targets = ['', 'link', '*', 'https://other.example/', '@other.example/', ':444/', '.other.example/', '?x'];
  for (const target of targets)
    assert.throws(() => targetUri('https://cert.example', target), { code: 'signature-target' }, target);
});

test('only the serialised form of a URI is a target (LSG-4)', () => {
  const refused = [
    'https://cert.example',
    'https://CERT.example/',
    'https://cert.example:443/',
    'https://cert.example/a/../b',
    'https://cert.example/a b',
    'https://cert.example/é',
    'https://cert.example/#part',
    'https://cert.example/#',
    'https://user@cert.example/',
    'https://user:word@cert.example/',
    'https://0x7f.1/',
    'https:///cert.example/',
    'https:\\\\cert.example/',
    'https://cert.example/\n',
    ' https://cert.example/',
    'ftp://cert.example/',
    'file:///etc/hosts',
    'javascript:0',
    `https://cert.example/${'a'.repeat(2048)}`,
  ];
  for (const target of refused) assert.throws(() => checkTarget(target), { code: 'signature-target' }, target);
  for (const target of [
    'https://cert.example/',
    'https://[2001:db8::1]:8443/a?b=c%2F',
    'https://xn--bcher-kva.example/',
  ])
    checkTarget(target);
});
