import type { Party } from './party.ts';

const day = 86_400;

interface Seen {
  /** What our clock said when it was last looked at, Unix seconds. */
  readonly seen: number;
  /** Since when it has been in doubt; 0 when it is not. */
  readonly doubt: number;
}

/** The median of the times at which our witnesses last cosigned; 0 when none has. */
function witnessTime(party: Party): number {
  const times = party.db
    .all<{ at: number }>('SELECT max(at) AS at FROM cosignature GROUP BY witness ORDER BY at')
    .map(({ at }) => at);
  return times[Math.floor((times.length - 1) / 2)] ?? 0;
}

/**
 * The time by which something that cannot be undone may be taken as due; undefined while that is in
 * doubt. A clock that was set back is overruled by the witnesses' median. One that leapt forward by
 * more than a day since it was last looked at is believed when a witness has cosigned since, or when
 * it has gone on for a day. Spec: DUT-3.
 */
export function timeForErasure(party: Party): number | undefined {
  const now = party.now;
  const witnessed = witnessTime(party);
  const kept = party.meta.get('clock-seen');
  const before: Seen = kept === undefined ? { seen: now, doubt: 0 } : (JSON.parse(kept) as Seen);
  const leapt = now - before.seen > day && witnessed < now - day;
  const started = leapt ? now : before.doubt;
  const isOver = started === 0 || now < started || witnessed >= started - day || now - started >= day;
  const after = JSON.stringify({ seen: now, doubt: isOver ? 0 : started } satisfies Seen);
  if (after !== kept) party.meta.set('clock-seen', after);
  return isOver ? Math.max(now, witnessed) : undefined;
}
