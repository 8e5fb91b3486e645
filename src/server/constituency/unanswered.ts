import { newestNotices } from '../notice/held-notice.ts';
import { matrixOf } from '../notice/notice-matrix.ts';
import { steadyNow } from '../notice/steady-time.ts';
import type { Party } from '../party/party.ts';

const looked = 50;

/** How many of our last notices that still hold want an answer of each party that has not given it. */
export function unansweredNotices(party: Party): ReadonlyMap<string, number> {
  const now = steadyNow(party);
  const holding = newestNotices(party, 'own', looked).filter(
    ({ notice }) => notice.state === 'current' && notice.until >= now && notice.by !== undefined,
  );
  const missing = holding.flatMap((held) =>
    matrixOf(party, held)
      .rows.filter(({ state }) => state !== 'acknowledged')
      .map(({ party: id }) => id),
  );
  return new Map([...Map.groupBy(missing, (id) => id)].map(([id, all]) => [id, all.length]));
}
