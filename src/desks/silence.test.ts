import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine, Procedure, StateRule, Wait } from '#protocol/case/procedure.ts';
import { Play, rulesOf } from './play.fixture.ts';
import { procedures } from './procedures.ts';
import { expectedSilence } from './silence.fixture.ts';

/** A time that a field gives is taken as this many hours, or as its floor where that is more. */
const agreedHours = 100;

const hoursOf = ({ within, floor = 0 }: Wait): number =>
  typeof within === 'number' ? within : Math.max(agreedHours, floor);

/** The procedure, begun in this state: where a time is to be agreed, it is agreed. */
function startingIn(rules: Procedure, machine: Machine, { state, only }: { state: StateRule; only: Wait }): Procedure {
  // Of several waits of a state each is looked at alone: the others may be answered.
  const fixed = (one: StateRule): StateRule => ({
    ...one,
    waits: one.waits
      .filter((wait) => one.key !== state.key || wait.key === only.key)
      .map((wait) => ({ ...wait, within: hoursOf(wait) })),
  });
  return {
    ...rules,
    machines: rules.machines.map((one) => {
      // What runs for each item runs here once: what follows does not depend on how many there are.
      const { item: _item, ...once } = one;
      return one.key === machine.key ? { ...once, initial: state.key, states: one.states.map(fixed) } : once;
    }),
  };
}

/** What follows when nobody acts: one line, to be compared with what is written out. */
function follows(rules: Procedure, machine: Machine, state: StateRule, wait: Wait): string {
  const roles = rules.roles.map(({ key }) => key);
  const play = new Play(startingIn(rules, machine, { state, only: wait }), roles);
  const owner = machine.each === 'case' ? undefined : roles.find((role) => machine.each.includes(role));
  const key = owner === undefined ? machine.key : `${machine.key}/${owner}`;
  play.pass(hoursOf(wait) - 1);
  const before = play.state.machines[key]?.state;
  play.pass(2);
  const after = play.state.machines[key]?.state ?? '';
  assert.equal(before, state.key, `${key}/${state.key} was left before ${wait.key} was due`);
  const may = roles.flatMap((role) => {
    const acts = play.may(role, machine.key);
    return acts.length === 0 ? [] : [`${role}: ${[...new Set(acts)].join(' ')}`];
  });
  const hours = typeof wait.within === 'number' ? `${wait.within} h` : 'agreed time';
  return `${machine.key}/${state.key}/${wait.key} ${hours}, ${wait.silence} → ${after} | ${may.join(' | ') || 'end'}`;
}

for (const [id, expected] of Object.entries(expectedSilence))
  test(`${id}: what follows when nobody answers, in every state in which something is owed (Spec: PRO-3, P1)`, () => {
    const rules = rulesOf(id);
    const lines = rules.machines.flatMap((machine) =>
      machine.states.flatMap((state) => state.waits.map((wait) => follows(rules, machine, state, wait))),
    );
    assert.ok(lines.length > 2);
    assert.deepEqual(lines, expected);
  });

test('every procedure stands in the table', () => {
  assert.deepEqual(Object.keys(expectedSilence).toSorted(), procedures.map(({ procedure }) => procedure.id).toSorted());
});
