import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { utf8 } from '#protocol/bytes/text.ts';
import { checkContentDigest, contentDigest, parseContentDigest } from './content-digest.ts';

const example = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';

test('the digest of the example body of RFC 9530 is reproduced', () => {
  assert.equal(contentDigest(utf8('{"hello": "world"}')), example);
});

test('an empty body has a digest too (LSG-5)', () => {
  assert.equal(contentDigest(new Uint8Array()), 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
});

test('a digest is accepted in one spelling only (LSG-5)', () => {
  const sha512 = `sha-512=:${'A'.repeat(86)}==:`;
  const others = [
    '',
    ' ',
    'sha-256',
    'sha-256=?1',
    'sha-256="X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="',
    'sha-256=::',
    'sha-256=:X48E:',
    'sha-256=(:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:)',
    'SHA-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
    'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE:',
    'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPF=:',
    `${example};a=1`,
    ` ${example}`,
    `${example} `,
    `${example}, ${example}`,
    `sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:, ${example}`,
    `${example}, ${sha512}`,
    sha512,
    `${example},`,
    'sha-256=:\u0000:',
  ];
  for (const text of others) assert.throws(() => parseContentDigest(text), { code: 'digest-malformed' }, text);
});

test('a digest holds for its own body and for no other (LSG-5)', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (body, other) => {
      const digest = parseContentDigest(contentDigest(body));
      checkContentDigest(digest, body);
      fc.pre(Buffer.compare(body, other) !== 0);
      assert.throws(() => checkContentDigest(digest, other), { code: 'digest-mismatch' });
    }),
    { numRuns: 50 },
  );
});
