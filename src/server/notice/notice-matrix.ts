import {
  type RecipientFacts,
  type Standing,
  standingOf,
  type Tally,
  tally,
} from '#desks/infrastructure/answer-matrix.ts';
import type { Decision } from '#protocol/agreement/release-decision.ts';
import { explainRelease } from '../party/explain-release.ts';
import { type LinkHealth, linkHealth } from '../party/link-health.ts';
import type { Party } from '../party/party.ts';
import { type Delivery, deliveriesOf } from './delivery-time.ts';
import type { HeldNotice } from './held-notice.ts';
import { answersTo, type KeptAnswer } from './notice-answers.ts';
import { steadyNow } from './steady-time.ts';

/** One line of the matrix. */
export interface MatrixRow extends Standing, RecipientFacts {
  readonly party: string;
  readonly delivery?: Delivery;
  /** For what is not delivered: the decision now, and how the link is. */
  readonly obstacle?: { readonly decision: Decision; readonly link: LinkHealth };
}

/** Who has read a notice, and who has not. */
export interface Matrix {
  readonly rows: readonly MatrixRow[];
  readonly counts: Tally;
  /** The time by which it was derived, Unix seconds. Spec: NTC-9. */
  readonly now: number;
}

/** The parties that one of our notices is meant for, and those that it was released to besides. */
export function audienceOf(party: Party, seq: number): string[] {
  const meant = party.db.all<{ party: string }>('SELECT party FROM notice_audience WHERE item = ?', seq);
  return [...new Set([...meant.map((row) => row.party), ...deliveriesOf(party, seq).keys()])].toSorted();
}

/** What a party has said, reduced to the first of each step and the newest status. */
export function factsOf(answers: readonly KeptAnswer[], isDelivered: boolean): RecipientFacts {
  const told = (step: KeptAnswer['step']) => {
    const first = answers.find((answer) => answer.step === step);
    return first === undefined ? undefined : { said: first.said, at: first.at, role: first.role };
  };
  const acknowledged = told('acknowledged');
  const opened = told('opened') ?? acknowledged;
  const status = answers.findLast((answer) => answer.step === 'acknowledged')?.status ?? undefined;
  return {
    isDelivered,
    ...(opened === undefined ? {} : { opened }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(status === undefined ? {} : { status }),
  };
}

/** The matrix of one version, derived from the store and the time. Spec: NTC-7. */
export function matrixOf(party: Party, { seq, notice }: HeldNotice): Matrix {
  const now = steadyNow(party);
  const answers = answersTo(party, seq);
  const deliveries = deliveriesOf(party, seq);
  const rows = audienceOf(party, seq).map((id): MatrixRow => {
    const delivery = deliveries.get(id);
    const facts = factsOf(answers.get(id) ?? [], delivery?.state === 'acknowledged');
    const standing = standingOf(facts, notice.by, now);
    const row = { party: id, ...facts, ...standing, ...(delivery === undefined ? {} : { delivery }) };
    if (standing.state !== 'not-delivered') return row;
    return { ...row, obstacle: { decision: explainRelease(party, seq, id), link: linkHealth(party, id) } };
  });
  return { rows, counts: tally(rows), now };
}
