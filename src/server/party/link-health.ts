import { seconds } from '../powers.ts';
import type { Party } from './party.ts';

/** How the link to a partner is. `since`: when it was last in step, Unix seconds. */
export interface LinkHealth {
  readonly state: 'in-step' | 'behind' | 'broken' | 'never';
  readonly since?: number;
  /** The last good meeting, Unix seconds. */
  readonly contactAt?: number;
  /** Objects of releases that are made and not yet acknowledged. */
  readonly waiting: number;
  readonly faultCode?: string;
  /** Seconds by which their clock is ahead of ours; behind: negative; absent: about the same. Spec: LSG-12. */
  readonly ahead?: number;
}

interface LinkRow {
  readonly good: number;
  readonly fault: string | null;
  readonly failures: number;
  readonly added: number;
  readonly ahead: number;
}

/** After this many meetings in a row failed, a link is called broken. */
const patience = 3;
/** Seconds that a release may take to be fetched and acknowledged. */
const grace = 600;

const waitingOf = (party: Party, id: string): { count: number; oldest: number } =>
  party.db.get<{ count: number; oldest: number }>(
    `SELECT coalesce(sum(count), 0) AS count, coalesce(min(at), 0) AS oldest FROM batch JOIN delivery ON delivery.batch = batch.n
     WHERE direction = 'left' AND party = ? AND delivery.state = 'open'`,
    id,
  ) ?? { count: 0, oldest: 0 };

/** The health of the link to a partner, from what the last meetings left behind. */
export function linkHealth(party: Party, id: string): LinkHealth {
  const row = party.db.get<LinkRow>(
    'SELECT last_good AS good, fault, failures, added, ahead FROM link JOIN party ON party.id = link.party WHERE link.party = ?',
    id,
  );
  const { count: waiting, oldest } = waitingOf(party, id);
  if (row === undefined) return { state: 'never', waiting };
  const clock = row.ahead === 0 ? {} : { ahead: row.ahead };
  const fault = { ...clock, ...(row.fault === null ? {} : { faultCode: row.fault }) };
  const contactAt = row.good === 0 ? undefined : seconds(row.good);
  const contact = contactAt === undefined ? {} : { contactAt };
  if (row.failures >= patience)
    return { state: 'broken', since: contactAt ?? row.added, ...contact, waiting, ...fault };
  if (contactAt === undefined) return { state: 'never', waiting, ...fault };
  const isLate = waiting > 0 && party.now - seconds(oldest) > grace;
  if (row.failures > 0 || isLate)
    return { state: 'behind', since: isLate ? seconds(oldest) : contactAt, contactAt, waiting, ...fault };
  return { state: 'in-step', contactAt, waiting, ...clock };
}
