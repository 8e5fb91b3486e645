import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inventParty } from '../identity/invented-party.fixture.ts';
import { inventTerms, signedBy, unsigned } from './invented-agreement.fixture.ts';
import { type AgreementFacts, agreementFacts, nextChange, type Standing, standingOf } from './standing.ts';

const [a, b, c] = [inventParty('Aldoria'), inventParty('Bereth'), inventParty('Calder')];
const histories = [a.history, b.history, c.history];
const rest = { withdrawnBy: [], superseded: false, since: 0 };
const facts = agreementFacts(signedBy(inventTerms([a.id, b.id]), [a, b]), histories, rest);
const at = (moment: number, change: Partial<AgreementFacts> = {}): Standing =>
  standingOf({ ...facts, ...change }, moment);

describe('the standing of an agreement (Spec: AGR-6)', () => {
  it('is in force from its start until before its end', () => {
    assert.deepEqual(
      [999, 1000, 1999, 2000].map((moment) => at(moment)),
      ['not-started', 'in-force', 'in-force', 'expired'],
    );
    for (const moment of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      assert.notEqual(at(moment), 'in-force');
  });

  it('needs two parties (Spec: AGR-3)', () => {
    for (const parties of [[], [a]]) {
      const alone = agreementFacts(signedBy(inventTerms(parties.map(({ id }) => id)), parties), histories, rest);
      assert.equal(standingOf(alone, 1500), 'no-parties');
    }
  });

  it('needs the signature of every party', () => {
    const circle = inventTerms([a.id, b.id, c.id], { form: 'circle' });
    const partly = agreementFacts(signedBy(circle, [a, b]), histories, rest);
    assert.equal(standingOf(partly, 1500), 'not-signed');
    assert.equal(standingOf(agreementFacts(signedBy(circle, [a, b, c]), histories, rest), 1500), 'in-force');
    assert.equal(standingOf(agreementFacts(signedBy(circle, [a, b, b]), histories, rest), 1500), 'not-signed');
    assert.equal(standingOf(agreementFacts(unsigned(circle), histories, rest), 1500), 'not-signed');
    assert.equal(at(1500, { signedBy: [a.id, c.id] }), 'not-signed');
  });

  it('goes on among the others of a circle when one leaves, and ends for the one (Spec: AGR-9)', () => {
    const three = {
      ...facts,
      agreement: { ...facts.agreement, terms: { ...facts.agreement.terms, parties: [a.id, b.id, c.id].toSorted() } },
      signedBy: [a.id, b.id, c.id],
    };
    const left = { ...three, withdrawnBy: [c.id] };
    assert.equal(standingOf(left, 1500, [a.id, b.id]), 'in-force');
    assert.equal(standingOf(left, 1500, [a.id, c.id]), 'withdrawn');
    assert.equal(standingOf({ ...left, withdrawnBy: [b.id, c.id] }, 1500, [a.id]), 'withdrawn');
  });

  it('ends with the withdrawal of one of two, at any time (Spec: AGR-9)', () => {
    for (const moment of [999, 1500, 2000]) assert.equal(at(moment, { withdrawnBy: [b.id] }), 'withdrawn');
  });

  it('ends when a later agreement replaces it (Spec: AGR-8)', () => {
    assert.equal(at(1500, { superseded: true }), 'superseded');
  });

  it('tells when time alone may change it next', () => {
    assert.deepEqual(
      [0, 999, 1000, 1999, 2000].map((moment) => nextChange(facts, moment)),
      [1000, 1000, 2000, 2000, Number.POSITIVE_INFINITY],
    );
  });
});
