import assert from 'node:assert/strict';
import { argon2Sync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { PasswordHasher } from './password-hash.ts';

const powers = { random: (length: number) => new Uint8Array(randomBytes(length)) };
const cheap = { memory: 64, passes: 1 };

test('a password matches its own hash and no other password does', async () => {
  const hasher = new PasswordHasher(powers, cheap);
  const stored = await hasher.hash('0123-4567');
  assert.equal(await hasher.matches('0123-4567', stored), true);
  for (const wrong of ['', '0123-4568', '0123-4567 ', 'é', '0123-456'])
    assert.equal(await hasher.matches(wrong, stored), false, wrong);
  assert.notEqual(await hasher.hash('0123-4567'), stored);
});

test('the standard cost is 19 MiB and two passes of Argon2id', async () => {
  const stored = await new PasswordHasher(powers).hash('word');
  const [, salt = '', hash] = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$(.{22})\$(.{43})$/.exec(stored) ?? [];
  const nonce = Uint8Array.fromBase64(salt);
  const again = argon2Sync('argon2id', {
    message: 'word',
    nonce,
    parallelism: 1,
    tagLength: 32,
    memory: 19_456,
    passes: 2,
  });
  assert.equal(new Uint8Array(again).toBase64({ omitPadding: true }), hash);
});

test('a hash of another cost is still checked at its own', async () => {
  const stored = await new PasswordHasher(powers, { memory: 128, passes: 2 }).hash('word');
  assert.equal(await new PasswordHasher(powers, cheap).matches('word', stored), true);
});

test('the dummy has the form and the cost of a real hash, and nothing matches it', async () => {
  const hasher = new PasswordHasher(powers, cheap);
  const shape = (text: string) => text.split('$').slice(0, 4).join('$');
  assert.equal(shape(hasher.dummy), shape(await hasher.hash('x')));
  assert.equal(hasher.dummy.length, (await hasher.hash('x')).length);
  assert.equal(await hasher.matches('', hasher.dummy), false);
});

test('a stored form that is malformed or too costly is an error, never a match', async () => {
  const hasher = new PasswordHasher(powers, cheap);
  const stored = await hasher.hash('word');
  const wrong = [
    '',
    'word',
    stored.slice(1),
    `${stored} `,
    stored.replace('argon2id', 'argon2i'),
    stored.replace('m=64', 'm=99999'),
    stored.replace('t=1', 't=9'),
  ];
  for (const text of wrong)
    await assert.rejects(hasher.matches('word', text), { code: 'password-store-malformed' }, text);
});

test('a very long or malformed password is refused without a hash', async () => {
  const hasher = new PasswordHasher(powers, cheap);
  assert.equal(await hasher.matches('a'.repeat(257), hasher.dummy), false);
  assert.equal(await hasher.matches('\ud800', hasher.dummy), false);
});

test('a flood of passwords waits in a short line, and the rest is turned away', async () => {
  const hasher = new PasswordHasher(powers, cheap);
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.matches('x', hasher.dummy)));
  const turnedAway = outcomes.filter(
    (outcome) => outcome.status === 'rejected' && faultCode(outcome.reason) === 'sign-in-busy',
  );
  assert.equal(turnedAway.length, 40 - 2 - 32);
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 34);
  assert.equal(await hasher.matches('x', hasher.dummy), false);
});
