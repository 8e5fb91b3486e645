import { purposes, tlpLevels } from '#protocol/record/label.ts';
import type { Ledger, Statement } from './ledger.ts';

/**
 * A release that the auditor found: at a time `from` gave `to` an object under a clause. This
 * oracle says in the plainest words whether that could ever have been right. It knows the ledger
 * and nothing of the decision's code.
 */
export interface FoundRelease {
  readonly from: string;
  readonly to: string;
  readonly object: string;
  readonly agreement: string;
  readonly clause: number;
  /** Microseconds. */
  readonly at: number;
  /** Onward limits under which the giver itself had received it; empty when it is the author. */
  readonly heldUnder: readonly string[];
}

const rank = (level: string): number => (tlpLevels as readonly string[]).indexOf(level);

function policyForbids(ledger: Ledger, release: FoundRelease, { kind, tlp }: Statement): boolean {
  return ledger.policiesAt(release.from, release.at).every((policy) => {
    if (policy.blocked.includes(release.to) || policy.withheldKinds.includes(kind)) return true;
    if (rank(tlp) > rank(policy.ceiling)) return true;
    if (rank(tlp) <= rank(policy.approvalAbove)) return false;
    const approved = ledger.approvals.get(`${release.from} ${release.object}`);
    return approved === undefined || approved > release.at;
  });
}

/** Why a release was wrong, in words; undefined when nothing speaks against it. */
export function wrongBecause(ledger: Ledger, release: FoundRelease): string | undefined {
  const statement = ledger.statements.get(release.object);
  if (statement === undefined) return 'nobody stated the object';
  const known = ledger.agreements.get(release.agreement);
  if (known === undefined) return 'nobody proposed the agreement';
  const { terms, signedBy } = known;
  for (const party of terms.parties) if (!signedBy.has(party)) return 'a party has not signed';
  if (!terms.parties.includes(release.from) || !terms.parties.includes(release.to)) return 'a side is not a party';
  const time = release.at / 1_000_000;
  if (Math.floor(time) < terms.start || Math.floor(time) >= terms.end) return 'it was not in force';
  const left = ledger.withdrawals.get(release.agreement)?.get(release.from);
  if (left !== undefined && left < release.at - 1_000_000) return 'the giver had withdrawn';
  const clause = terms.clauses.find(({ n }) => n === release.clause);
  if (clause === undefined) return 'there is no such clause';
  if (clause.from !== 'any' && !clause.from.includes(release.from)) return 'the clause is not from the giver';
  if (clause.to !== 'any' && !clause.to.includes(release.to)) return 'the clause is not to the recipient';
  if (clause.kinds !== 'any' && !clause.kinds.includes(statement.kind)) return 'the clause is not about this kind';
  if (rank(statement.tlp) > rank(clause.ceiling)) return 'the level is above the clause';
  if (!clause.purposes.some((purpose) => purposes.includes(purpose))) return 'the clause is for nothing';
  if (policyForbids(ledger, release, statement)) return 'the policy of the giver forbade it';
  if (statement.author !== release.from && release.heldUnder.every((onward) => onward === 'none'))
    return 'it was not to be passed on';
  if (statement.author !== release.from && rank(statement.tlp) > rank('amber')) return 'its level may not be passed on';
  return undefined;
}
