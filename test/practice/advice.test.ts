import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceFor } from '#world/practice/course.ts';
import { courseOf, tempers } from '#world/practice/exercise.ts';
import { allExercises } from '#world/practice/scripts/all-exercises.ts';
import { Table } from './table.fixture.ts';

const mostSteps = 150;

/** Plays as the coach advises: the act that it names, or time that passes. Gives the names of the acts. */
function follow(table: Table, course: ReturnType<typeof courseOf>): string[] {
  const done: string[] = [];
  for (let step = 0; step < mostSteps && !table.isEnd; step++) {
    const { act, way } = adviceFor(table.sight, course);
    const [first] = way;
    if (act === undefined) table.pass();
    else {
      assert.ok(first === undefined || (first.kind === 'act' && first.rule === act.rule), act.rule.key);
      table.play(act);
      done.push(act.rule.key);
    }
  }
  return done;
}

test('whoever does what the coach advises comes to the end of every exercise, with every character (Spec: PRA-5)', () => {
  let played = 0;
  for (const exercise of allExercises)
    for (const temper of tempers.filter((one) => exercise.characters[one] !== undefined)) {
      const table = new Table(exercise, temper);
      const done = follow(table, courseOf(exercise, temper));
      assert.ok(table.isEnd, `${exercise.key}, ${temper}: ${done.join(', ')}; ${table.where}`);
      assert.ok(done.length > 0, `${exercise.key}, ${temper}: nothing was to do`);
      const most = Math.max(...[...Map.groupBy(done, (act) => act).values()].map((all) => all.length));
      assert.ok(most <= 3, `${exercise.key}, ${temper}: ${done.join(', ')}`);
      played++;
    }
  assert.ok(played > 30);
});

test('where nobody leads, the coach advises to take over once the rules allow it', () => {
  const exercise = allExercises.find(({ key }) => key === 'take-over') ?? assert.fail();
  assert.ok(follow(new Table(exercise, 'silent'), exercise.course).includes('take-over'));
});
