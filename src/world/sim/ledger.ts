import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import type { ReleasePolicy } from '#protocol/agreement/policy.ts';
import type { Tlp } from '#protocol/record/label.ts';

/** An object that a party stated. */
export interface Statement {
  readonly author: string;
  readonly kind: string;
  readonly tlp: Tlp;
}

/** Something that happened at a time, in microseconds of the simulated clock. */
export interface Dated<T> {
  readonly at: number;
  readonly what: T;
}

/**
 * What everybody did, written down by the world itself as it happened and by nobody's server. The
 * auditor's oracle reads this alone.
 */
export class Ledger {
  readonly statements = new Map<string, Statement>();
  readonly agreements = new Map<string, { terms: AgreementTerms; signedBy: Set<string> }>();
  readonly withdrawals = new Map<string, Map<string, number>>();
  readonly policies = new Map<string, Dated<ReleasePolicy>[]>();
  readonly approvals = new Map<string, number>();
  readonly #sources = new Map<string, string[]>();

  /** The bundles that a party has imported, oldest first. */
  sourcesOf(party: string): string[] {
    return this.#sources.getOrInsertComputed(party, () => []);
  }

  sign(id: string, terms: AgreementTerms, party: string): void {
    const known = this.agreements.get(id) ?? { terms, signedBy: new Set<string>() };
    known.signedBy.add(party);
    this.agreements.set(id, known);
  }

  withdraw(id: string, party: string, at: number): void {
    const known = this.withdrawals.get(id) ?? new Map<string, number>();
    if (!known.has(party)) known.set(party, at);
    this.withdrawals.set(id, known);
  }

  /** A party put back an old store: of its withdrawals it knows only these agreements any more. */
  forgetWithdrawals(party: string, known: ReadonlySet<string>): void {
    for (const [id, parties] of this.withdrawals) if (!known.has(id)) parties.delete(party);
  }

  setPolicy(party: string, policy: ReleasePolicy, at: number): void {
    this.policies.set(party, [...(this.policies.get(party) ?? []), { at, what: policy }]);
  }

  /** The policies that a party may have had at a moment: around a change that crashed, either. */
  policiesAt(party: string, at: number): ReleasePolicy[] {
    const all = this.policies.get(party) ?? [];
    const before = all.filter((change) => change.at <= at);
    return before.slice(-2).map(({ what }) => what);
  }

  approve(party: string, object: string, at: number): void {
    const name = `${party} ${object}`;
    if (!this.approvals.has(name)) this.approvals.set(name, at);
  }
}
