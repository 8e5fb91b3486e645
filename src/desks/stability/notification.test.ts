import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hour, Play, rulesOf } from '../play.fixture.ts';

const rules = rulesOf('notification');
const begun = (): Play => new Play(rules, ['notifier', 'notified']);
const lasting = (from: number, to: number) => ({ fields: { what: 'exercise', begins: from * hour, ends: to * hour } });

test('what is notified ends after it begins, in the first word and in every change of it (Spec: PRO-22)', () => {
  assert.deepEqual(begun().do('notifier', 'notify', lasting(20, 10)).voids, ['void-field']);
  const play = begun().do('notifier', 'notify', lasting(10, 20));
  assert.equal(play.where(), 'notified');
  play.do('notifier', 'change-notification', { fields: { begins: 21 * hour } });
  play.do('notifier', 'change-notification', { fields: { ends: 9 * hour } });
  assert.deepEqual(play.voids, ['void-field', 'void-field']);
  play.do('notifier', 'change-notification', { fields: { begins: 30 * hour, ends: 40 * hour } });
  play.do('notifier', 'change-notification', { fields: { ends: 31 * hour } });
  assert.equal(play.voids.length, 2);
});

test('a notification is questioned, clarified, and taken note of by all (Spec: PRO-3)', () => {
  const play = new Play(rules, ['notifier', 'notified', 'notified']).do('notifier', 'notify', lasting(10, 20));
  play.do('notified', 'question').do('notifier', 'clarify');
  assert.equal(play.where(), 'notified');
  assert.equal(play.do('notified', 'take-note').where(), 'notified');
  assert.equal(play.do('notified-2', 'take-note').where(), 'done');
});
