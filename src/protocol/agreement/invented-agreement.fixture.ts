import type { InventedParty } from '../identity/invented-party.fixture.ts';
import { type Agreement, type AgreementTerms, readAgreement, signAgreement, termsText } from './agreement.ts';
import type { Clause } from './clause.ts';
import type { Duties } from './duties.ts';

/** Duties that ask for nothing and let the record pass on as far as its label. */
export const lightDuties: Duties = {
  onward: 'any-within-label',
  actions: 'any',
  attribution: 'named',
  erase: false,
  notify: 'none',
  encryptInTransit: false,
};

/** A clause that opens everything up to AMBER+STRICT for defence, older records included. */
export const openClause: Clause = {
  n: 1,
  from: 'any',
  to: 'any',
  kinds: 'any',
  ceiling: 'amber+strict',
  purposes: ['defence'],
  history: 'all',
  duties: lightDuties,
};

/** Duties of which the first is that nothing goes on, and what is asked for is erased. */
export const plainDuties: Duties = { ...lightDuties, onward: 'none', erase: true };

/** A clause that opens everything up to GREEN and lets nothing pass on. */
export const plainClause: Clause = { ...openClause, ceiling: 'green', duties: plainDuties };

/** Terms between parties given by id with the plain clause, in force for a day and more from `now` in Unix seconds. */
export const plainTerms = (parties: readonly string[], now: number, clause: Partial<Clause> = {}): AgreementTerms =>
  inventTerms(parties, { start: now - 10, end: now + 100_000, clauses: [{ ...plainClause, ...clause }] });

/** Terms from 1,000 until before 2,000 between parties given by id. */
export const inventTerms = (parties: readonly string[], change: Partial<AgreementTerms> = {}): AgreementTerms => ({
  form: 'bilateral',
  titles: [{ lang: 'en', text: 'An invented agreement' }],
  parties: parties.toSorted(),
  start: 1_000,
  end: 2_000,
  clauses: [openClause],
  ...change,
});

/** The terms as an agreement that nobody has signed. */
export const unsigned = (terms: AgreementTerms): Agreement => readAgreement({ text: termsText(terms), signatures: [] });

/** The terms as an agreement signed by these parties with their newest keys. */
export const signedBy = (terms: AgreementTerms, parties: readonly InventedParty[]): Agreement =>
  parties.reduce(
    (agreement, { history, seed }) => signAgreement(agreement, history, seed('record', history.entries.length - 1)),
    unsigned(terms),
  );
