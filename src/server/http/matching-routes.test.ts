import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importObjects } from '../party/import-objects.ts';
import { indicator, PagesWorld } from './pages.fixture.ts';

const seen = '{"type":"domain-name","value":"bad.test-net"}';

async function world(): Promise<PagesWorld> {
  const made = await PagesWorld.make();
  const pattern = "[domain-name:value = 'bad.test-net']";
  const blocked = "[domain-name:value MATCHES '(?=x)']";
  importObjects(
    made.aldoria,
    JSON.stringify([
      { ...indicator(50, 'Bad name', 'green'), pattern },
      { ...indicator(51, 'Looks ahead', 'green'), pattern: blocked },
    ]),
  );
  return made;
}

const kept = ({ aldoria }: PagesWorld): number =>
  aldoria.db.count(
    'SELECT (SELECT count(*) FROM match_hit) + (SELECT count(*) FROM match_day) + (SELECT count(*) FROM match_guarded)',
  );

test('the page says what is looked for, and why something is not', async () => {
  const text = await (await world()).page('/matching', 'viewer');
  assert.match(text, /7 indicators are compared/);
  assert.match(text, /Looks ahead/);
  assert.match(text, /pattern-expression/);
});

test('a trial shows matches and guarded ones and keeps nothing (MAT-14)', async () => {
  const made = await world();
  const answer = await made.post(
    '/matching',
    { lines: `${seen}\n{"type":"ipv4-addr","value":"192.0.2.1"}\nno\n` },
    { as: 'viewer' },
  );
  const text = await answer.text();
  assert.equal(answer.status, 200);
  assert.match(text, /1 indicator matches/);
  assert.match(text, /kept for examples/);
  assert.match(text, /observation-syntax/);
  assert.equal(kept(made), 0);
  assert.equal((await made.post('/matching', { lines: ' ' }, { as: 'viewer' })).status, 422);
});

test('a guard is lifted by who may report, once there is something guarded (MAT-12)', async () => {
  const made = await world();
  const seq = made.seqOf('Sparrow');
  assert.equal((await made.post(`/matching/${seq}/lift`, {}, { as: 'analyst' })).status, 404);
  made.aldoria.db.run("INSERT INTO match_guarded VALUES (?, 'documentation', 1, 0, 0)", seq);
  assert.equal((await made.post(`/matching/${seq}/lift`, {}, { as: 'viewer' })).status, 403);
  assert.equal((await made.post(`/matching/${seq}/lift`, {}, { as: 'analyst' })).status, 303);
  assert.match(await made.page('/matching', 'viewer'), /Lifted/);
});

test('a partner sees nothing of it', async () => {
  const made = await world();
  assert.doesNotMatch(await made.page('/matching', 'partner'), /Bad name/);
});
