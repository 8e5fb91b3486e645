import type { AnswerRole, AnswerStatus } from './notice-answer.ts';

/** How far a notice has come with one recipient. Spec: NTC-7. */
export const recipientStates = ['not-delivered', 'delivered', 'opened', 'acknowledged', 'lapsed'] as const;
export type RecipientState = (typeof recipientStates)[number];

/** Something that a recipient told us. Unix seconds: `said` by its clock, `at` by ours when it arrived. */
export interface Told {
  readonly said: number;
  readonly at: number;
  readonly role: AnswerRole;
}

/** What the store knows of one recipient of one version. */
export interface RecipientFacts {
  /** Whether it countersigned a release with the notice. */
  readonly isDelivered: boolean;
  readonly opened?: Told;
  readonly acknowledged?: Told;
  /** The newest status that it gave. */
  readonly status?: AnswerStatus;
}

/** Where a recipient stands, and whether its acknowledgement arrived after the time that was set. */
export interface Standing {
  readonly state: RecipientState;
  readonly isLate: boolean;
}

/**
 * The state of a recipient, from what is known and the time alone. What never reached a party cannot
 * lapse: it stays not delivered. An acknowledgement that comes late counts, and stays late. Spec: NTC-7, NTC-8.
 */
export function standingOf(facts: RecipientFacts, by: number | undefined, now: number): Standing {
  const { isDelivered, opened, acknowledged } = facts;
  if (acknowledged !== undefined) return { state: 'acknowledged', isLate: by !== undefined && acknowledged.at > by };
  if (!isDelivered && opened === undefined) return { state: 'not-delivered', isLate: false };
  if (by !== undefined && now > by) return { state: 'lapsed', isLate: false };
  return { state: opened === undefined ? 'delivered' : 'opened', isLate: false };
}

/** How many recipients stand where. */
export interface Tally extends Readonly<Record<RecipientState, number>> {
  readonly late: number;
  readonly all: number;
}

/** Counts standings. */
export function tally(standings: readonly Standing[]): Tally {
  const count = (state: RecipientState): number => standings.filter((one) => one.state === state).length;
  return {
    'not-delivered': count('not-delivered'),
    delivered: count('delivered'),
    opened: count('opened'),
    acknowledged: count('acknowledged'),
    lapsed: count('lapsed'),
    late: standings.filter(({ isLate }) => isLate).length,
    all: standings.length,
  };
}
