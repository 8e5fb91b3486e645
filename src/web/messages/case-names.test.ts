import assert from 'node:assert/strict';
import { test } from 'node:test';
import { procedures } from '#desks/procedures.ts';
import { voidCodes } from '#protocol/case/case-state.ts';
import { type Machine, type Procedure, silences } from '#protocol/case/procedure.ts';
import { standings } from '../parts/case-timeline.ts';
import { isMessageKey, messageKeys } from './catalogue.ts';

const keysOf = ({ key, states, acts }: Machine): string[] => [
  `machine.${key}`,
  ...states.flatMap((state) => [`state.${state.key}`, ...state.waits.map((wait) => `wait.${wait.key}`)]),
  ...acts.flatMap((act) => [
    `act.${act.key}`,
    ...act.parts.map((part) => `part.${part.key}`),
    ...(act.rung === undefined ? [] : [`cost.${act.key}`]),
    ...act.fields.flatMap((field) => [
      `field.${field.key}`,
      ...(field.choices ?? []).map((choice) => `choice.${choice}`),
    ]),
  ]),
];

const wanted = ({ id, roles, machines }: Procedure): string[] =>
  ['name', 'about', ...roles.map(({ key }) => `role.${key}`), ...machines.flatMap(keysOf)].map(
    (name) => `case.${id}.${name}`,
  );

const all = new Set(procedures.flatMap(({ procedure }) => wanted(procedure)));

test('everything that a procedure names has a text', () => {
  assert.ok(all.size > 200);
  assert.deepEqual(
    [...all].filter((key) => !isMessageKey(key)),
    [],
  );
});

test('no text names what no procedure has', () => {
  const named = messageKeys.filter((key) => key.startsWith('case.'));
  assert.deepEqual(
    named.filter((key) => !all.has(key)),
    [],
  );
});

test('every meaning of silence, every reason of a void act and every standing has a text', () => {
  for (const silence of silences) assert.ok(isMessageKey(`cases.silence.${silence}`), silence);
  for (const code of voidCodes) assert.ok(isMessageKey(`cases.reason.${code}`), code);
  for (const standing of standings) assert.ok(isMessageKey(`cases.finality.${standing}`), standing);
});
