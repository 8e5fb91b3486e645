import { canonicalText, type JsonObject } from '../bytes/canonical-json.ts';
import { type Label, labelJson } from '../record/label.ts';
import { type Duties, dutiesJson } from './duties.ts';

/** How we came to hold a record: our own, or received under a clause whose duties bind us. */
export type Holding = 'own' | { readonly agreement: string; readonly clause: number; readonly duties: Duties };

/**
 * All that a release decision may look at. Records with equal facts form a release class and are
 * decided together, so the cost of a decision does not grow with the store. Spec: REL-4.
 */
export interface ReleaseFacts {
  readonly kind: string;
  readonly label: Label;
  /** Party that stated the record. */
  readonly author: string;
  readonly holding: Holding;
  /** Whether a releaser has approved it. */
  readonly approved: boolean;
  /** Present when its author has revoked it or raised its label since: it leaves no more. Spec: COR-4, COR-10. */
  readonly recalled?: true;
}

const holdingJson = (holding: Holding): JsonObject | string =>
  holding === 'own'
    ? 'own'
    : { agreement: holding.agreement, clause: holding.clause, duties: dutiesJson(holding.duties) };

/** The name of a release class: equal facts, equal text. Spec: REL-4. */
export const classText = (facts: ReleaseFacts): string =>
  canonicalText({
    kind: facts.kind,
    label: labelJson(facts.label),
    author: facts.author,
    holding: holdingJson(facts.holding),
    approved: facts.approved,
    ...(facts.recalled === true ? { recalled: true } : {}),
  });
