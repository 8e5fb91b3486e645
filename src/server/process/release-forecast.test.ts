import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '../party/agreement-book.ts';
import { itemsOf } from '../party/batch-book.ts';
import { importObjects } from '../party/import-objects.ts';
import type { Party } from '../party/party.ts';
import { keepPeer, ownIntroduction } from '../party/peer-book.ts';
import { nextRelease } from '../party/release-book.ts';
import { forecastRelease, releasableTo } from './release-forecast.ts';
import { identity, memoryParty } from './served-party.fixture.ts';

const green = tlpMarkingId('green');
const amber = tlpMarkingId('amber');

function pair(history: 'all' | 'from-start' = 'all'): { a: Party; b: Party; conclude: () => void } {
  const [a, b] = [memoryParty('Aldoria'), memoryParty('Bereth')];
  keepPeer(a, ownIntroduction(b), true);
  keepPeer(b, ownIntroduction(a), true);
  const conclude = (): void => {
    const terms = plainTerms([a.id, b.id], a.now);
    const clauses = terms.clauses.map((clause) => ({ ...clause, history }));
    const { agreement } = proposeAgreement(a, { ...terms, clauses });
    receiveAgreement(b, agreement.note);
    receiveAgreement(a, signKnownAgreement(b, agreement.id).agreement.note);
    a.sealAndPublish();
  };
  return { a, b, conclude };
}

const give = (to: Party, ...objects: object[]): void => {
  assert.equal(importObjects(to, JSON.stringify(objects)).accepted, objects.length);
};

const counts = (party: Party, to: string) =>
  forecastRelease(party, to).map(({ facts, leaves, waits, stays, had }) => [
    facts.label.tlp,
    leaves,
    waits,
    stays,
    had,
  ]);

/** The numbers of all records that releases made now hold. */
function released(party: Party, to: string): Set<number> {
  const seqs = new Set<number>();
  for (
    let made = nextRelease(party, to, { via: 'link' });
    made !== undefined;
    made = nextRelease(party, to, { via: 'link' })
  )
    for (const seq of itemsOf(party, made.n)) seqs.add(seq);
  return seqs;
}

describe('what would leave', () => {
  it('is nothing without an agreement, and the reason is given', () => {
    const { a, b } = pair();
    give(a, identity(1, green));
    assert.deepEqual(counts(a, b.id), [['green', 0, 0, 1, 0]]);
    assert.deepEqual(
      forecastRelease(a, b.id)[0]?.reasons.map(({ code }) => code),
      ['policy-allows', 'no-agreement'],
    );
  });

  it('is what the next releases hold, class by class', () => {
    const { a, b, conclude } = pair();
    give(a, identity(1, green), identity(2, green), identity(3, amber));
    conclude();
    assert.deepEqual(counts(a, b.id), [
      ['green', 2, 0, 0, 0],
      ['amber', 0, 0, 1, 0],
    ]);
    const releasable = releasableTo(a, b.id);
    assert.deepEqual(released(a, b.id), releasable);
    assert.equal(releasable.size, 2);
    assert.deepEqual(counts(a, b.id).toSorted(), [
      ['amber', 0, 0, 1, 0],
      ['green', 0, 0, 0, 2],
    ]);
    assert.deepEqual(releasableTo(a, b.id), releasable);
  });

  it('REL-12: leaves out what names a record that stays', () => {
    const { a, b, conclude } = pair();
    give(a, identity(1, amber), { ...identity(2, green), created_by_ref: identity(1)['id'] }, identity(3, green));
    conclude();
    assert.deepEqual(counts(a, b.id), [
      ['green', 1, 1, 0, 0],
      ['amber', 0, 0, 1, 0],
    ]);
    assert.deepEqual(released(a, b.id), releasableTo(a, b.id));
  });

  it('tells apart what is older than the agreement', () => {
    const { a, b, conclude } = pair('from-start');
    give(a, identity(1, green));
    conclude();
    give(a, identity(2, green));
    const [line] = forecastRelease(a, b.id);
    assert.deepEqual([line?.leaves, line?.stays], [1, 1]);
    assert.equal(line?.reasons.at(-1)?.code, 'clause-history');
    assert.deepEqual(released(a, b.id), releasableTo(a, b.id));
  });
});
