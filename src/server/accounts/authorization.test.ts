import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAuthorization } from './authorization.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('Basic credentials are read, with colons in the password', () => {
  assert.deepEqual(parseAuthorization(basic('probe:a:b')), { scheme: 'basic', name: 'probe', password: 'a:b' });
  assert.deepEqual(parseAuthorization(basic(':')), { scheme: 'basic', name: '', password: '' });
  assert.deepEqual(parseAuthorization(basic('é:ü')), { scheme: 'basic', name: 'é', password: 'ü' });
  assert.deepEqual(parseAuthorization('bAsIc   YTpi'), { scheme: 'basic', name: 'a', password: 'b' });
});

test('a bearer token is read', () => {
  assert.deepEqual(parseAuthorization('Bearer comity_abc'), { scheme: 'bearer', token: 'comity_abc' });
  assert.deepEqual(parseAuthorization('bearer x'), { scheme: 'bearer', token: 'x' });
});

test('anything else is no authorization', () => {
  const refused = [
    undefined,
    null,
    '',
    'Basic',
    'Basic ',
    'Bearer',
    'Bearer a b',
    'Digest a=b',
    'Basic YTpi YTpi',
    'Basic YTp',
    'Basic YWI=',
    'Basic ****',
    'Basic /zo=',
    ' Bearer x',
    'Bearer x\n',
  ];
  for (const header of refused) assert.equal(parseAuthorization(header), undefined, String(header));
  assert.equal(parseAuthorization(`Bearer ${'a'.repeat(1024)}`), undefined);
});
