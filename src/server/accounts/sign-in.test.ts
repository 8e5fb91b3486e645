import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PasswordHasher } from './password-hash.ts';
import { SignIn } from './sign-in.ts';
import { testAccounts } from './test-accounts.ts';

/** Counts the hashes that are computed: what a sign-in costs. */
class CountingHasher extends PasswordHasher {
  count = 0;
  override matches(password: string, stored: string): Promise<boolean> {
    this.count++;
    return super.matches(password, stored);
  }
}

async function signIn() {
  const ground = testAccounts();
  const hasher = new CountingHasher(ground.powers, { memory: 64, passes: 1 });
  const signIn = new SignIn(ground.accounts, hasher, ground.powers);
  const { password, token } = await ground.accounts.add({ name: 'probe', role: 'analyst', kind: 'tool' });
  return { ...ground, hasher, signIn, token, right: { name: 'probe', password, address: '192.0.2.1' } };
}

test('the right password is accepted, in a form and as Basic', async () => {
  const { signIn: entry, right } = await signIn();
  for (const verdict of [await entry.password(right), await entry.basic(right)]) {
    assert.ok(verdict.kind === 'accepted');
    assert.equal(verdict.account.name, 'probe');
  }
});

test('a wrong password, an unknown name and a disabled account are refused alike, at the cost of one hash each', async () => {
  const { signIn: entry, right, accounts, hasher } = await signIn();
  const refused = { kind: 'refused' };
  for (const attempt of [
    { ...right, password: 'x' },
    { ...right, name: 'nobody' },
    { ...right, name: "' OR 1=1" },
    { ...right, password: '' },
  ]) {
    const before = hasher.count;
    assert.deepEqual(await entry.password(attempt), refused);
    assert.equal(hasher.count, before + 1);
  }
  accounts.disable('probe');
  const before = hasher.count;
  assert.deepEqual(await entry.password(right), refused);
  assert.equal(hasher.count, before + 1);
});

test('a right Basic credential is computed once a minute', async () => {
  const { signIn: entry, right, clock, hasher } = await signIn();
  await entry.basic(right);
  for (let index = 0; index < 50; index++)
    assert.equal((await entry.basic({ ...right, address: `192.0.2.${index}` })).kind, 'accepted');
  assert.equal(hasher.count, 1);
  clock.seconds += 59;
  await entry.basic(right);
  assert.equal(hasher.count, 1);
  clock.seconds += 1;
  await entry.basic(right);
  assert.equal(hasher.count, 2);
});

test('a clock that goes back does not make the memory longer', async () => {
  const { signIn: entry, right, clock, hasher } = await signIn();
  await entry.basic(right);
  clock.seconds -= 3600;
  await entry.basic(right);
  assert.equal(hasher.count, 2);
});

test('what is remembered ends with any change of the account', async () => {
  const { signIn: entry, right, accounts, hasher } = await signIn();
  await entry.basic(right);
  accounts.setRole('probe', 'viewer');
  const verdict = await entry.basic(right);
  assert.ok(verdict.kind === 'accepted');
  assert.equal(verdict.account.role, 'viewer');
  assert.equal(hasher.count, 2);
  accounts.disable('probe');
  assert.deepEqual(await entry.basic(right), { kind: 'refused' });
  accounts.enable('probe');
  await entry.basic(right);
  await accounts.renew('probe');
  assert.deepEqual(await entry.basic(right), { kind: 'refused' });
});

test('a wrong Basic credential is never remembered, nor helped by a right one', async () => {
  const { signIn: entry, right, hasher } = await signIn();
  await entry.basic(right);
  for (let index = 0; index < 3; index++)
    assert.deepEqual(await entry.basic({ ...right, password: 'x' }), { kind: 'refused' });
  assert.equal(hasher.count, 4);
});

test('an account takes ten wrong tries, then one in half a minute, from wherever they come', async () => {
  const { signIn: entry, right, clock, hasher } = await signIn();
  const wrong = (index: number) => entry.password({ ...right, password: 'x', address: `198.51.100.${index}` });
  for (let index = 0; index < 10; index++) assert.equal((await wrong(index)).kind, 'refused');
  assert.deepEqual(await wrong(10), { kind: 'throttled', retryAfter: 30 });
  assert.deepEqual(await entry.password(right), { kind: 'throttled', retryAfter: 30 });
  assert.equal(hasher.count, 10);
  clock.seconds += 30;
  assert.equal((await entry.password(right)).kind, 'accepted');
  assert.equal((await wrong(11)).kind, 'refused');
  assert.equal((await wrong(12)).kind, 'throttled');
});

test('an address takes thirty wrong tries, at whatever names', async () => {
  const { signIn: entry, right, clock } = await signIn();
  const wrong = (index: number) => entry.password({ name: `n${index}`, password: 'x', address: `2001:db8::${index}` });
  for (let index = 0; index < 30; index++) assert.equal((await wrong(index)).kind, 'refused');
  assert.deepEqual(await wrong(30), { kind: 'throttled', retryAfter: 5 });
  assert.equal((await entry.password(right)).kind, 'accepted');
  clock.seconds += 5;
  assert.equal((await wrong(31)).kind, 'refused');
});

test('a blocked address does not use up the tries of an account', async () => {
  const { signIn: entry, right } = await signIn();
  for (let index = 0; index < 30; index++)
    await entry.password({ name: `n${index}`, password: 'x', address: '198.51.100.1' });
  for (let index = 0; index < 20; index++)
    assert.equal((await entry.password({ ...right, password: 'x', address: '198.51.100.1' })).kind, 'throttled');
  assert.equal((await entry.password(right)).kind, 'accepted');
});

test('right passwords are not throttled', async () => {
  const { signIn: entry, right } = await signIn();
  for (let index = 0; index < 40; index++) assert.equal((await entry.password(right)).kind, 'accepted');
});

test('tries at the same moment count one by one', async () => {
  const { signIn: entry, right } = await signIn();
  const verdicts = await Promise.all(Array.from({ length: 20 }, () => entry.password({ ...right, password: 'x' })));
  assert.equal(verdicts.filter(({ kind }) => kind === 'refused').length, 10);
  assert.equal(verdicts.filter(({ kind }) => kind === 'throttled').length, 10);
});

test('when too many hashes wait, the answer is to wait too', async () => {
  const { signIn: entry, right } = await signIn();
  const tries = Array.from({ length: 50 }, (_, index) =>
    entry.password({ ...right, name: `n${index}`, address: `198.51.100.${index}` }),
  );
  const verdicts = await Promise.all(tries);
  assert.equal(verdicts.filter(({ kind }) => kind === 'throttled').length, 16);
});

test('an account that changes while its password is checked is not let in', async () => {
  const { signIn: entry, right, accounts } = await signIn();
  const verdict = entry.password(right);
  accounts.disable('probe');
  assert.deepEqual(await verdict, { kind: 'refused' });
});

test('a token lets its account in, alone or as the password of its own name, at no cost (TAX-3, CST-13)', async () => {
  const { signIn: entry, token, hasher, accounts } = await signIn();
  const kindOf = async (header: string | undefined) => (await entry.header(header, '192.0.2.1')).kind;
  const basic = (name: string): string => `Basic ${btoa(`${name}:${token}`)}`;
  const good = [`Bearer ${token}`, basic('probe')];
  for (const header of good) assert.equal(await kindOf(header), 'accepted', header);
  for (const header of [undefined, '', 'Bearer comity_x', token, basic('other'), basic('')])
    assert.equal(await kindOf(header), 'refused', `${header}`);
  assert.equal(hasher.count, 0);
  accounts.disable('probe');
  for (const header of good) assert.equal(await kindOf(header), 'refused', header);
});

test('a header with a name and password costs a try, and too many wait', async () => {
  const { signIn: entry, right } = await signIn();
  const ask = (password: string) => entry.header(`Basic ${btoa(`probe:${password}`)}`, right.address);
  assert.equal((await ask(right.password)).kind, 'accepted');
  const kinds = [];
  for (let n = 0; n < 12; n++) kinds.push((await ask('wrong')).kind);
  assert.deepEqual([kinds[0], kinds.at(-1)], ['refused', 'throttled']);
});
