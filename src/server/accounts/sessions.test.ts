import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCsrf, Sessions } from './sessions.ts';
import { testAccounts } from './test-accounts.ts';

const hours = 3600;

async function signedIn() {
  const ground = testAccounts();
  await ground.accounts.add({ name: 'ada', role: 'analyst', kind: 'person' });
  const sessions = new Sessions(ground.db, ground.powers, ground.accounts);
  return { ...ground, sessions, id: sessions.open('ada') };
}

test('a session knows its account and has a token for forms', async () => {
  const { sessions, id } = await signedIn();
  const session = sessions.read(id);
  assert.equal(session?.account.name, 'ada');
  assert.match(session.csrf, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(sessions.read(id)?.csrf, session.csrf);
});

test('the store does not hold the id or the token', async () => {
  const { sessions, id, db } = await signedIn();
  const { csrf = '' } = sessions.read(id) ?? {};
  const stored = db.prepare('SELECT hex(id) || hex(secret) AS held FROM session').get();
  for (const text of [id, csrf])
    assert.equal(
      String(stored?.['held']).includes(Buffer.from(text, 'base64url').toString('hex').toUpperCase()),
      false,
    );
});

test('an id that nobody was given is no session', async () => {
  const { sessions, id } = await signedIn();
  for (const wrong of ['', 'x', id.slice(1), `${id}x`, 'A'.repeat(43), '\ud800'])
    assert.equal(sessions.read(wrong), undefined);
});

test('a session ends 12 hours after its last use', async () => {
  const { sessions, id, clock } = await signedIn();
  clock.seconds += 12 * hours;
  assert.ok(sessions.read(id));
  clock.seconds += 12 * hours;
  assert.ok(sessions.read(id));
  clock.seconds += 12 * hours + 1;
  assert.equal(sessions.read(id), undefined);
  clock.seconds -= 12 * hours;
  assert.equal(sessions.read(id), undefined);
});

test('a session ends 7 days after it was opened, however much it is used', async () => {
  const { sessions, id, clock } = await signedIn();
  for (let hour = 0; hour < 7 * 24; hour += 8) {
    clock.seconds += 8 * hours;
    assert.ok(sessions.read(id), `${hour}`);
  }
  clock.seconds += 1;
  assert.equal(sessions.read(id), undefined);
});

test('use within a minute is not written to the store', async () => {
  const { sessions, id, clock, db } = await signedIn();
  const seen = () => db.prepare('SELECT seen FROM session').get()?.['seen'];
  const before = seen();
  clock.seconds += 60;
  sessions.read(id);
  assert.equal(seen(), before);
  clock.seconds += 1;
  sessions.read(id);
  assert.notEqual(seen(), before);
});

test('a closed session is over, and closing twice is no fault', async () => {
  const { sessions, id } = await signedIn();
  const other = sessions.open('ada');
  sessions.close(id);
  sessions.close(id);
  assert.equal(sessions.read(id), undefined);
  assert.ok(sessions.read(other));
});

test('every session has an id and a token of its own', async () => {
  const { sessions, id } = await signedIn();
  const other = sessions.open('ada');
  assert.notEqual(other, id);
  assert.notEqual(sessions.read(other)?.csrf, sessions.read(id)?.csrf);
});

test('a form is accepted with the token of its own session only', async () => {
  const { sessions, id } = await signedIn();
  const session = sessions.read(id);
  const other = sessions.read(sessions.open('ada'));
  assert.ok(session && other);
  assert.equal(checkCsrf(session, session.csrf), true);
  for (const wrong of [
    other.csrf,
    '',
    id,
    `${session.csrf}x`,
    session.csrf.slice(1),
    '\ud800',
    undefined,
    null,
    1,
    [session.csrf],
  ])
    assert.equal(checkCsrf(session, wrong), false);
});

test('tools, disabled accounts and strangers have no session', async () => {
  const { sessions, accounts } = await signedIn();
  await accounts.add({ name: 'probe', role: 'analyst', kind: 'tool' });
  accounts.disable('ada');
  for (const name of ['probe', 'ada', 'nobody'])
    assert.throws(() => sessions.open(name), { code: 'session-refused' }, name);
});

test('an account keeps its twenty newest sessions', async () => {
  const { sessions, id, clock } = await signedIn();
  const later = Array.from({ length: 20 }, () => {
    clock.seconds++;
    return sessions.open('ada');
  });
  assert.equal(sessions.read(id), undefined);
  for (const session of later) assert.ok(sessions.read(session));
});

test('a sweep removes what has ended and nothing else', async () => {
  const { sessions, clock } = await signedIn();
  assert.equal(sessions.sweep(), 0);
  clock.seconds += 11 * hours;
  const young = sessions.open('ada');
  clock.seconds += 2 * hours;
  assert.equal(sessions.sweep(), 1);
  assert.ok(sessions.read(young));
});
