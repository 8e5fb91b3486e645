import { decideClass, type Grant, type Reason } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { Party } from '../party/party.ts';
import { contextFor } from '../party/release-context.ts';

/** What would become of the records of one release class if a partner asked now. */
export interface ForecastLine {
  readonly facts: ReleaseFacts;
  /** Records that would leave, and the grant cited for them. */
  readonly leaves: number;
  readonly grant: Grant | undefined;
  /** Records that would not leave, and why. */
  readonly stays: number;
  readonly reasons: readonly Reason[];
  /** Records that the partner has already, from us or as its own. */
  readonly had: number;
}

const hadByRecipient = `EXISTS (SELECT 1 FROM batch_item JOIN batch ON batch.n = batch_item.batch
  LEFT JOIN delivery ON delivery.batch = batch.n WHERE batch_item.item = item.seq AND batch.party = ?1
  AND (batch.direction = 'reached' OR (batch.direction = 'left' AND delivery.state <> 'withheld')))`;

interface Counts {
  readonly had: number;
  readonly late: number;
  readonly fresh: number;
}

/** The records of a class: had by the recipient, and the others up to a position and after it. */
function countsOf(party: Party, recipient: string, of: { id: number; after: number }): Counts {
  const counted = party.db.get<Counts>(
    `SELECT coalesce(sum(had), 0) AS had, coalesce(sum(NOT had AND seq <= ?3), 0) AS late,
       coalesce(sum(NOT had AND seq > ?3), 0) AS fresh
     FROM (SELECT seq, ${hadByRecipient} AS had FROM item WHERE class = ?2 AND text IS NOT NULL)`,
    recipient,
    of.id,
    of.after,
  );
  return counted ?? { had: 0, late: 0, fresh: 0 };
}

/**
 * The release decision for every class that holds a record, with nothing made or sent. Those that
 * would leave come first, then the larger ones. Spec: REL-1, REL-4.
 */
export function forecastRelease(party: Party, recipient: string): ForecastLine[] {
  const context = contextFor(party, recipient);
  const lines = party.items.classes().map(({ id, facts }): ForecastLine => {
    const { grants, reasons } = decideClass(facts, context);
    const [grant] = grants.toSorted((a, b) => a.after - b.after);
    const counts = countsOf(party, recipient, { id, after: grant?.after ?? Number.MAX_SAFE_INTEGER });
    if (facts.author === recipient)
      return { facts, leaves: 0, grant: undefined, stays: 0, reasons, had: counts.had + counts.late + counts.fresh };
    const history = grants.map(
      (one): Reason => ({ code: 'clause-history', allows: false, agreement: one.agreement, clause: one.clause.n }),
    );
    const chain = counts.late > 0 && grant !== undefined ? [...reasons, ...history] : reasons;
    return { facts, leaves: counts.fresh, grant, stays: counts.late, reasons: chain, had: counts.had };
  });
  return lines
    .filter(({ leaves, stays, had }) => leaves + stays + had > 0)
    .toSorted((a, b) => b.leaves - a.leaves || b.stays - a.stays);
}
