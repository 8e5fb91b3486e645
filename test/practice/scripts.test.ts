import assert from 'node:assert/strict';
import { test } from 'node:test';
import { procedures } from '#desks/procedures.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import { isMessageKey, messageKeys } from '#web/messages/catalogue.ts';
import type { Character, Reaction } from '#world/practice/character.ts';
import { type Exercise, type Temper, tempers } from '#world/practice/exercise.ts';
import { allExercises } from '#world/practice/scripts/all-exercises.ts';
import { Random } from '#world/sim/random.ts';
import { Table } from './table.fixture.ts';

const plays = allExercises.flatMap((exercise) =>
  tempers.filter((temper) => exercise.characters[temper] !== undefined).map((temper) => ({ exercise, temper })),
);

const named = ({ key }: Exercise, temper: Temper): string => `${key}, ${temper}`;

function checkOpen(table: Table, name: string): void {
  assert.ok(table.move !== undefined || table.owed !== undefined, `${name}: nothing will happen any more`);
}

test('against a trainee who never acts, every script comes to an end, but for a directory that its keeper never ends (Spec: PRA-3)', () => {
  assert.ok(plays.length > 30);
  for (const { exercise, temper } of plays) {
    const name = named(exercise, temper);
    const table = new Table(exercise, temper);
    for (let step = 0; step < 120 && !table.isEnd; step++) {
      checkOpen(table, name);
      assert.ok(table.pass(), name);
    }
    assert.equal(table.isEnd, exercise.key !== 'test-contacts', `${name}: ${JSON.stringify(table.state.machines)}`);
  }
});

test('against a trainee who does anything that the procedure allows, every script comes to an end, and none of its acts is void (Spec: PRA-3)', () => {
  for (const { exercise, temper } of plays)
    for (let seed = 0; seed < 8; seed++)
      playAtRandom(
        new Table(exercise, temper),
        new Random(seed * 1000 + plays.findIndex((one) => one.exercise === exercise && one.temper === temper)),
        `${named(exercise, temper)}, seed ${seed}`,
      );
});

function playAtRandom(table: Table, random: Random, name: string): void {
  for (let step = 0; step < 3_000 && !table.isEnd; step++) {
    checkOpen(table, name);
    if (table.possible.length > 0 && random.oneIn(3)) table.playAtRandom(random);
    else table.pass();
  }
  assert.ok(table.isEnd, `${name}: ${JSON.stringify(table.state.machines)}`);
  assert.equal(table.move, undefined, `${name}: a script acts after the end`);
}

/** Everything that somebody in an exercise might do. */
const characters = (exercise: Exercise): Character[] => [
  ...Object.values(exercise.characters),
  ...exercise.cast.flatMap(({ plays: fixed }) => fixed ?? []).map((one) => [one]),
];

/** Faults of one reaction against its procedure. */
function faultsOf({ machines }: Procedure, { act, in: states = [], says, fields }: Reaction): string[] {
  const rule = machines.flatMap(({ acts }) => acts).find(({ key }) => key === act);
  if (rule === undefined) return [`${act} is no act`];
  const due = rule.fields.filter(({ isRequired, type }) => isRequired && type !== 'hash');
  return [
    ...states.filter((state) => !rule.from.includes(state)).map((state) => `${act} cannot be done in ${state}`),
    ...(rule.words === 'required' && says === undefined ? [`${act} needs words`] : []),
    ...(rule.words === 'none' && says !== undefined ? [`${act} takes no words`] : []),
    ...due.filter(({ key }) => fields?.[key] === undefined).map(({ key }) => `${act} needs ${key}`),
  ];
}

test('what a script names is in its procedure, and it says words where words are due', () => {
  const faults = allExercises.flatMap((exercise) => {
    const known = procedures.find(({ procedure: { id } }) => id === exercise.procedure) ?? assert.fail(exercise.key);
    return characters(exercise).flatMap((one) => one.flatMap((reaction) => faultsOf(known.procedure, reaction)));
  });
  assert.deepEqual(faults, []);
});

test('every text of a script is there, and no text is said by nobody', () => {
  const keys = messageKeys
    .filter((key) => key.startsWith('practice.say.'))
    .map((key) => key.slice('practice.say.'.length));
  const written = new Set(allExercises.flatMap(characters).flatMap((one) => one.flatMap(({ says }) => says ?? [])));
  assert.deepEqual(
    [...written].filter((name) => !isMessageKey(`practice.say.${name}`)),
    [],
  );
  assert.deepEqual(
    keys.filter((name) => !written.has(name)),
    [],
  );
});
