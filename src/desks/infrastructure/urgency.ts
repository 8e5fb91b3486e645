/** How soon a notice wants to be acted on, most urgent first. A closed list. Spec: NTC-2. */
export const urgencies = ['immediate', 'urgent', 'routine'] as const;
export type Urgency = (typeof urgencies)[number];

/** What follows from an urgency. All in seconds. */
export interface UrgencyRule {
  /** Acknowledgement that a form proposes. */
  readonly acknowledgeWithin: number;
  /** After this without an acknowledgement the next contact of a party is written to. Spec: NTC-11. */
  readonly nextContactAfter: number;
  /** The least time between two reminders to the rest. Spec: NTC-10. */
  readonly remindEvery: number;
}

const minute = 60;
const hour = 3600;

/** The escalation plan, as data. */
export const urgencyRules: Readonly<Record<Urgency, UrgencyRule>> = {
  immediate: { acknowledgeWithin: hour, nextContactAfter: 15 * minute, remindEvery: 5 * minute },
  urgent: { acknowledgeWithin: 4 * hour, nextContactAfter: hour, remindEvery: 15 * minute },
  routine: { acknowledgeWithin: 48 * hour, nextContactAfter: 12 * hour, remindEvery: hour },
};

/** The order of lists: what presses most comes first. */
export const pressesMore = (a: Urgency, b: Urgency): number => urgencies.indexOf(a) - urgencies.indexOf(b);

/**
 * How many of a party's contacts should have been written to by now. `first`: when the first one
 * was, or undefined while nobody has been. Spec: NTC-11.
 */
export function contactsDue(urgency: Urgency, first: number | undefined, now: number): number {
  if (first === undefined) return 1;
  return 1 + Math.max(0, Math.floor((now - first) / urgencyRules[urgency].nextContactAfter));
}

/** When the rest may be reminded again, Unix seconds. Spec: NTC-10. */
export const nextReminder = (urgency: Urgency, last: number | undefined): number =>
  last === undefined ? 0 : last + urgencyRules[urgency].remindEvery;
