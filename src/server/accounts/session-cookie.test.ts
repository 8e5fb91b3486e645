import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedCookie, sessionCookie, sessionIdOf } from './session-cookie.ts';

const party = 'ab'.repeat(32);
const safe = { party, https: true };
const plain = { party, https: false };
const id = 'A'.repeat(43);

test('with https the cookie is bound to the host', () => {
  assert.equal(
    sessionCookie(safe, id),
    `__Host-comity-abababababab=${id}; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=604800`,
  );
});

test('without https the cookie has no prefix, as browsers would drop it', () => {
  assert.equal(sessionCookie(plain, id), `comity-abababababab=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800`);
});

test('an ended session removes its cookie', () => {
  assert.equal(endedCookie(safe), '__Host-comity-abababababab=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0');
});

test('the id is found among other cookies', () => {
  assert.equal(sessionIdOf(plain, `comity-abababababab=${id}`), id);
  assert.equal(sessionIdOf(plain, `a=b; comity-abababababab=${id};c=d`), id);
  assert.equal(sessionIdOf(safe, `comity-abababababab=x; __Host-comity-abababababab=${id}`), id);
});

test('the cookie of another server on this machine, or a planted second one, is not taken', () => {
  assert.equal(sessionIdOf(plain, `comity-cdcdcdcdcdcd=${id}`), undefined);
  assert.equal(sessionIdOf(safe, `comity-abababababab=${id}`), undefined);
  assert.equal(sessionIdOf(plain, `comity-abababababab=${id}; comity-abababababab=x`), undefined);
  assert.equal(sessionIdOf(plain, `xcomity-abababababab=${id}`), undefined);
});

test('no header, or one beyond bounds, is no session', () => {
  for (const header of [undefined, null, '', ';;;', 'a', `comity-abababababab=${id}; ${'a'.repeat(9000)}`])
    assert.equal(sessionIdOf(plain, header), undefined);
});
