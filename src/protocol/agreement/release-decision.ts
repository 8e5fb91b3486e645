import { type Label, tlpAtMost } from '../record/label.ts';
import { type Clause, covers } from './clause.ts';
import { type Duties, dutiesAtLeast } from './duties.ts';
import type { ReleasePolicy } from './policy.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { type AgreementFacts, type Standing, standingOf } from './standing.ts';

/** Closed list of what a decision may say. Spec: REL-5. */
export const reasonCodes = [
  'own-record',
  'policy-blocked',
  'policy-label',
  'policy-kind',
  'policy-allows',
  'approval-missing',
  'label-recipients',
  'record-recalled',
  'no-agreement',
  'agreement-no-parties',
  'agreement-not-signed',
  'agreement-not-started',
  'agreement-expired',
  'agreement-withdrawn',
  'agreement-superseded',
  'clause-not-from',
  'clause-not-to',
  'clause-kind',
  'clause-label',
  'clause-purpose',
  'clause-history',
  'clause-matching',
  'onward-forbidden',
  'onward-limit',
  'onward-unnamed',
  'transit-unencrypted',
  'reference-unreleased',
  'clause-allows',
  'undecided',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** One step of a decision: which rule spoke, and for which agreement and clause. */
export interface Reason {
  readonly code: ReasonCode;
  readonly allows: boolean;
  readonly agreement?: string;
  readonly clause?: number;
}

/** One clause that opens a release class to a recipient, for records after a position. */
export interface Grant {
  readonly agreement: string;
  readonly clause: Clause;
  /** Records at this position of our order or before are not covered; −1 covers all. */
  readonly after: number;
}

/** Everything a decision depends on besides the record. Spec: REL-1. */
export interface ReleaseContext {
  /** The deciding party. */
  readonly self: string;
  readonly recipient: string;
  readonly policy: ReleasePolicy;
  readonly agreements: readonly AgreementFacts[];
  /** Whether the way to the recipient is encrypted. */
  readonly encrypted: boolean;
  /** Unix seconds. */
  readonly now: number;
}

/** The grants that open a class, and every reason met on the way. */
export interface ClassDecision {
  readonly grants: readonly Grant[];
  readonly reasons: readonly Reason[];
}

/** The answer for one record. 'undecided' is an error and refuses. Spec: REL-1, P2. */
export interface Decision {
  readonly verdict: 'allowed' | 'refused' | 'undecided';
  readonly grant?: Grant;
  readonly reasons: readonly Reason[];
}

const standingReason: Record<Exclude<Standing, 'in-force'>, ReasonCode> = {
  'no-parties': 'agreement-no-parties',
  'not-signed': 'agreement-not-signed',
  'not-started': 'agreement-not-started',
  expired: 'agreement-expired',
  withdrawn: 'agreement-withdrawn',
  superseded: 'agreement-superseded',
};

/** What our own policy and the label itself forbid. These refuse whatever agreements say. Spec: REL-2, LAB-2, COR-10. */
function ownObjections(facts: ReleaseFacts, { policy, recipient }: ReleaseContext): ReasonCode[] {
  const objections: ReasonCode[] = [];
  if (policy.blocked.includes(recipient)) objections.push('policy-blocked');
  if (!tlpAtMost(facts.label.tlp, policy.ceiling)) objections.push('policy-label');
  if (policy.withheldKinds.includes(facts.kind)) objections.push('policy-kind');
  if (facts.label.only !== undefined && !facts.label.only.includes(recipient)) objections.push('label-recipients');
  if (facts.recalled === true) objections.push('record-recalled');
  if (!tlpAtMost(facts.label.tlp, policy.approvalAbove) && !facts.approved) objections.push('approval-missing');
  return objections;
}

const purposeFits = (label: Label, clause: Clause): boolean =>
  clause.purposes.length > 0 && clause.purposes.every((purpose) => label.purposes?.includes(purpose) ?? true);

/** How far a received record's own level lets anyone pass it on (TLP 2.0). Spec: LAB-5. */
function onwardByLevel({ tlp }: Label, isOwnConstituency: boolean, isSameAgreement: boolean): ReasonCode[] {
  if (tlp === 'red' || tlp === 'amber+strict') return ['onward-forbidden'];
  return tlp === 'amber' && !isOwnConstituency && !isSameAgreement ? ['onward-limit'] : [];
}

/** What the duties under which we hold a received record forbid. Spec: REL-3, AGR-7, DUT-5. */
function onwardObjections(facts: ReleaseFacts, context: ReleaseContext, under: AgreementFacts): ReasonCode[] {
  if (facts.holding === 'own') return [];
  const { duties, agreement } = facts.holding;
  const isSameAgreement = agreement === under.agreement.id;
  const isOwnConstituency = under.agreement.terms.centre === context.self;
  const objections = onwardByLevel(
    facts.label,
    isOwnConstituency,
    isSameAgreement && duties.onward === 'same-agreement',
  );
  if (duties.onward === 'none' || duties.actions === 'internal-only') objections.push('onward-forbidden');
  if (duties.onward === 'same-agreement' && !isSameAgreement) objections.push('onward-limit');
  if (duties.onward === 'own-constituency' && !isOwnConstituency) objections.push('onward-limit');
  // What we re-issued is stated by us and names nobody else. Spec: RIS-1.
  if (duties.attribution === 'anonymous' && facts.author !== context.self) objections.push('onward-unnamed');
  if (duties.encryptInTransit && !context.encrypted) objections.push('transit-unencrypted');
  return objections;
}

/**
 * Whether a clause would pass a received record on for another use, or under lesser duties, than
 * those it came with. A source clause that is not known bounds nothing, so it refuses. Spec: REL-3.
 */
function widensHolding(
  { holding, author }: ReleaseFacts,
  { agreements, self }: ReleaseContext,
  clause: Clause,
): boolean {
  if (holding === 'own') return false;
  // Whoever states a record itself has kept the source unnamed: its recipients do not know one. Spec: RIS-1.
  const owed: Duties = author === self ? { ...holding.duties, attribution: 'named' } : holding.duties;
  const source = agreements.find(({ agreement }) => agreement.id === holding.agreement)?.agreement;
  const uses = source?.terms.clauses.find(({ n }) => n === holding.clause)?.purposes ?? [];
  return !dutiesAtLeast(clause.duties, owed) || !clause.purposes.every((purpose) => uses.includes(purpose));
}

/** What is asked for: the record itself, or whether a value of the asker's stands in it. Spec: AGR-11. */
type Use = 'release' | 'matching';

/** What one clause lacks to cover a class. Empty means that it covers it. Spec: AGR-4. */
function clauseObjections(facts: ReleaseFacts, context: ReleaseContext, clause: Clause, use: Use): ReasonCode[] {
  const objections: ReasonCode[] = [];
  if ((clause.matching !== undefined) !== (use === 'matching')) objections.push('clause-matching');
  if (!covers(clause.from, context.self)) objections.push('clause-not-from');
  if (!covers(clause.to, context.recipient)) objections.push('clause-not-to');
  if (!covers(clause.kinds, facts.kind)) objections.push('clause-kind');
  if (!tlpAtMost(facts.label.tlp, clause.ceiling)) objections.push('clause-label');
  if (!purposeFits(facts.label, clause)) objections.push('clause-purpose');
  if (clause.duties.encryptInTransit && !context.encrypted) objections.push('transit-unencrypted');
  if (widensHolding(facts, context, clause)) objections.push('onward-limit');
  return objections;
}

function consultAgreement(
  facts: ReleaseFacts,
  context: ReleaseContext,
  under: AgreementFacts,
  use: Use,
): ClassDecision {
  const agreement = under.agreement.id;
  const standing = standingOf(under, context.now, [context.self, context.recipient]);
  if (standing !== 'in-force')
    return { grants: [], reasons: [{ code: standingReason[standing], allows: false, agreement }] };
  const onward = onwardObjections(facts, context, under);
  const grants: Grant[] = [];
  const reasons: Reason[] = [];
  for (const clause of under.agreement.terms.clauses) {
    const objections = [...new Set([...onward, ...clauseObjections(facts, context, clause, use)])];
    reasons.push(...objections.map((code) => ({ code, allows: false, agreement, clause: clause.n })));
    if (objections.length > 0) continue;
    reasons.push({ code: 'clause-allows', allows: true, agreement, clause: clause.n });
    grants.push({ agreement, clause, after: clause.history === 'all' ? -1 : under.since });
  }
  return { grants, reasons };
}

/**
 * The grants under which a partner may test its own values against records of a class, none of which is
 * released by it. What was received is never opened. Default is refuse. Spec: AGR-11, P2.
 */
export const decideMatching = (facts: ReleaseFacts, context: ReleaseContext): readonly Grant[] =>
  facts.holding === 'own' ? decideFor(facts, context, 'matching').grants : [];

/** Decides a whole release class for one recipient. Default is refuse. Spec: REL-1, REL-4, P2. */
export const decideClass = (facts: ReleaseFacts, context: ReleaseContext): ClassDecision =>
  decideFor(facts, context, 'release');

function decideFor(facts: ReleaseFacts, context: ReleaseContext, use: Use): ClassDecision {
  const only = (code: ReasonCode): ClassDecision => ({ grants: [], reasons: [{ code, allows: false }] });
  if (context.self === context.recipient) return only('own-record');
  // Facts that contradict each other: nobody else's record is held as our own, free of duties.
  if (facts.holding === 'own' && facts.author !== context.self) return only('undecided');
  // An agreement with nobody in it is listed so that its reason is shown; its standing never grants. Spec: AGR-3.
  const between = context.agreements.filter(({ agreement: { terms } }) =>
    terms.parties.length === 0
      ? true
      : terms.parties.includes(context.self) && terms.parties.includes(context.recipient),
  );
  const answers = between.map((under) => consultAgreement(facts, context, under, use));
  const objections = ownObjections(facts, context).map((code): Reason => ({ code, allows: false }));
  const own: Reason[] = objections.length > 0 ? objections : [{ code: 'policy-allows', allows: true }];
  const none: Reason[] = between.length === 0 ? [{ code: 'no-agreement', allows: false }] : [];
  return {
    grants: objections.length > 0 ? [] : answers.flatMap((answer) => answer.grants),
    reasons: [...own, ...none, ...answers.flatMap((answer) => answer.reasons)],
  };
}

/** What is asked about one record besides its class. */
export interface ReleaseQuestion {
  /** Its place in our own order of acceptance. */
  readonly position: number;
  /** Whether it names an object that is held here and not open to the recipient. Spec: REL-12. */
  readonly namesClosed?: boolean;
}

const refusedFor = (reasons: readonly Reason[], more: readonly Reason[]): Decision => ({
  verdict: 'refused',
  reasons: [...reasons, ...more],
});

/**
 * Decides one record. The grant cited is the first that covers it, in the order of agreements.
 * Spec: REL-1, REL-6, REL-12.
 */
export function decideRelease(facts: ReleaseFacts, question: ReleaseQuestion, context: ReleaseContext): Decision {
  const { grants, reasons } = decideClass(facts, context);
  const grant = grants.find(({ after }) => question.position > after);
  if (grant !== undefined && question.namesClosed === true)
    return refusedFor(reasons, [{ code: 'reference-unreleased', allows: false }]);
  if (grant !== undefined) return { verdict: 'allowed', grant, reasons };
  if (grants.length > 0) {
    const late = (g: Grant): Reason => ({
      code: 'clause-history',
      allows: false,
      agreement: g.agreement,
      clause: g.clause.n,
    });
    return refusedFor(reasons, grants.map(late));
  }
  const refusals = reasons.filter((reason) => !reason.allows);
  if (refusals.length === 0)
    return { verdict: 'undecided', reasons: [...reasons, { code: 'undecided', allows: false }] };
  return { verdict: refusals.every(({ code }) => code === 'undecided') ? 'undecided' : 'refused', reasons };
}
