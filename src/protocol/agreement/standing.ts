import type { KeyHistory } from '../identity/key-history.ts';
import { type Agreement, signers } from './agreement.ts';

/** Why an agreement does or does not release anything at a moment. Spec: AGR-6. */
export type Standing =
  | 'in-force'
  | 'no-parties'
  | 'not-signed'
  | 'not-started'
  | 'expired'
  | 'withdrawn'
  | 'superseded';

/** What a server knows about one agreement besides its text. */
export interface AgreementFacts {
  readonly agreement: Agreement;
  /** Distinct parties whose signatures verify. */
  readonly signedBy: readonly string[];
  /** Parties that have withdrawn. */
  readonly withdrawnBy: readonly string[];
  /** Whether a later agreement in force replaces it. */
  readonly superseded: boolean;
  /** Position in our own order of records when it came into force; records up to it are "older". */
  readonly since: number;
}

/** Whether a withdrawal ended an agreement: for those who left, for all once fewer than two or no centre is left. Spec: AGR-9. */
function isLeft({ agreement: { terms }, withdrawnBy }: AgreementFacts, between: readonly string[]): boolean {
  const left = terms.parties.filter((party) => !withdrawnBy.includes(party));
  const centreLeft = terms.centre !== undefined && !left.includes(terms.centre);
  return left.length < 2 || centreLeft || between.some((party) => withdrawnBy.includes(party));
}

/**
 * The standing of an agreement at `now` (Unix seconds) for the parties `between`; nobody in
 * particular when not given. The first obstacle decides. Spec: AGR-6, AGR-9.
 */
export function standingOf(facts: AgreementFacts, now: number, between: readonly string[] = []): Standing {
  const { parties, start, end } = facts.agreement.terms;
  if (parties.length < 2) return 'no-parties';
  if (facts.withdrawnBy.length > 0 && isLeft(facts, between)) return 'withdrawn';
  if (facts.superseded) return 'superseded';
  if (parties.some((party) => !facts.signedBy.includes(party))) return 'not-signed';
  if (now < start) return 'not-started';
  return now < end ? 'in-force' : 'expired';
}

/** The next moment after `now` at which time alone may change the standing; Infinity when none. */
export function nextChange(facts: AgreementFacts, now: number): number {
  const { start, end } = facts.agreement.terms;
  return [start, end].filter((moment) => moment > now).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

/** Facts of an agreement from its note and the known key histories. */
export const agreementFacts = (
  agreement: Agreement,
  histories: readonly KeyHistory[],
  rest: Pick<AgreementFacts, 'withdrawnBy' | 'superseded' | 'since'>,
): AgreementFacts => ({ agreement, signedBy: signers(agreement, histories), ...rest });
