import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { PartyKind } from '#protocol/identity/key-history.ts';
import type { Tlp } from '#protocol/record/label.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { type AgreementEntry, agreements, proposeAgreement, withdrawFromAgreement } from '../party/agreement-book.ts';
import { foundCustody, keepFor, signFor } from '../party/custody.ts';
import type { Party } from '../party/party.ts';
import { keepPeer, type Name, peer } from '../party/peer-book.ts';

/** An enrolled organisation. Times in Unix seconds. */
export interface Constituent {
  readonly party: string;
  /** Whether its keys are, or were, kept here. */
  readonly isCustodial: boolean;
  readonly enrolled: number;
  readonly gone: number | undefined;
  /** When an account of it last fetched what was released to it. */
  readonly fetched: number | undefined;
}

interface Row {
  readonly party: string;
  readonly custodial: number;
  readonly enrolled: number;
  readonly gone: number | null;
  readonly fetched: number | null;
}

const fromRow = ({ custodial, gone, fetched, ...row }: Row): Constituent => ({
  ...row,
  isCustodial: custodial === 1,
  gone: gone ?? undefined,
  fetched: fetched ?? undefined,
});

const columns = 'party, custodial, enrolled, gone, fetched';

/** Every organisation that is enrolled, in the order of enrolment; those that left are not. */
export const constituents = (party: Party): Constituent[] =>
  party.db.all<Row>(`SELECT ${columns} FROM constituent WHERE gone IS NULL ORDER BY enrolled, party`).map(fromRow);

/** The organisation of this id, also one that left; undefined when it was never enrolled. */
export function constituent(party: Party, id: string): Constituent | undefined {
  const row = party.db.get<Row>(`SELECT ${columns} FROM constituent WHERE party = ?`, id);
  return row === undefined ? undefined : fromRow(row);
}

/** The same; one that left, or never came, is a fault. */
export function knownConstituent(party: Party, id: string): Constituent {
  const found = constituent(party, id);
  if (found === undefined || found.gone !== undefined)
    throw new Fault('constituent-unknown', 'There is no such organisation in this constituency.');
  return found;
}

/** What the agreement with a new organisation allows. */
export interface EnrolmentTerms {
  readonly ceiling: Tlp;
  readonly years: number;
}

const year = 31_536_000;

/** The constituency agreement between us, as its centre, and one organisation. Spec: CST-4. */
function termsFor(
  party: Party,
  id: string,
  names: readonly Name[],
  { ceiling, years }: EnrolmentTerms,
): AgreementTerms {
  return {
    form: 'constituency',
    centre: party.id,
    titles: names.map(({ lang, text }) => ({ lang, text })),
    parties: [party.id, id].toSorted(),
    start: party.now,
    end: party.now + years * year,
    clauses: [
      {
        n: 1,
        from: [party.id],
        to: [id],
        kinds: 'any',
        ceiling,
        purposes: ['defence', 'response'],
        history: 'all',
        duties: {
          onward: 'none',
          actions: 'internal-only',
          attribution: 'named',
          retentionDays: 365,
          erase: true,
          notify: 'none',
          encryptInTransit: true,
        },
      },
    ],
  };
}

/** A new organisation without a server. */
export interface Enrolment {
  readonly kind: PartyKind;
  readonly names: readonly Name[];
  readonly terms: EnrolmentTerms;
}

/**
 * Enrols an organisation without a server: an identity whose keys are kept here and whose card says
 * so, and an agreement that we have signed and it has not. Gives its id. Spec: CST-2, CST-4.
 */
export function enrolCustodial(party: Party, { kind, names, terms }: Enrolment): string {
  if (names.length === 0) throw new Fault('constituent-name', 'An organisation has a name in one language at least.');
  const id = party.transaction(() => {
    const { salt, secrets, history } = foundCustody(party, kind);
    party.db.run(
      'INSERT INTO constituent (party, custodial, salt, enrolled) VALUES (?, 1, ?, ?)',
      history.party,
      salt,
      party.now,
    );
    const custody = { history, secrets };
    const only = [party.id, history.party].toSorted();
    const data = { names: names.map(({ lang, text }) => ({ lang, text })), url: party.url, custodian: party.id };
    const card = signFor(party, custody, { kind: 'card', label: { tlp: 'amber+strict', only }, data });
    for (const note of history.notes) keepFor(party, custody, 'identity', note);
    keepFor(party, custody, 'card', card.note);
    keepPeer(party, { history: history.notes, card: card.note }, false);
    return history.party;
  });
  proposeAgreement(party, termsFor(party, id, names, terms));
  party.sealOrWait();
  return id;
}

/** Enrols a partner with a server of its own: nothing is new but its profile. Its agreement is concluded as any other. Spec: CST-1. */
export function enrolPartner(party: Party, id: string): void {
  const known = peer(party, id);
  if (known?.url === undefined || known.custodian !== undefined || id === party.id)
    throw new Fault('party-unknown', 'This server does not know a partner of this id that has a server.');
  party.db.run(
    `INSERT INTO constituent (party, custodial, enrolled) VALUES (?, 0, ?)
     ON CONFLICT DO UPDATE SET gone = NULL, enrolled = excluded.enrolled WHERE gone IS NOT NULL`,
    id,
    party.now,
  );
}

/** The agreements between us and one organisation in which it is a constituent of ours, newest first. */
export const agreementsOf = (party: Party, id: string): AgreementEntry[] =>
  agreements(party)
    .filter(({ agreement: { terms } }) => terms.centre === party.id && terms.parties.includes(id))
    .toReversed();

/** The agreements that bind nobody but us and this organisation. */
const ours = (party: Party, id: string): AgreementEntry[] =>
  agreements(party).filter(({ agreement: { terms } }) => terms.parties.length === 2 && terms.parties.includes(id));

/**
 * Ends an enrolment: from this call nothing is released to an organisation without a server, its
 * accounts are locked, its keys cannot be derived any more and what it declared is erased. What it
 * holds stays bound by what it signed; the log stays whole. Spec: CST-8.
 */
export function endEnrolment(party: Party, accounts: Accounts, id: string): void {
  const { isCustodial } = knownConstituent(party, id);
  if (isCustodial)
    for (const { agreement, withdrawnBy } of ours(party, id))
      if (!withdrawnBy.includes(party.id)) withdrawFromAgreement(party, agreement.id);
  for (const { name, disabled } of accounts.list().filter((account) => account.party === id))
    if (disabled === undefined) accounts.disable(name);
  party.transaction(() => {
    party.db.run('UPDATE constituent SET salt = NULL, gone = ? WHERE party = ?', party.now, id);
    party.db.run('DELETE FROM constituent_profile WHERE party = ?', id);
  });
  party.sealOrWait();
}
