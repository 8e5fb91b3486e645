import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PagesWorld } from './pages.fixture.ts';

const text = 'Calder Grid called at 02:40.\r\nBereth waits for <b>us</b>.';
const give = (world: PagesWorld, as: 'analyst' | 'releaser' | 'viewer', words = text) =>
  world.post('/duty', { words }, { as });
const take = (world: PagesWorld, n: number, as: 'analyst' | 'releaser') => world.post(`/duty/${n}/take`, {}, { as });

test('the inbox lists what waits of several desks, by deadline and by kind of work (Spec: BRD-1)', async () => {
  const world = await PagesWorld.make();
  const all = await world.page('/inbox');
  assert.match(all, /Offer/);
  assert.match(all, /Approve the release/);
  const agreements = await world.page('/inbox?of=agreements');
  assert.match(agreements, /Offer/);
  assert.doesNotMatch(agreements, /Approve the release/);
  assert.match(await world.page('/inbox?of=nonsense'), /Approve the release/);
  assert.match(await world.page('/inbox?page=99'), /Approve the release/, 'beyond the end is the last page');
});

test('a hand-over is taken once, by somebody else, and names who is on duty (Spec: BRD-3)', async () => {
  const world = await PagesWorld.make();
  assert.match(await world.page('/duty'), /Nobody has taken a hand-over yet/);
  assert.equal((await give(world, 'analyst')).status, 303);
  assert.match(await world.page('/duty', 'releaser'), /Calder Grid called at 02:40\.\nBereth waits for &lt;b&gt;us/);
  assert.match(await world.page('/duty', 'analyst'), /Somebody else takes over/);
  await take(world, 1, 'analyst');
  assert.match(await world.page('/duty', 'viewer'), /Nobody has taken/);
  await take(world, 1, 'releaser');
  assert.match(await world.page('/duty', 'viewer'), /On duty<\/dt><dd><bdi>releaser/);
  await take(world, 1, 'analyst');
  assert.match(await world.page('/duty', 'viewer'), /On duty<\/dt><dd><bdi>releaser/);
});

test('the board says since when it counts, and prints whole addresses for calendar programs (Spec: BRD-4)', async () => {
  const world = await PagesWorld.make();
  const before = await world.page('/duty', 'viewer');
  assert.match(before, /In the last 24 hours<\/dt>/);
  assert.doesNotMatch(before, /Since the last hand-over/);
  for (const path of ['/calendar/cases.ics', '/calendar/notices.ics'])
    assert.ok(before.includes(`>${world.aldoria.url}${path}<`), path);
  assert.match(before, /asks for the name and password/);
  await give(world, 'analyst');
  await take(world, 1, 'releaser');
  const after = await world.page('/duty', 'viewer');
  assert.match(after, /Since the last hand-over<\/dt>/);
  assert.doesNotMatch(after, /In the last 24 hours/);
});

test('a newer hand-over takes the place of one that nobody took (Spec: BRD-3)', async () => {
  const world = await PagesWorld.make();
  await give(world, 'analyst', 'First');
  await give(world, 'analyst', 'Second');
  await take(world, 1, 'releaser');
  assert.match(await world.page('/duty', 'viewer'), /Nobody has taken/);
  await take(world, 2, 'releaser');
  assert.match(await world.page('/duty', 'viewer'), /On duty<\/dt><dd><bdi>releaser/);
});

test('a hand-over keeps what was open then, whatever happens to it later (Spec: BRD-2)', async () => {
  const world = await PagesWorld.make();
  await give(world, 'analyst');
  await world.post(`/agreements/${world.waiting}/sign`, { confirm: 'yes' }, { as: 'administrator' });
  assert.doesNotMatch(await world.page('/inbox?of=agreements'), /Read and sign/);
  const kept = await world.page('/duty/1', 'viewer');
  assert.match(kept, /Read and sign/);
  assert.match(kept, /Calder Grid called/);
  assert.throws(() => world.aldoria.db.run("UPDATE hand_over SET words = 'other'"), /not changed/);
  assert.throws(() => world.aldoria.db.run('DELETE FROM hand_over'), /stays/);
});

test('nobody hands over without a word or without the right', async () => {
  const world = await PagesWorld.make();
  assert.equal((await give(world, 'releaser', ' ')).status, 422);
  assert.equal((await give(world, 'releaser', 'x'.repeat(10_001))).status, 422);
  assert.equal((await give(world, 'viewer')).status, 403);
  assert.equal((await world.get('/duty/7', { as: 'viewer' })).status, 404);
  assert.equal(world.aldoria.db.count('SELECT count(*) FROM hand_over'), 0);
});
