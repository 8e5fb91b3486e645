import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hour, Play, rulesOf } from '#desks/play.fixture.ts';
import { deadlineTable, uncovered } from './deadline-table.ts';

const rules = rulesOf('consultation');
const begun = (): Play => new Play(rules, ['asker', 'asked']).do('asker', 'ask');
const lineOf = (plays: readonly Play[], wait: string) =>
  deadlineTable(
    rules,
    plays.map(({ state }) => state),
  ).find((line) => line.wait === wait);

test('there is a line for every wait of the procedure, and all are uncovered before anything happened', () => {
  const waits = rules.machines.flatMap(({ states }) => states.flatMap((state) => state.waits));
  const lines = deadlineTable(rules, []);
  assert.ok(waits.length > 20);
  assert.equal(lines.length, waits.length);
  assert.equal(uncovered(lines).length, waits.length);
});

test('an answer in time meets the deadline, a late one misses it', () => {
  const inTime = begun().pass(47).do('asked', 'answer');
  assert.deepEqual(lineOf([inTime], 'reply'), {
    machine: 'consultation',
    state: 'asked',
    wait: 'reply',
    met: inTime.now,
  });
  const late = begun();
  const due = late.now + 48 * hour;
  late.pass(49).do('asked', 'answer');
  assert.deepEqual(lineOf([late], 'reply'), { machine: 'consultation', state: 'asked', wait: 'reply', missed: due });
  const both = lineOf([inTime, late], 'reply');
  assert.ok(both !== undefined && uncovered([both]).length === 0);
});

test('an act that leaves the state where it is meets no deadline that it does not answer', () => {
  assert.equal(lineOf([begun().do('asked', 'acknowledge')], 'reply')?.met, undefined);
});

test('where several must answer, the answer of one meets nothing', () => {
  const talks = (): Play => {
    const play = new Play(rules, ['asker', 'asked', 'supporter', 'supporter']).do('asker', 'ask').do('asked', 'answer');
    return play.do('asker', 'ask-for-emergency-meeting').do('supporter', 'second');
  };
  const line = lineOf([talks().pass(49)], 'second-by');
  assert.ok(line?.met === undefined && line?.missed !== undefined);
  assert.ok(lineOf([talks().do('supporter-2', 'second')], 'second-by')?.met);
});
