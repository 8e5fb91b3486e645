import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';

/** Unix seconds at which the parties of these tests are founded. */
export const founded = 1_790_000_000;

/** One clause that gives everything up to GREEN to everybody in the agreement. */
export const openTerms = (parties: readonly Party[]): AgreementTerms => ({
  ...plainTerms(
    parties.map(({ id }) => id),
    founded,
  ),
  end: founded + 1_000_000,
});

/** Everybody knows everybody. */
export function introduceAll(...parties: readonly Party[]): void {
  for (const a of parties) for (const b of parties) if (a !== b) keepPeer(a, ownIntroduction(b), true);
}

/** The parties sign the terms, the signatures going round by hand. Returns the agreement's id. */
export function conclude(parties: readonly Party[], terms: AgreementTerms): string {
  const [proposer, ...others] = parties;
  if (proposer === undefined) throw new Error('An agreement needs a proposer.');
  let entry = proposeAgreement(proposer, terms);
  for (const other of others) {
    receiveAgreement(other, entry.agreement.note);
    entry = signKnownAgreement(other, entry.agreement.id);
  }
  for (const one of parties) receiveAgreement(one, entry.agreement.note);
  return entry.agreement.id;
}
