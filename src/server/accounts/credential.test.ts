import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { newPassword, newToken, tokenHash } from './credential.ts';

const powers = { random: (length: number) => new Uint8Array(randomBytes(length)) };

test('a password is seven groups of four letters that can be read aloud', () => {
  const password = newPassword(powers);
  assert.match(password, /^[0-9a-hjkmnp-tv-z]{4}(?:-[0-9a-hjkmnp-tv-z]{4}){6}$/);
  assert.notEqual(newPassword(powers), password);
});

test('a token is known by its prefix and has a hash', () => {
  const token = newToken(powers);
  assert.match(token, /^comity_[0-9a-hjkmnp-tv-z]{52}$/);
  assert.equal(tokenHash(token)?.length, 32);
  assert.deepEqual(tokenHash(token), tokenHash(token));
  assert.notDeepEqual(tokenHash(newToken(powers)), tokenHash(token));
});

test('every letter can be drawn, and each by eight bytes', () => {
  const drawn = Map.groupBy(
    Array.from({ length: 256 }, (_, byte) => byte),
    (byte) => newPassword({ random: (length) => new Uint8Array(length).fill(byte) }).charAt(0),
  );
  assert.equal(drawn.size, 32);
  for (const bytes of drawn.values()) assert.equal(bytes.length, 8);
});

test('what cannot be a token has no hash', () => {
  const token = newToken(powers);
  for (const text of [
    '',
    'comity_',
    token.slice(1),
    `${token}0`,
    ` ${token}`,
    token.toUpperCase(),
    `${token.slice(0, -1)}u`,
    `${token}\n`,
  ])
    assert.equal(tokenHash(text), undefined, text);
});
