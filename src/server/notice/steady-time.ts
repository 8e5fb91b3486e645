import type { Party } from '../party/party.ts';

/**
 * The time by which deadlines are judged, Unix seconds: our clock, but never earlier than the median
 * of the times at which witnesses cosigned the newest checkpoint that any did. Nothing is kept for
 * it, so a restart changes nothing, and a clock that is set back changes little. Spec: NTC-9.
 */
export function steadyNow(party: Party): number {
  const times = party.db
    .all<{ at: number }>('SELECT at FROM cosignature WHERE size = (SELECT max(size) FROM cosignature) ORDER BY at')
    .map(({ at }) => at);
  return Math.max(party.now, times[Math.floor((times.length - 1) / 2)] ?? 0);
}
