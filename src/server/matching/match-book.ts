import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { type Label, labelJson } from '#protocol/record/label.ts';
import type { Party } from '../party/party.ts';
import { heldIndicators } from './held-indicators.ts';
import type { MatchRun, Tally } from './match-run.ts';
import { sightingLabel } from './sighting-label.ts';

const hitSql = `INSERT INTO match_hit (item, label, count, first, last, pending, pending_first, pending_last, stated)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET count = count + excluded.count,
  first = min(first, excluded.first), last = max(last, excluded.last),
  pending_first = iif(pending = 0, excluded.first, min(pending_first, excluded.first)),
  pending_last = iif(pending = 0, excluded.last, max(pending_last, excluded.last)), pending = pending + excluded.count`;
const guardedSql = `INSERT INTO match_guarded (item, reason, count, first, last) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, first = min(first, excluded.first), last = max(last, excluded.last)`;
const daySql = `INSERT INTO match_day (day, count, guarded) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, guarded = guarded + excluded.guarded`;
const stoppedSql = `INSERT INTO match_stopped (item, code, count, last) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count, last = excluded.last`;

function keepHit(party: Party, seq: number, { count, first, last }: Tally, stream: Label): boolean {
  const item = party.items.bySeq(seq);
  if (item === undefined || item.text === null) return false;
  const facts = party.items.factsOf(item.class);
  if (facts.recalled === true) return false;
  const label = canonicalText(labelJson(sightingLabel(facts, stream)));
  party.db.run(hitSql, seq, label, count, first, last, count, first, last);
  return true;
}

/**
 * Keeps what a stream came to: counts by indicator, never what was observed. An indicator whose text
 * is gone, or that its author has recalled, counts for nothing and is looked for no more. Spec: MAT-14.
 */
export function keepMatches(party: Party, run: MatchRun, stream: Label): void {
  party.transaction(() => {
    for (const [seq, tally] of run.hits) if (!keepHit(party, seq, tally, stream)) heldIndicators(party).forget(seq);
    for (const { seq, reason, count, first, last } of run.guarded)
      party.db.run(guardedSql, seq, reason, count, first, last);
    for (const [day, { count, guarded }] of run.days) party.db.run(daySql, day, count, guarded);
    for (const { seq, code, count } of run.stopped) party.db.run(stoppedSql, seq, code, count, party.now);
  });
}

/** Lets matches of an indicator count although they are of common values; with the name of who decided it. Spec: MAT-12. */
export function liftGuard(party: Party, seq: number, account: string): void {
  party.transaction(() => {
    const sql = 'INSERT INTO match_unguarded (item, at, account) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    party.db.run(sql, seq, party.now, account);
    party.deed(account, 'lift-guard', String(seq));
  });
}
