import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseStates } from '../pages/sample-case-states.ts';
import { aldoria } from '../pages/sample-facts.ts';

test('every procedure is shown first, with our turn, with that of others and ended. Spec: CPG-1, P1', () => {
  const views = Object.values(caseStates);
  const procedures = new Set(views.map(({ procedure }) => procedure));
  assert.equal(procedures.size, 4);
  for (const procedure of procedures) {
    const those = views.filter((view) => view.procedure === procedure);
    assert.ok(
      those.some(({ path }) => path.length === 1),
      `${procedure} at its beginning`,
    );
    assert.ok(
      those.some(({ owed }) => owed.some(({ isOurs }) => isOurs)),
      `${procedure}, ours`,
    );
    assert.ok(
      those.some(({ owed }) => owed.some(({ isOurs }) => !isOurs)),
      `${procedure}, theirs`,
    );
  }
});

test('in no open state is nothing owed by anybody: there is always a next step. Spec: P1', () => {
  const open = Object.values(caseStates).filter(({ isEnd }) => !isEnd);
  assert.ok(open.length > 10);
  for (const { owed, procedure, path } of open)
    assert.ok(
      owed.some(({ isMain }) => isMain),
      `${procedure}: ${path.join()}`,
    );
});

test('what answers something that we owe is marked, and what answers nothing is not', () => {
  const { possible } = caseStates['consultation-ours'];
  assert.deepEqual(
    possible.filter(({ isOwed }) => isOwed).map(({ act }) => act),
    ['answer'],
  );
  assert.ok(possible.some(({ act }) => act === 'acknowledge'));
});

test('an act of all names those that are missing, ourselves left out', () => {
  const { possible } = caseStates['incident-embargo'];
  const agree = possible.find(({ act }) => act === 'agree-embargo');
  const others = agree?.needs?.others;
  assert.ok(typeof others === 'object');
  assert.deepEqual(
    others.map(({ name }) => name),
    ['Open Nets Observatory'],
  );
  assert.ok(!others.some(({ id }) => id === aldoria.id));
});

test('the path has the newest states only, the present one last', () => {
  const { path, states } = caseStates['consultation-mediator'];
  assert.deepEqual(path, ['meeting-due', 'recorded', 'talking', 'mediator-proposed']);
  assert.equal(states['consultation'], path.at(-1));
});
