import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Action, actions, can, isRole, mayDo, roles } from './rights.ts';

const party = 'ab'.repeat(32);

// Written out once more by hand: a change of the table must be meant.
const expected: Record<Action, string> = {
  'read-records': 'viewer analyst releaser administrator auditor',
  'read-log': 'viewer analyst releaser administrator auditor',
  'taxii-read': 'viewer analyst releaser administrator auditor',
  'taxii-write': 'analyst releaser administrator',
  import: 'analyst releaser administrator',
  'report-observations': 'analyst releaser administrator',
  'run-dry-run': 'analyst releaser administrator auditor',
  'propose-agreement': 'analyst releaser administrator',
  'state-notice': 'analyst releaser administrator',
  'answer-notice': 'analyst releaser administrator',
  'hand-over': 'analyst releaser administrator',
  'approve-release': 'releaser administrator',
  'erase-records': 'releaser administrator',
  'withdraw-agreement': 'releaser administrator',
  'sign-agreement': 'administrator',
  'manage-parties': 'administrator',
  'manage-sources': 'administrator',
  'manage-accounts': 'administrator',
  'manage-policy': 'administrator',
  'read-audit': 'administrator auditor',
  'read-own-view': 'viewer analyst releaser administrator',
  'act-for-organisation': 'analyst releaser administrator',
};

test('every role has exactly its rights', () => {
  assert.deepEqual([...actions].sort(), Object.keys(expected).sort());
  for (const action of actions)
    assert.equal(roles.filter((role) => can(role, action)).join(' '), expected[action], action);
});

test('a higher role may do all that a lower one may', () => {
  const ranked = ['viewer', 'analyst', 'releaser', 'administrator'] as const;
  for (const [index, role] of ranked.entries())
    for (const lower of ranked.slice(0, index))
      for (const action of actions) assert.ok(!can(lower, action) || can(role, action), `${role} ${action}`);
});

test('an auditor changes nothing', () => {
  const changing = actions.filter((action) => !/^read-|^taxii-read$|^run-dry-run$/.test(action));
  assert.equal(changing.length, 16);
  for (const action of changing) assert.equal(can('auditor', action), false, action);
});

const ofOrganisations: readonly Action[] = ['read-own-view', 'act-for-organisation'];

test('an account of a partner may fetch what is released to the partner, submit and speak for it as its role lets it, and nothing else', () => {
  for (const role of roles)
    for (const action of actions) {
      const isBound = action === 'taxii-write' || ofOrganisations.includes(action);
      const expectedOf = action === 'taxii-read' || (isBound && can(role, action));
      assert.equal(mayDo({ role, party }, action), expectedOf, `${role} ${action}`);
    }
});

test('an account of our own may do what its role may', () => {
  for (const role of roles)
    for (const action of actions)
      assert.equal(mayDo({ role }, action), can(role, action) && !ofOrganisations.includes(action));
});

test('only the five roles are roles', () => {
  for (const role of roles) assert.equal(isRole(role), true);
  for (const text of ['', 'Viewer', 'admin', 'constructor', '__proto__']) assert.equal(isRole(text), false);
});
