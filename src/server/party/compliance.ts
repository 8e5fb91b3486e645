import type { CorrectionKind, Ground, Outcome } from '#protocol/agreement/correction.ts';
import type { Party } from './party.ts';

/** How a correction stands with one recipient. Spec: COR-8. */
export const complianceStates = ['done', 'kept', 'late', 'refused', 'underway', 'unreachable', 'waiting'] as const;
export type ComplianceState = (typeof complianceStates)[number];

/** One correction, and what became of it. Times in Unix seconds. */
export interface ComplianceRow {
  readonly id: string;
  readonly direction: 'sent' | 'received';
  readonly party: string;
  readonly release: string;
  readonly what: CorrectionKind;
  readonly items: readonly number[];
  readonly at: number;
  readonly due: number;
  readonly state: ComplianceState;
  readonly ground?: Ground;
  readonly answeredAt?: number;
}

export interface ComplianceQuery {
  readonly direction: 'sent' | 'received';
  readonly item?: number;
  readonly party?: string;
}

interface Row {
  readonly n: number;
  readonly id: string;
  readonly direction: 'sent' | 'received';
  readonly party: string;
  readonly release: string;
  readonly what: CorrectionKind;
  readonly at: number;
  readonly due: number;
  readonly outcome: Outcome | null;
  readonly ground: Ground | null;
  readonly complete: number | null;
  readonly answered: number | null;
  readonly url: string | null;
  readonly failures: number | null;
  readonly lastGood: number | null;
}

/** Whether the recipient has a server that was reached since the correction was made. */
function isReached({ url, failures, lastGood, at }: Row): boolean {
  return url !== null && ((failures ?? 0) === 0 || Math.floor((lastGood ?? 0) / 1_000_000) >= at);
}

/** Derived from store and clock, never stored. Spec: COR-8. */
function stateOf(row: Row, now: number): ComplianceState {
  if (row.outcome === 'done' && row.complete === 1) return 'done';
  if (row.outcome === 'kept' || row.outcome === 'refused') return row.outcome;
  if (row.direction === 'sent' && row.outcome === null && !isReached(row)) return 'unreachable';
  if (now > row.due) return 'late';
  return row.outcome === 'done' ? 'underway' : 'waiting';
}

const select = `FROM correction JOIN batch ON batch.n = correction.batch LEFT JOIN correction_answer AS answer ON answer.correction = correction.n
  LEFT JOIN party ON party.id = correction.party LEFT JOIN link ON link.party = correction.party
  WHERE correction.direction = :direction AND (:party IS NULL OR correction.party = :party)
    AND (:item IS NULL OR correction.n IN (SELECT correction FROM correction_item WHERE item = :item))`;

const valuesOf = ({ direction, item, party }: ComplianceQuery) => ({
  direction,
  item: item ?? null,
  party: party ?? null,
});

/** Corrections that fit with how each stands now, newest first. */
export function corrections(
  party: Party,
  query: ComplianceQuery,
  slice: { limit: number; offset: number } = { limit: 1_000, offset: 0 },
): ComplianceRow[] {
  const rows = party.db.allNamed<Row>(
    `SELECT correction.n AS n, correction.id AS id, correction.direction AS direction, correction.party AS party,
       batch.id AS release, what, correction.at AS at, due, outcome, ground, complete, answer.at AS answered, url,
       failures, last_good AS lastGood ${select} ORDER BY correction.n DESC LIMIT :limit OFFSET :offset`,
    { ...valuesOf(query), ...slice },
  );
  return rows.map((row) => ({
    id: row.id,
    direction: row.direction,
    party: row.party,
    release: row.release,
    what: row.what,
    items: party.db
      .all<{ item: number }>('SELECT item FROM correction_item WHERE correction = ? ORDER BY position', row.n)
      .map(({ item }) => item),
    at: row.at,
    due: row.due,
    state: stateOf(row, party.now),
    ...(row.ground === null ? {} : { ground: row.ground }),
    ...(row.answered === null ? {} : { answeredAt: row.answered }),
  }));
}
