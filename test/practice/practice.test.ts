import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewCase } from '#server/case/case-view.ts';
import { pageRoutes } from '#server/http/page-routes.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { practicePages } from '#world/practice/practice-pages.ts';
import { seats } from '#world/practice/practice-parties.ts';
import { servePractice } from '#world/practice/practice-server.ts';
import { Trainee } from './trainee.fixture.ts';

const hour = 3600;
const question = {
  'part-subject': 'An outage',
  'part-facts': 'Two substations',
  'part-question': 'Do you know of it?',
};

test('whoever comes is let in, and every page says that it is practice, what it is not, and what time it is (Spec: PRA-2)', async () => {
  const trainee = await Trainee.arrive();
  const paths = pageRoutes
    .filter(({ method, path }) => method === 'GET' && !path.includes(':'))
    .map(({ path }) => path);
  assert.ok(paths.length > 15);
  for (const path of [...paths, '/practice', '/practice/debrief', '/nowhere', '/cases/0']) {
    await trainee.open(path);
    const isPage = trainee.text.startsWith('<!doctype html>');
    if (isPage)
      assert.match(trainee.text, /all parties are invented, and nothing leaves this machine[\s\S]*clock says/, path);
    else assert.ok(!['/practice', '/nowhere'].includes(path), path);
  }
});

test('a practice is on loopback alone, has no address for servers, and names its parties as what they are (Spec: PRA-1)', async () => {
  const running = await servePractice({ port: 0, powers: processPowers });
  try {
    assert.match(running.url, /^http:\/\/127\.0\.0\.1:\d+\/practice$/);
  } finally {
    await running.stop();
  }
  const { practice } = await Trainee.arrive();
  const app = practicePages(practice);
  for (const path of [
    '/link/hello',
    '/link/case-sync',
    '/link/case-invite',
    '/link/head',
    '/taxii2/',
    '/log/checkpoint',
  ])
    for (const method of ['GET', 'POST']) assert.ok((await app.request(path, { method })).status >= 400, path);
  for (const seat of seats) {
    const party = practice.federation[seat];
    const names = party.db.all<{ names: string }>('SELECT names FROM party');
    assert.equal(names.length, seats.length);
    for (const one of names) assert.match(one.names, /\(practice\)/);
    assert.equal(party.db.raw.location(), null, 'the store is a file');
  }
});

test('time is let pass until something happens or a deadline has passed, never back, and what is due takes effect in order (Spec: PRA-4)', async () => {
  const trainee = await Trainee.arrive();
  await trainee.start('ask', 'slow');
  const { practice } = trainee;
  const began = practice.clock.seconds;
  await trainee.act('ask', question);
  await trainee.pass('deadline');
  assert.match(trainee.coach, /Acknowledge the question[\s\S]*time for this passed: the answer/);
  assert.ok(practice.clock.seconds - began > 48 * hour && practice.clock.seconds - began < 49 * hour);
  await trainee.pass();
  assert.match(trainee.coach, /Varrow \(practice\) *: *Answer[\s\S]*We apologise for the delay/);
  const steps = viewCase(practice.federation.neighbour, practice.run?.id ?? '').steps;
  assert.deepEqual(
    steps.map(({ time }) => time),
    steps.map(({ time }) => time).toSorted((a, b) => a - b),
  );
  const before = practice.clock.now;
  practice.clock.passTo(began);
  assert.equal(practice.clock.now, before);
});

test('what the coach advises leads a consultation to its end, and looking back compares each act with its deadline (Spec: PRA-5, PRA-6)', async () => {
  const trainee = await Trainee.arrive();
  await trainee.start('ask', 'slow');
  assert.match(trainee.coach, /on the night of the 14th/);
  assert.equal(trainee.advised(), 'ask');
  await trainee.act('ask', question);
  for (let passes = 0; passes < 6 && trainee.advised() === ''; passes++) await trainee.pass();
  assert.equal(trainee.advised(), 'satisfied');
  await trainee.act('satisfied');
  assert.match(trainee.coach, /The exercise is over/);
  await trainee.open('/practice/debrief');
  assert.match(trainee.text, /ended at: Resolved/);
  const rows = [...trainee.text.matchAll(/<tr role="row">(.*?)<\/tr>/gs)].map(([, row = '']) =>
    row.replace(/<[^>]*>/g, ' '),
  );
  assert.ok(
    rows.some((row) => /the question .*Estmere.*in time/s.test(row)),
    rows.join('\n'),
  );
  assert.ok(
    rows.some((row) => /the answer .*Varrow.* late/s.test(row)),
    rows.join('\n'),
  );
  assert.ok(
    rows.some((row) => /a word on the answer .*Estmere.*in time/s.test(row)),
    rows.join('\n'),
  );
  await trainee.open('/practice');
  assert.match(trainee.text, /Played to the end once/);
});

test('the same from the other side: the trainee is invited, answers, and the case before is left with its copy', async () => {
  const trainee = await Trainee.arrive();
  await trainee.start('ask', 'cooperative');
  const first = trainee.practice.run?.id ?? '';
  await trainee.start('be-asked', 'cooperative');
  assert.match(trainee.coach, /You are invited/);
  await trainee.send(`/cases/${trainee.practice.run?.id}/join`, {});
  assert.match(trainee.text, /What happened[\s\S]*Ask for clarification/);
  assert.equal(trainee.advised(), 'answer');
  await trainee.act('answer', { 'part-answer-1': 'A rented server was misused.' });
  await trainee.pass();
  assert.match(trainee.coach, /The exercise is over/);
  await trainee.open(`/cases/${first}`);
  assert.match(trainee.text, /We have left this case/);
});

test('what no exercise or character is called begins nothing', async () => {
  const trainee = await Trainee.arrive();
  await trainee.start('ask', 'cooperative');
  await trainee.open('/practice');
  await trainee.send('/practice/start', { exercise: 'take-over', 'temper-take-over': 'cooperative' });
  assert.equal(trainee.status, 404);
  assert.equal(trainee.practice.run?.exercise.key, 'ask');
});
