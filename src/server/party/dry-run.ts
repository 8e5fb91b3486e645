import type { Agreement } from '#protocol/agreement/agreement.ts';
import { decideClass, type Reason, type ReleaseContext } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { AgreementFacts } from '#protocol/agreement/standing.ts';
import { agreements } from './agreement-book.ts';
import type { Party } from './party.ts';
import { contextFor } from './release-context.ts';

/** Held records of equal facts, and how many of them an agreement covers for one recipient. */
export interface CoveredClass {
  readonly id: number;
  readonly facts: ReleaseFacts;
  readonly would: number;
  readonly stays: number;
  /** What our own policy and this agreement say; other agreements are left out. */
  readonly reasons: readonly Reason[];
}

export interface DryRunFor {
  readonly recipient: string;
  readonly classes: readonly CoveredClass[];
}

/** What an agreement would let leave if it were in force now. Nothing is sent or stored. */
export interface DryRun {
  readonly isInForce: boolean;
  readonly recipients: readonly DryRunFor[];
  /** Records that it opens to nobody. */
  readonly stays: number;
}

interface HeldClass {
  readonly id: number;
  readonly facts: ReleaseFacts;
  readonly count: number;
}

const heldClasses = (party: Party): HeldClass[] =>
  party.db
    .all<{ id: number; count: number }>(
      'SELECT class AS id, count(*) AS count FROM item WHERE text IS NOT NULL GROUP BY class',
    )
    .map(({ id, count }) => ({ id, count, facts: party.items.factsOf(id) }));

const countAfter = (party: Party, { id, count }: HeldClass, after: number): number =>
  after < 0
    ? count
    : party.db.count('SELECT count(*) FROM item WHERE class = ? AND seq > ? AND text IS NOT NULL', id, after);

/** The agreement as it would be once every party has signed; one in force already stays as it is. */
function asIfSigned(party: Party, agreement: Agreement): { facts: AgreementFacts; isInForce: boolean } {
  const known = agreements(party).find((entry) => entry.agreement.id === agreement.id);
  if (known?.standing === 'in-force') return { facts: known, isInForce: true };
  const facts = {
    agreement,
    signedBy: agreement.terms.parties,
    withdrawnBy: [],
    superseded: false,
    since: party.items.lastSeq(),
  };
  return { facts, isInForce: false };
}

/** The context of a decision with the agreement in force, at a moment within its period. */
function contextWith(party: Party, recipient: string, facts: AgreementFacts): ReleaseContext {
  const context = contextFor(party, recipient);
  const { start, end } = facts.agreement.terms;
  const others = context.agreements.filter(({ agreement }) => agreement.id !== facts.agreement.id);
  return { ...context, agreements: [...others, facts], now: Math.min(Math.max(context.now, start), end - 1) };
}

function cover(party: Party, held: HeldClass, context: ReleaseContext, agreement: string): CoveredClass {
  const decision = decideClass(held.facts, context);
  const own = decision.reasons.filter((reason) => reason.agreement === undefined || reason.agreement === agreement);
  const grants = decision.grants.filter((grant) => grant.agreement === agreement);
  const after = grants.reduce((least, grant) => Math.min(least, grant.after), Number.POSITIVE_INFINITY);
  const would = grants.length === 0 ? 0 : countAfter(party, held, after);
  const late: Reason[] =
    would === held.count
      ? []
      : grants.map(({ clause }) => ({ code: 'clause-history', allows: false, agreement, clause: clause.n }));
  return { id: held.id, facts: held.facts, would, stays: held.count - would, reasons: [...own, ...late] };
}

/**
 * Decides every held record for every counterpart as if the agreement were in force. Its cost
 * depends on the release classes and parties, not on the records. Spec: REL-4.
 */
export function dryRun(party: Party, agreement: Agreement): DryRun {
  const { facts, isInForce } = asIfSigned(party, agreement);
  const held = heldClasses(party);
  const recipients = agreement.terms.parties
    .filter((id) => id !== party.id)
    .map((recipient): DryRunFor => {
      const context = contextWith(party, recipient, facts);
      // What a party itself stated is not released to it.
      const others = held.filter(({ facts: { author } }) => author !== recipient);
      return { recipient, classes: others.map((one) => cover(party, one, context, agreement.id)) };
    });
  const widest = (id: number): number =>
    Math.max(0, ...recipients.map(({ classes }) => classes.find((one) => one.id === id)?.would ?? 0));
  return { isInForce, recipients, stays: held.reduce((sum, { id, count }) => sum + count - widest(id), 0) };
}
