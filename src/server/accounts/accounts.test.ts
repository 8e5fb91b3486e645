import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewAccount } from './accounts.ts';
import { Sessions } from './sessions.ts';
import { testAccounts } from './test-accounts.ts';

const party = 'ab'.repeat(32);
const probe: NewAccount = { name: 'probe', role: 'analyst', kind: 'tool' };
const person = (name: string, role: NewAccount['role'] = 'analyst'): NewAccount => ({ name, role, kind: 'person' });

test('an account is added with a password and a token that are shown once', async () => {
  const { accounts, db, clock } = testAccounts();
  const { name, password, token } = await accounts.add(probe);
  assert.equal(name, 'probe');
  assert.deepEqual(accounts.find('probe'), {
    name: 'probe',
    kind: 'tool',
    role: 'analyst',
    party: undefined,
    revision: 1,
    added: clock.seconds * 1_000_000,
    purpose: 'defence',
    disabled: undefined,
  });
  const stored = JSON.stringify(db.prepare('SELECT * FROM account').all());
  assert.equal(stored.includes(password) || stored.includes(token) || stored.includes(token.slice(7)), false);
});

test('the token and the password belong to their account', async () => {
  const { accounts, hasher } = testAccounts();
  const first = await accounts.add(probe);
  const second = await accounts.add(person('other'));
  assert.equal(accounts.byToken(first.token)?.name, 'probe');
  assert.equal(accounts.byToken(second.token)?.name, 'other');
  const { stored = '' } = accounts.passwordOf('probe') ?? {};
  assert.equal(await hasher.matches(first.password, stored), true);
  assert.equal(await hasher.matches(second.password, stored), false);
  for (const token of ['', first.token.slice(0, -1), `${first.token}x`, first.password])
    assert.equal(accounts.byToken(token), undefined);
});

test('a name is taken once', async () => {
  const { accounts } = testAccounts();
  const { token } = await accounts.add(probe);
  await assert.rejects(accounts.add(person('probe', 'administrator')), { code: 'account-exists' });
  assert.equal(accounts.byToken(token)?.role, 'analyst');
});

test('a malformed account is refused', async () => {
  const { accounts } = testAccounts();
  for (const name of ['', 'A', 'a b', '-a', '.a', 'a/b', 'é', 'a'.repeat(65), 'a\n'])
    await assert.rejects(accounts.add({ ...probe, name }), { code: 'account-malformed', path: 'name' }, name);
  await assert.rejects(accounts.add({ ...probe, party: 'me' }), { code: 'account-malformed', path: 'party' });
  // @ts-expect-error A command line can say anything.
  await assert.rejects(accounts.add({ ...probe, role: 'root' }), { code: 'account-malformed', path: 'role' });
  assert.deepEqual(accounts.list(), []);
});

test('an account of a partner is a viewer or an analyst, and never more', async () => {
  const { accounts } = testAccounts();
  for (const role of ['releaser', 'administrator', 'auditor'] as const)
    await assert.rejects(accounts.add({ ...probe, role, party }), { code: 'account-malformed', path: 'role' });
  await accounts.add({ ...probe, role: 'viewer', party });
  assert.equal(accounts.find('probe')?.party, party);
  accounts.setRole('probe', 'analyst');
  assert.throws(() => accounts.setRole('probe', 'administrator'), { code: 'account-malformed' });
});

test('accounts are listed by name', async () => {
  const { accounts } = testAccounts();
  for (const name of ['c', 'a', 'b']) await accounts.add(person(name));
  assert.deepEqual(
    accounts.list().map(({ name }) => name),
    ['a', 'b', 'c'],
  );
});

test('a disabled account may do nothing until it is enabled', async () => {
  const { accounts, clock } = testAccounts();
  const { token } = await accounts.add(probe);
  accounts.disable('probe');
  assert.equal(accounts.find('probe')?.disabled, clock.seconds * 1_000_000);
  assert.equal(accounts.byToken(token), undefined);
  assert.equal(accounts.passwordOf('probe'), undefined);
  accounts.enable('probe');
  assert.equal(accounts.byToken(token)?.revision, 3);
});

test('new credentials end the old ones', async () => {
  const { accounts, hasher } = testAccounts();
  const old = await accounts.add(probe);
  const fresh = await accounts.renew('probe');
  assert.equal(accounts.byToken(old.token), undefined);
  assert.equal(accounts.byToken(fresh.token)?.name, 'probe');
  const { stored = '' } = accounts.passwordOf('probe') ?? {};
  assert.equal(await hasher.matches(old.password, stored), false);
  assert.equal(await hasher.matches(fresh.password, stored), true);
});

test('every change of an account ends its sessions, and only its', async () => {
  const { accounts, db, powers } = testAccounts();
  const sessions = new Sessions(db, powers, accounts);
  await accounts.add(person('a'));
  await accounts.add(person('b'));
  const other = sessions.open('b');
  const changes = [
    async () => accounts.setRole('a', 'viewer'),
    () => accounts.renew('a'),
    async () => accounts.enable('a'),
    async () => accounts.disable('a'),
  ];
  for (const change of changes) {
    const id = sessions.open('a');
    assert.equal(sessions.read(id)?.account.name, 'a');
    await change();
    assert.equal(sessions.read(id), undefined);
  }
  assert.equal(sessions.read(other)?.account.name, 'b');
});

test('the last administrator stays', async () => {
  const { accounts } = testAccounts();
  await accounts.add(person('a', 'administrator'));
  await accounts.add(person('b'));
  assert.throws(() => accounts.disable('a'), { code: 'account-last-administrator' });
  assert.throws(() => accounts.setRole('a', 'viewer'), { code: 'account-last-administrator' });
  accounts.setRole('a', 'administrator');
  accounts.setRole('b', 'administrator');
  accounts.disable('a');
  assert.throws(() => accounts.setRole('b', 'viewer'), { code: 'account-last-administrator' });
  accounts.disable('a');
});

test('an unknown account is a fault', async () => {
  const { accounts } = testAccounts();
  assert.throws(() => accounts.setRole('nobody', 'viewer'), { code: 'account-unknown' });
  assert.throws(() => accounts.disable('nobody'), { code: 'account-unknown' });
  assert.throws(() => accounts.enable('nobody'), { code: 'account-unknown' });
  await assert.rejects(accounts.renew('nobody'), { code: 'account-unknown' });
  assert.equal(accounts.find('nobody'), undefined);
});

test('a row that cannot be read is an error and not an account', async () => {
  const { accounts, db } = testAccounts();
  await accounts.add(probe);
  db.exec("UPDATE account SET role = 'root'");
  assert.throws(() => accounts.find('probe'));
});
