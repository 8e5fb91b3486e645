import type { JsonObject } from '../bytes/canonical-json.ts';
import type { Fields } from '../bytes/fields.ts';

/** To whom a recipient may pass on what it received. Spec: AGR-7. */
export const onwardLimits = ['none', 'same-agreement', 'own-constituency', 'any-within-label'] as const;
export type Onward = (typeof onwardLimits)[number];

/** What a recipient may do with what it received (IEP 2.0 "permitted actions"). Spec: AGR-7. */
export const permittedActions = ['any', 'internal-only', 'detect-and-block-only'] as const;

/** What a recipient owes for what it receives under a clause. IEP 2.0 fields map to these. Spec: AGR-7. */
export interface Duties {
  readonly onward: Onward;
  readonly actions: (typeof permittedActions)[number];
  /** Whether a relay names the source. */
  readonly attribution: 'named' | 'anonymous';
  /** Days after which the recipient erases; absent: no limit. */
  readonly retentionDays?: number;
  /** Whether an erasure notice of the source must be followed. */
  readonly erase: boolean;
  readonly notify: 'none' | 'affected-parties';
  readonly encryptInTransit: boolean;
}

/** Reads duties; an unknown member or value is a fault. */
export function readDuties(fields: Fields): Duties {
  const duties: Duties = {
    onward: fields.oneOf('onward', onwardLimits),
    actions: fields.oneOf('actions', permittedActions),
    attribution: fields.oneOf('attribution', ['named', 'anonymous'] as const),
    ...(fields.has('retentionDays') ? { retentionDays: fields.integer('retentionDays', 1, 36_500) } : {}),
    erase: fields.boolean('erase'),
    notify: fields.oneOf('notify', ['none', 'affected-parties'] as const),
    encryptInTransit: fields.boolean('encryptInTransit'),
  };
  fields.end();
  return duties;
}

/** What may be granted onward, for what is held under a limit; see `dutiesAtLeast`. */
const noWider: Readonly<Record<Onward, readonly Onward[]>> = {
  none: ['none'],
  'same-agreement': ['none', 'same-agreement'],
  // The constituency is the parties of the agreement it goes under; the recipient's own would be a wider circle.
  'own-constituency': ['none', 'same-agreement'],
  'any-within-label': onwardLimits,
};

/**
 * Whether a recipient under `next` would owe at least what a holder under `held` owes. Passing on
 * under less would shed duties that the source never lifted. Spec: AGR-10.
 */
export function dutiesAtLeast(next: Duties, held: Duties): boolean {
  return (
    noWider[held.onward].includes(next.onward) &&
    (held.actions === 'any' || next.actions === held.actions) &&
    (held.attribution === 'named' || next.attribution === 'anonymous') &&
    (held.retentionDays === undefined ||
      (next.retentionDays !== undefined && next.retentionDays <= held.retentionDays)) &&
    (!held.erase || next.erase) &&
    (held.notify === 'none' || next.notify === held.notify) &&
    (!held.encryptInTransit || next.encryptInTransit)
  );
}

/** The canonical form of duties. */
export const dutiesJson = (duties: Duties): JsonObject => ({ ...duties });
