import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { firstPolicy } from '#protocol/agreement/policy.ts';
import { processPowers } from '../process/process-powers.ts';
import { foundIn, freshDirectory, memoryParty } from '../process/served-party.fixture.ts';
import { moveTo } from '../process/server-place.ts';
import { green, object } from '../taxii/taxii.fixture.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement, withdrawFromAgreement } from './agreement-book.ts';
import { approveItems, setPolicy } from './approvals.ts';
import { importObjects } from './import-objects.ts';
import { openDirectory } from './open-party.ts';
import type { Party } from './party.ts';
import { keepPeer, ownIntroduction } from './peer-book.ts';
import { contextFor, grantFor, openClasses } from './release-context.ts';
import { HeadInquiry } from './witnessing.ts';

const start = 1_790_000_000;
const clock = { seconds: start };
const powers = { ...processPowers, now: () => clock.seconds * 1_000_000 };

type Terms = Partial<ReturnType<typeof plainTerms>>;

function agreeOn(party: Party, partner: Party, terms: Terms = {}): string {
  keepPeer(party, ownIntroduction(partner), true);
  keepPeer(partner, ownIntroduction(party), true);
  const { agreement } = proposeAgreement(party, { ...plainTerms([party.id, partner.id], start), ...terms });
  receiveAgreement(partner, agreement.note);
  receiveAgreement(party, signKnownAgreement(partner, agreement.id).agreement.note);
  return agreement.id;
}

/** Whether the first record is open to the partner: asked as every way out asks. */
function isOpen(party: Party, partner: Party): boolean {
  const item = party.items.bySeq(0);
  assert.ok(item !== undefined);
  return grantFor(openClasses(party, contextFor(party, partner.id)), item) !== undefined;
}

/** A record held by a party that has agreed with a partner. */
function sharing(terms: Terms = {}, party: Party = memoryParty('Aldoria', powers)) {
  clock.seconds = start;
  const partner = memoryParty('Bereth', powers);
  const agreement = agreeOn(party, partner, terms);
  importObjects(party, JSON.stringify([object(1, 1, green)]));
  return { party, partner, agreement };
}

// Spec: REL-4, REL-11
describe('what was worked out to be open', () => {
  const [clause] = plainTerms([], start).clauses;
  assert.ok(clause !== undefined);

  it('begins and ends with the agreement, though nothing but time has passed', () => {
    const { party, partner } = sharing({ start: start + 10, end: start + 20 });
    const seen = [0, 9, 10, 19, 20].map((later) => {
      clock.seconds = start + later;
      return isOpen(party, partner);
    });
    assert.deepEqual(seen, [false, false, true, true, false]);
    clock.seconds = start + 15;
    assert.equal(isOpen(party, partner), true, 'a clock that was set back is believed');
  });

  it('changes with the policy, either way', () => {
    const { party, partner } = sharing();
    assert.equal(isOpen(party, partner), true);
    setPolicy(party, { ...firstPolicy, blocked: [partner.id] });
    assert.equal(isOpen(party, partner), false);
    setPolicy(party, firstPolicy);
    assert.equal(isOpen(party, partner), true);
  });

  it('opens when a releaser approves', () => {
    const { party, partner } = sharing();
    setPolicy(party, { ...firstPolicy, approvalAbove: 'clear' });
    assert.equal(isOpen(party, partner), false);
    approveItems(party, [0]);
    assert.equal(isOpen(party, partner), true);
  });

  it('closes when the record is revoked', () => {
    const { party, partner } = sharing();
    assert.equal(isOpen(party, partner), true);
    importObjects(party, JSON.stringify([{ ...object(1, 2, green), revoked: true }]));
    assert.equal(isOpen(party, partner), false);
  });

  it('closes when the agreement is left or replaced by one that covers less', () => {
    const left = sharing();
    assert.equal(isOpen(left.party, left.partner), true);
    withdrawFromAgreement(left.party, left.agreement);
    assert.equal(isOpen(left.party, left.partner), false);
    const { party, partner, agreement } = sharing();
    assert.equal(isOpen(party, partner), true);
    agreeOn(party, partner, { supersedes: agreement, clauses: [{ ...clause, kinds: ['indicator'] }] });
    assert.equal(isOpen(party, partner), false);
  });

  it('closes when our address stops being encrypted and the clause asks for that', () => {
    const { party, partner } = sharing({
      clauses: [{ ...clause, duties: { ...clause.duties, encryptInTransit: true } }],
    });
    assert.equal(isOpen(party, partner), true);
    moveTo(party, 'http://aldoria.example');
    assert.equal(isOpen(party, partner), false);
  });

  it('closes when another process leaves the agreement, and stays as it was when one fails to', (t) => {
    const directory = freshDirectory(t);
    foundIn(directory, 'Aldoria');
    const [server, beside] = [openDirectory(directory, powers), openDirectory(directory, powers)];
    t.after(() => [server, beside].forEach(({ db }) => db.close()));
    new HeadInquiry(server);
    const { party, partner, agreement } = sharing({}, server);
    assert.equal(isOpen(party, partner), true);
    assert.throws(() =>
      party.transaction(() => {
        withdrawFromAgreement(party, agreement);
        assert.equal(isOpen(party, partner), false);
        throw new Error('The disk is full.');
      }),
    );
    assert.equal(isOpen(party, partner), true);
    withdrawFromAgreement(beside, agreement);
    assert.equal(isOpen(party, partner), false);
  });
});
