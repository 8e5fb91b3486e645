import type { AgreementTerms } from './agreement.ts';
import type { Clause } from './clause.ts';
import type { ReleasePolicy } from './policy.ts';
import type { ReleaseFacts } from './release-facts.ts';

/*
 * A second answer to "may this leave?", written from the sentences of spec/release.md, label.md
 * and agreement.md, one after the other. It shares nothing with the decision but plain data:
 * slow, repetitive, and easy to hold against the text. Spec: P2.
 */

/** One agreement as a server knows it. */
export interface KnownAgreement {
  readonly agreement: { readonly id: string; readonly terms: AgreementTerms };
  readonly signedBy: readonly string[];
  readonly withdrawnBy: readonly string[];
  readonly superseded: boolean;
  readonly since: number;
}

export interface Question {
  readonly record: ReleaseFacts;
  readonly position: number;
  readonly self: string;
  readonly recipient: string;
  readonly policy: ReleasePolicy;
  readonly agreements: readonly KnownAgreement[];
  readonly encrypted: boolean;
  readonly now: number;
}

function strictness(level: string): number {
  if (level === 'clear') return 0;
  if (level === 'green') return 1;
  if (level === 'amber') return 2;
  if (level === 'amber+strict') return 3;
  return 4;
}

/** REL-2: what our own policy keeps, stays. */
function policyKeepsIt({ record, policy, recipient }: Question): boolean {
  for (const blocked of policy.blocked) if (blocked === recipient) return true;
  for (const kind of policy.withheldKinds) if (kind === record.kind) return true;
  if (strictness(record.label.tlp) > strictness(policy.ceiling)) return true;
  const needsApproval = strictness(record.label.tlp) > strictness(policy.approvalAbove);
  return needsApproval && !record.approved;
}

/** AGR-3, AGR-6, AGR-8, AGR-9: whether an agreement between the two is in force. */
function bindsBoth(known: KnownAgreement, { self, recipient, now }: Question): boolean {
  const { parties, start, end } = known.agreement.terms;
  if (!parties.includes(self)) return false;
  if (!parties.includes(recipient)) return false;
  for (const party of parties) if (!known.signedBy.includes(party)) return false;
  if (known.withdrawnBy.includes(self)) return false;
  if (known.withdrawnBy.includes(recipient)) return false;
  if (known.agreement.terms.centre !== undefined && known.withdrawnBy.includes(known.agreement.terms.centre))
    return false;
  if (known.superseded) return false;
  return start <= now && now < end;
}

/** AGR-4, AGR-5, AGR-7, LAB-2: whether a clause covers the record for this recipient. */
function clauseCovers(clause: Clause, { record, self, recipient, encrypted }: Question): boolean {
  // AGR-11: a clause for matching releases nothing.
  if (clause.matching !== undefined) return false;
  if (clause.from !== 'any' && !clause.from.includes(self)) return false;
  if (clause.to !== 'any' && !clause.to.includes(recipient)) return false;
  if (clause.kinds !== 'any' && !clause.kinds.includes(record.kind)) return false;
  if (strictness(record.label.tlp) > strictness(clause.ceiling)) return false;
  if (clause.purposes.length === 0) return false;
  if (record.label.purposes !== undefined)
    for (const purpose of clause.purposes) if (!record.label.purposes.includes(purpose)) return false;
  return encrypted || !clause.duties.encryptInTransit;
}

/** REL-3, LAB-5, AGR-10: whether what we received may go on under this clause. */
function mayGoOn(known: KnownAgreement, clause: Clause, question: Question): boolean {
  const { record, self, encrypted, agreements } = question;
  if (record.holding === 'own') return true;
  const held = record.holding;
  const level = record.label.tlp;
  const toOurConstituency = known.agreement.terms.form === 'constituency' && known.agreement.terms.centre === self;
  const underTheSame = known.agreement.id === held.agreement;

  if (level === 'red' || level === 'amber+strict') return false;
  if (level === 'amber') {
    const sourceSaidSo = held.duties.onward === 'same-agreement' && underTheSame;
    if (!toOurConstituency && !sourceSaidSo) return false;
  }

  if (held.duties.onward === 'none') return false;
  // DUT-5: what is for internal use stays inside.
  if (held.duties.actions === 'internal-only') return false;
  if (held.duties.onward === 'same-agreement' && !underTheSame) return false;
  if (held.duties.onward === 'own-constituency' && !toOurConstituency) return false;
  // RIS-1: only what we state ourselves does not name the source.
  if (held.duties.attribution === 'anonymous' && record.author !== self) return false;
  if (held.duties.encryptInTransit && !encrypted) return false;

  if (held.duties.encryptInTransit && !clause.duties.encryptInTransit) return false;
  if (held.duties.erase && !clause.duties.erase) return false;
  if (held.duties.notify === 'affected-parties' && clause.duties.notify === 'none') return false;
  if (held.duties.actions !== 'any' && clause.duties.actions !== held.duties.actions) return false;
  if (held.duties.retentionDays !== undefined) {
    if (clause.duties.retentionDays === undefined) return false;
    if (clause.duties.retentionDays > held.duties.retentionDays) return false;
  }
  if (held.duties.onward !== 'any-within-label') {
    if (clause.duties.onward === 'any-within-label') return false;
    if (clause.duties.onward === 'own-constituency') return false;
  }

  const source = agreements.filter((candidate) => candidate.agreement.id === held.agreement)[0];
  if (source === undefined) return false;
  let allowedUses: readonly string[] = [];
  for (const other of source.agreement.terms.clauses) if (other.n === held.clause) allowedUses = other.purposes;
  for (const purpose of clause.purposes) if (!allowedUses.includes(purpose)) return false;
  return true;
}

/** REL-6: positions begin at 0; an older record needs a clause that covers history. */
function coversItsAge(known: KnownAgreement, clause: Clause, { position }: Question): boolean {
  if (position < 0) return false;
  return clause.history === 'all' || position > known.since;
}

/** REL-1: allowed by our own policy and by a clause in force; otherwise it stays. */
export function mayLeave(question: Question): boolean {
  const { record, self, recipient } = question;
  if (recipient === self) return false;
  if (record.holding === 'own' && record.author !== self) return false;
  if (record.label.only !== undefined && !record.label.only.includes(recipient)) return false;
  // COR-4, COR-10: what its author has revoked or labelled more strictly since, stays.
  if (record.recalled !== undefined) return false;
  if (policyKeepsIt(question)) return false;
  for (const known of question.agreements) {
    if (!bindsBoth(known, question)) continue;
    for (const clause of known.agreement.terms.clauses) {
      if (!clauseCovers(clause, question)) continue;
      if (!mayGoOn(known, clause, question)) continue;
      if (coversItsAge(known, clause, question)) return true;
    }
  }
  return false;
}
