import type { JsonObject } from '../bytes/canonical-json.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import type { SignedRecord } from '../record/record.ts';

/** Most parties of a case, and most that cosign its log. Spec: CAS-1. */
const caseLimits = { parties: 200, council: 13 } as const;

/** A party of a case and the roles in which it may act. */
export interface CaseMember {
  readonly party: string;
  readonly roles: readonly string[];
}

/**
 * How a case begins: the data of its `case` record. The record's id is the case's id, and fixed for
 * its life. Spec: CAS-1.
 */
export interface CaseTerms {
  readonly procedure: { readonly id: string; readonly version: number; readonly hash: string };
  /** Sorted by party. */
  readonly members: readonly CaseMember[];
  /** Parties whose cosignatures settle, sorted; each of them keeps the whole log. */
  readonly council: readonly string[];
  /** How many of the council may lie without anything being lost. */
  readonly faults: number;
  /** Who orders the acts in term 0, 1, 2 …, in turn. */
  readonly depositaries: readonly string[];
}

export const roleForm = /^[a-z][a-z-]{0,40}$/;

/** Cosignatures that make a certificate: floor((n + f) / 2) + 1 of the council. Spec: CAS-7. */
export const quorumOf = ({ council, faults }: Pick<CaseTerms, 'council' | 'faults'>): number =>
  Math.floor((council.length + faults) / 2) + 1;

/** The party that orders the acts of a term. */
export const depositaryOf = ({ depositaries }: CaseTerms, term: number): string =>
  depositaries[term % depositaries.length] ?? '';

/** The C2SP origin of a case's log. Spec: CAS-3. */
export const caseOrigin = (caseId: string): string => `comity/case/${caseId}`;

function readMember(fields: Fields): CaseMember {
  const member = { party: fields.text('party', idForm), roles: fields.set('roles', roleForm, 16) };
  fields.end();
  return member;
}

function checkTerms({ members, council, faults, depositaries }: CaseTerms): void {
  const ids = members.map(({ party }) => party);
  if (ids.some((id, index) => index > 0 && id <= (ids[index - 1] ?? '')))
    throw new Fault('case-members', 'The members of a case are sorted, and each stands once.', '/data/members');
  // A silent or lying party must leave a quorum, and two quorums must share an honest party.
  if (council.length < 3 * faults + 1 || council.length - faults < quorumOf({ council, faults }))
    throw new Fault('case-council', 'The council is too small for the faults that it is to bear.', '/data/council');
  if ([...council, ...depositaries].some((id) => !ids.includes(id)))
    throw new Fault('case-council', 'Council and depositaries are members of the case.', '/data/council');
  if (depositaries.length === 0 || new Set(depositaries).size !== depositaries.length)
    throw new Fault('case-depositary', 'A case needs depositaries, each named once.', '/data/depositaries');
}

/** Reads how a case begins. Faults: `case-members`, `case-council`, `case-depositary` and those of fields. Spec: CAS-1. */
function readCaseTerms(data: JsonObject): CaseTerms {
  const fields = new Fields(data, '/data');
  const named = fields.object('procedure');
  const procedure = {
    id: named.text('id', roleForm),
    version: named.integer('version', 1, 1_000_000),
    hash: named.text('hash', idForm),
  };
  named.end();
  const terms: CaseTerms = {
    procedure,
    members: fields
      .list('members', caseLimits.parties)
      .map((member, index) => readMember(new Fields(member, `/data/members/${index}`))),
    council: fields.set('council', idForm, caseLimits.council),
    faults: fields.integer('faults', 0, 4),
    depositaries: fields.list('depositaries', caseLimits.council).map((id) => {
      if (typeof id !== 'string' || !idForm.test(id)) throw fields.fault('depositaries', 'A list of ids was expected.');
      return id;
    }),
  };
  fields.end();
  checkTerms(terms);
  return terms;
}

/** The canonical form. */
export const caseTermsJson = ({ procedure, members, council, faults, depositaries }: CaseTerms): JsonObject => ({
  procedure: { ...procedure },
  members: members.map(({ party, roles }) => ({ party, roles: [...roles] })),
  council: [...council],
  faults,
  depositaries: [...depositaries],
});

/** The terms of a verified `case` record. Fault: `case-kind`. */
export function openCase(record: SignedRecord): CaseTerms {
  if (record.head.kind !== 'case') throw new Fault('case-kind', 'The record does not begin a case.');
  return readCaseTerms(record.head.data);
}
