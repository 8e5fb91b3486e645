import assert from 'node:assert/strict';
import { test } from 'node:test';
import { procedures } from '#desks/procedures.ts';
import type { Machine } from '#protocol/case/procedure.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { diagramLayout, procedureDiagram } from './procedure-diagram.ts';

const machines = procedures.flatMap(({ procedure }) => procedure.machines.map((machine) => ({ procedure, machine })));

test('every state of every procedure has a place of its own within the picture', () => {
  assert.ok(machines.length >= 10);
  for (const { machine } of machines) {
    const { places, width, height } = diagramLayout(machine);
    assert.deepEqual(places.map(({ key }) => key).toSorted(), machine.states.map(({ key }) => key).toSorted());
    assert.equal(new Set(places.map(({ x, y }) => `${x} ${y}`)).size, places.length, machine.key);
    assert.ok(places.every(({ x, y }) => x > 0 && x < width && y > 0 && y < height));
  }
});

/** Every way that a machine has from one state to another. */
const waysOf = ({ acts, states }: Machine): string[] => [
  ...acts.flatMap(({ from, to }) => from.map((start) => `${start} ${to ?? start}`)),
  ...states.flatMap(({ key, waits }) =>
    waits.flatMap(({ to, otherwise }) => [to, otherwise].map((state) => `${key} ${state ?? key}`)),
  ),
];

test('every way by an act or by silence is drawn, once, and no other', () => {
  for (const { machine } of machines) {
    const drawn = diagramLayout(machine).steps.map(({ from, to }) => `${from} ${to}`);
    const ways = new Set(waysOf(machine)).values().filter((way) => way.split(' ')[0] !== way.split(' ')[1]);
    assert.deepEqual(drawn.toSorted(), [...ways].toSorted());
  }
});

test('the state where the case is, and no other, has a thick frame', () => {
  const reader = sampleReader('en', '/cases');
  for (const { procedure, machine } of machines) {
    const here = machine.initial;
    const { text } = procedureDiagram(reader, procedure.id, machine, here);
    assert.equal(text.split('stroke-width="4"').length, 2, machine.key);
    assert.equal(procedureDiagram(reader, procedure.id, machine, undefined).text.includes('stroke-width="4"'), false);
  }
});
