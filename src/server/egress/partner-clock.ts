import { clockTolerance } from '../link-signature/link-profile.ts';
import type { Party } from '../party/party.ts';

/** Furthest that a partner's clock is followed, in seconds: beyond it is no clock, or a lie. Spec: LSG-12. */
const furthest = 86_400;

/** By how many seconds a partner's clock is ahead of ours, as far as it was ever said; behind: negative. Spec: LSG-12. */
export const clockAhead = (party: Party, partner: string): number =>
  party.db.count('SELECT ahead FROM link WHERE party = ?', partner);

/**
 * Learns from a refusal what time a partner has. Gives whether the request is worth signing anew, which
 * is done once: who says another time at each request gets one more signature for each, and no more. Spec: LSG-12.
 */
export function learnClock(party: Party, partner: string, said: number | undefined): boolean {
  if (said === undefined) return false;
  const difference = said - party.now;
  if (Math.abs(difference) > furthest) return false;
  const ahead = Math.abs(difference) <= clockTolerance ? 0 : difference;
  if (ahead === clockAhead(party, partner)) return false;
  party.db.run('UPDATE link SET ahead = ? WHERE party = ?', ahead, partner);
  return true;
}
