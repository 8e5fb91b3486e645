import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type RecipientFacts, recipientStates, standingOf, tally } from './answer-matrix.ts';
import { contactsDue, nextReminder, urgencies, urgencyRules } from './urgency.ts';

const told = (at: number) => ({ said: at, at, role: 'analyst' as const });
const by = 1000;

describe('where a recipient stands', () => {
  it('NTC-7, NTC-8: follows from what is known and the time', () => {
    const cases: readonly [facts: RecipientFacts, now: number, standing: string][] = [
      [{ isDelivered: false }, 10, 'not-delivered'],
      [{ isDelivered: false }, 2000, 'not-delivered'],
      [{ isDelivered: true }, 1000, 'delivered'],
      [{ isDelivered: true }, 1001, 'lapsed'],
      [{ isDelivered: true, opened: told(5) }, 1000, 'opened'],
      [{ isDelivered: true, opened: told(5) }, 1001, 'lapsed'],
      [{ isDelivered: false, opened: told(5) }, 10, 'opened'],
      [{ isDelivered: true, acknowledged: told(1000) }, 2000, 'acknowledged'],
      [{ isDelivered: true, acknowledged: told(1001) }, 2000, 'acknowledged late'],
    ];
    for (const [facts, now, standing] of cases) {
      const { state, isLate } = standingOf(facts, by, now);
      assert.equal(`${state}${isLate ? ' late' : ''}`, standing, JSON.stringify({ facts, now }));
    }
  });

  const factsOf = fc.record(
    {
      isDelivered: fc.boolean(),
      opened: fc.nat(2000).map(told),
      acknowledged: fc.nat(2000).map(told),
    },
    { requiredKeys: ['isDelivered'] },
  );

  it('NTC-7: counts every recipient once', () => {
    fc.assert(
      fc.property(fc.array(factsOf), fc.nat(2000), (all, now) => {
        const counts = tally(all.map((facts) => standingOf(facts, by, now)));
        assert.equal(
          recipientStates.reduce((sum, state) => sum + counts[state], 0),
          all.length,
        );
        assert.equal(counts.all, all.length);
      }),
    );
  });

  it('NTC-7: without a time that was set nobody lapses and nobody is late', () => {
    fc.assert(
      fc.property(factsOf, fc.nat(), (facts, now) => {
        const { state, isLate } = standingOf(facts, undefined, now);
        return state !== 'lapsed' && !isLate;
      }),
    );
  });
});

describe('the escalation plan', () => {
  it('NTC-11: writes to one contact at once, and to one more after each time of the urgency', () => {
    for (const urgency of urgencies) {
      const { nextContactAfter } = urgencyRules[urgency];
      assert.equal(contactsDue(urgency, undefined, 5), 1);
      assert.equal(contactsDue(urgency, 100, 100 + nextContactAfter - 1), 1);
      assert.equal(contactsDue(urgency, 100, 100 + nextContactAfter), 2);
      assert.equal(contactsDue(urgency, 100, 0), 1, 'a clock that was set back');
    }
  });

  it('NTC-10: lets the rest be reminded at once, and then not too often', () => {
    assert.equal(nextReminder('immediate', undefined), 0);
    assert.equal(nextReminder('immediate', 1000), 1300);
  });
});
