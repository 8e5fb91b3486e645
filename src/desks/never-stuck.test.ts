import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldValue } from '#protocol/case/act.ts';
import type { FieldRule, Procedure } from '#protocol/case/procedure.ts';
import { owedIn, type Possible, possibleFor, whereIs } from '#protocol/case/view.ts';
import { hour, Play } from './play.fixture.ts';
import { procedures } from './procedures.ts';

/** A value of the right type: times lie some hours ahead, parties are members or come from outside. */
function valueFor({ type, choices = [] }: FieldRule, play: Play, draw: number): FieldValue {
  const parties = [...Object.keys(play.state.members), (draw % 4).toString(16).repeat(64)];
  switch (type) {
    case 'time':
      return play.now + (1 + (draw % 200)) * hour;
    case 'number':
      return draw % 10;
    case 'choice':
      return choices[draw % choices.length] ?? '';
    case 'party':
      return parties[draw % parties.length] ?? '';
    case 'hash':
    case 'act':
      return (draw % 16).toString(16).repeat(64);
  }
}

/** All that anybody may do now, with who may. */
const options = (rules: Procedure, play: Play): (Possible & { party: string })[] =>
  Object.keys(play.state.members).flatMap((party) =>
    possibleFor(rules, play.state, party).map((one) => ({ ...one, party })),
  );

/** In an open state somebody owes something by a time, and somebody may do something about it. */
function check(rules: Procedure, play: Play): void {
  const { machine, state, isEnd } = whereIs(rules, play.state);
  if (isEnd) return;
  const owed = owedIn(rules, play.state).filter((one) => one.machine === machine);
  assert.ok(
    owed.some(({ owners, due, to }) => owners.length > 0 && due !== undefined && to !== undefined),
    `${rules.id}/${state}: nobody owes anything by a time`,
  );
  assert.ok(
    options(rules, play).some((one) => one.machine === machine),
    `${rules.id}/${state}: nobody may do anything`,
  );
}

/** Numbers that look drawn and are the same every time (Lehmer, 1951). */
function drawing(seed: number): (below: number) => number {
  let last = seed;
  return (below) => {
    last = (last * 48_271) % 2_147_483_647;
    return Math.floor((last / 2_147_483_647) * below);
  };
}

/** One step of somebody, or some hours in which nobody does anything. */
function step(rules: Procedure, play: Play, draw: (below: number) => number): void {
  if (draw(8) === 0) return void play.pass(draw(6) === 0 ? 5_000 : draw(200));
  const all = options(rules, play).filter(({ item }) => item === undefined);
  // What ends a case is rarely chosen, or no walk would come far.
  const ends = rules.machines.flatMap(({ states }) => states.flatMap(({ key, isEnd }) => (isEnd ? [key] : [])));
  const onward = all.filter(({ rule }) => rule.to !== undefined && !ends.includes(rule.to));
  const chosen = draw(20) === 0 || onward.length === 0 ? all : onward;
  const { rule, party, about } = chosen[draw(chosen.length)] ?? assert.fail('nobody may do anything');
  const fields = Object.fromEntries(rule.fields.map((field) => [field.key, valueFor(field, play, draw(100_000))]));
  play.do(party, rule.key, { fields, ...(about === undefined ? {} : { about }) });
}

const cases = 300;
const steps = 60;

for (const { procedure: rules } of procedures)
  test(`${rules.id}: whoever takes part and whatever they do, somebody owes something by a time and a step is open (Spec: PRO-2, P1)`, () => {
    const draw = drawing(7);
    const seen = new Set<string>();
    for (let n = 0; n < cases; n++) {
      const play = new Play(
        rules,
        rules.roles.flatMap(({ key, least }) => (least > 0 || draw(2) === 0 ? [key] : [])),
      );
      for (let done = 0; done < steps && !whereIs(rules, play.state).isEnd; done++) {
        check(rules, play);
        seen.add(whereIs(rules, play.state).state);
        step(rules, play, draw);
      }
    }
    const open = rules.machines.find(({ isMain }) => isMain)?.states.filter(({ isEnd }) => !isEnd) ?? [];
    assert.deepEqual(
      open.map(({ key }) => key).filter((key) => !seen.has(key)),
      [],
      'states that no walk came to',
    );
  });
