import { decideClass } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { approvalLevels } from './approvals.ts';
import type { Party } from './party.ts';
import { partners } from './peer-book.ts';
import { namesClosed } from './references.ts';
import { contextFor, openClasses, openIfApproved } from './release-context.ts';

/** A release class that waits for a releaser, and the parties it would go to once approved. */
export interface WaitingClass {
  readonly id: number;
  readonly tlp: Tlp;
  readonly reach: readonly string[];
}

/** Whether this party's policy makes records of these facts wait for a releaser. Spec: REL-2. */
export const awaitsApproval = (party: Party, facts: ReleaseFacts): boolean =>
  !facts.approved && approvalLevels(party).includes(facts.label.tlp);

/**
 * The partners that would receive a record once a releaser has approved it and what it names; `now`
 * are those to which nothing that it names is still closed. Spec: REL-12.
 */
export function reachOfRecord(party: Party, facts: ReleaseFacts, seq: number): { reach: string[]; now: string[] } {
  const reach = reachOnceApproved(party, facts, seq).filter(
    (id) => !namesClosed(party, openIfApproved(party, contextFor(party, id)), seq, id),
  );
  const now = reach.filter((id) => !namesClosed(party, openClasses(party, contextFor(party, id)), seq, id));
  return { reach, now };
}

/** The partners that would receive records of these facts, at a position, once a releaser has approved them. */
export function reachOnceApproved(party: Party, facts: ReleaseFacts, seq: number): string[] {
  const others = partners(party).filter(({ id }) => id !== facts.author);
  const approved = { ...facts, approved: true };
  return others
    .filter(({ id }) => decideClass(approved, contextFor(party, id)).grants.some(({ after }) => seq > after))
    .map(({ id }) => id);
}

/** Classes in which an approval would let something leave: what nobody would receive waits for nobody. */
export function waitingClasses(party: Party): WaitingClass[] {
  const levels = JSON.stringify(approvalLevels(party));
  const rows = party.db.all<{ id: number; last: number }>(
    `SELECT class.id AS id, max(item.seq) AS last FROM class JOIN item ON item.class = class.id
     WHERE approved = 0 AND tlp IN (SELECT value FROM json_each(?)) AND item.text IS NOT NULL GROUP BY class.id`,
    levels,
  );
  return rows.flatMap(({ id, last }) => {
    const facts = party.items.factsOf(id);
    const reach = reachOnceApproved(party, facts, last);
    return reach.length === 0 ? [] : [{ id, tlp: facts.label.tlp, reach }];
  });
}
