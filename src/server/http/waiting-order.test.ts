import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aldoria, bereth, sampleId } from '#web/pages/sample-facts.ts';
import type { Waiting } from '#web/parts/waiting.ts';
import { byUrgency, presses } from './waiting-order.ts';

const now = 1_790_000_000;
const hour = 3600;

const notice = (due?: number): Waiting => ({
  what: 'notice',
  notice: { id: sampleId(1), title: 'Loader' },
  urgency: 'immediate',
  party: bereth,
  ...(due === undefined ? {} : { due }),
});
const owed = (due: number): Waiting => ({
  what: 'case',
  case: { id: sampleId(2), procedure: 'consultation', others: [aldoria] },
  wait: 'reply',
  silence: 'escalation',
  due,
});
const link: Waiting = { what: 'link-fault', party: bereth, code: 'egress-unreachable', since: now };

test('what is due first stands first, a notice no earlier than its own deadline (Spec: BRD-1)', () => {
  const all = [link, notice(now + 23 * hour), owed(now + 30 * hour), owed(now + 4 * hour), notice(now + 2 * hour)];
  assert.deepEqual(
    all.toSorted(byUrgency(now)).map(({ due }) => (due === undefined ? undefined : (due - now) / hour)),
    [2, 4, 23, 30, undefined],
  );
});

test('a notice without a deadline stands after what is due within the watch, and before what is due later', () => {
  const all = [owed(now + 20 * hour), notice(), owed(now + hour)];
  assert.deepEqual(
    all.toSorted(byUrgency(now)).map(({ what, due }) => due ?? what),
    [now + hour, 'notice', now + 20 * hour],
  );
});

test('notices, broken links and what is due within twelve hours press', () => {
  assert.deepEqual(
    [notice(), link, owed(now + 11 * hour), owed(now + 13 * hour)].map((one) => presses(now, one)),
    [true, true, true, false],
  );
});
