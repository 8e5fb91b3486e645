import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PagesWorld } from './pages.fixture.ts';

/** A world with one person of a known password. */
async function withPerson(): Promise<{ world: PagesWorld; password: string }> {
  const world = await PagesWorld.make();
  const { password } = await world.parts.accounts.add({ name: 'n.amara', role: 'analyst', kind: 'person' });
  return { world, password };
}

const sessionOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .find((cookie) => /^comity-[0-9a-f]{12}=/.test(cookie)) ?? '';

describe('signing in', () => {
  it('opens a session and goes where the reader wanted to go', async () => {
    const { world, password } = await withPerson();
    const answer = await world.post('/sign-in', { name: 'n.amara', password, next: '/records?q=a%20b' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/records?q=a%20b');
    assert.match(answer.headers.getSetCookie().join(), /HttpOnly; SameSite=Lax/);
    const page = await world.get('/', { headers: { cookie: sessionOf(answer) } });
    assert.equal(page.status, 200);
    assert.match(await page.text(), /n\.amara/);
  });

  it('goes nowhere else than to a page of this server', async () => {
    const { world, password } = await withPerson();
    for (const next of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/x\ny',
      'javascript:alert(1)',
      '/sign-out',
      '',
    ]) {
      const answer = await world.post('/sign-in', { name: 'n.amara', password, next });
      assert.equal(answer.headers.get('location'), '/', next);
    }
  });

  it('says the same of a wrong name, a wrong password and a tool, and never repeats the password', async () => {
    const { world, password } = await withPerson();
    const tool = await world.parts.accounts.add({ name: 'probe', role: 'analyst', kind: 'tool' });
    const tries = [
      ['nobody', password],
      ['n.amara', 'wrong-secret'],
      ['probe', tool.password],
    ] as const;
    for (const [name, secret] of tries) {
      const answer = await world.post('/sign-in', { name, password: secret });
      const text = await answer.text();
      assert.equal(answer.status, 422);
      assert.equal(sessionOf(answer), '');
      assert.match(text, /do not belong together/);
      assert.ok(!text.includes(secret));
    }
  });

  it('lists every empty field', async () => {
    const { world } = await withPerson();
    const text = await (await world.post('/sign-in', { name: ' ', password: '' })).text();
    assert.match(text, /href="#f-name".*href="#f-password"/s);
  });

  it('is throttled, and says when to try again', async () => {
    const { world, password } = await withPerson();
    for (let tries = 0; tries < 10; tries++)
      assert.equal((await world.post('/sign-in', { name: 'n.amara', password: 'no' })).status, 422);
    const answer = await world.post('/sign-in', { name: 'n.amara', password });
    assert.equal(answer.status, 429);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    assert.match(await answer.text(), /Too many attempts/);
    world.clock.seconds += 3600;
    assert.equal((await world.post('/sign-in', { name: 'n.amara', password })).status, 303);
  });

  it('takes no form from a foreign page', async () => {
    const { world, password } = await withPerson();
    const headers = { origin: 'https://evil.example' };
    assert.equal((await world.post('/sign-in', { name: 'n.amara', password }, { headers })).status, 403);
    const silent = await world.post('/sign-in', { name: 'n.amara', password }, { headers: { origin: 'null' } });
    assert.equal(silent.status, 303);
  });
});

describe('signing out', () => {
  it('ends the session for good, and says so once', async () => {
    const world = await PagesWorld.make();
    const { cookie } = world.session('viewer');
    const answer = await world.post('/sign-out', {}, { as: 'viewer' });
    assert.equal(answer.headers.get('location'), '/sign-in');
    const notice = answer.headers.getSetCookie().find((one) => one.startsWith('comity-notice=')) ?? '';
    const page = await world.get('/sign-in', { headers: { cookie: notice.split(';')[0] ?? '' } });
    assert.match(page.headers.getSetCookie().join(), /comity-notice=; .*Max-Age=0/);
    assert.match(await page.text(), /You are signed out/);
    const after = await world.get('/', { headers: { cookie } });
    assert.equal(after.status, 303);
    assert.match(after.headers.getSetCookie().join(), /Max-Age=0/);
  });
});
