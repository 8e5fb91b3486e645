import type { Party } from '../party/party.ts';

/** Cases that a round takes: of those in which there is something to do, and of those that are quiet. */
const atOnce = { awake: 200, quiet: 16 } as const;

/** The last turn of a case since this server started. */
interface Turn {
  readonly number: number;
  /** Unix seconds. */
  readonly at: number;
  /** What was to be seen of the case when it ended. */
  readonly stamp: string;
  /** Whether something is left that only waits for a moment. */
  readonly isPending: boolean;
}

interface Turns {
  number: number;
  readonly last: Map<string, Turn>;
}

const turnsOf = new WeakMap<Party, Turns>();

function turns(party: Party): Turns {
  const known = turnsOf.get(party) ?? { number: 0, last: new Map<string, Turn>() };
  turnsOf.set(party, known);
  return known;
}

interface CaseRow {
  readonly id: string;
  readonly stamp: string;
  readonly due: number | null;
}

/** Changes with whatever asks for a turn: entries, acts that wait, drafts, statements, certificates, a member that has more. */
const select = `SELECT f.id, s.due, concat_ws(' ', f.epoch, f.ready, c.term, c.size, c.at,
    (SELECT max(position) FROM case_entry e WHERE e.case_id = f.id),
    (SELECT count(*) FROM case_act a WHERE a.case_id = f.id),
    (SELECT count(*) FROM case_statement t WHERE t.case_id = f.id),
    (SELECT count(*) FROM case_proof p WHERE p.case_id = f.id),
    (SELECT max(size) FROM case_member m WHERE m.case_id = f.id),
    (SELECT max(n) FROM case_draft d WHERE d.case_id = f.id AND d.fault IS NULL)) AS stamp
  FROM case_file f LEFT JOIN case_certificate c ON c.case_id = f.id LEFT JOIN case_summary s ON s.case_id = f.id`;

/** Whether a case asks for a turn: it changed since its last one, or a deadline has passed since. */
function isAwake({ stamp, due }: CaseRow, last: Turn | undefined, now: number): boolean {
  if (last === undefined || last.isPending || last.stamp !== stamp) return true;
  return due !== null && due < now && last.at <= due;
}

/**
 * The cases that get a turn in this round: those that ask for it, and of the quiet ones some whose
 * last turn was longest ago, so that a thousand of them cost a round no more than a few. Spec: CEX-42.
 */
export function casesInTurn(party: Party): string[] {
  const { last } = turns(party);
  const rows = party.db
    .all<CaseRow>(`${select} WHERE f.stage = 'joined'`)
    .toSorted((a, b) => (last.get(a.id)?.number ?? 0) - (last.get(b.id)?.number ?? 0));
  const isAsking = (row: CaseRow): boolean => isAwake(row, last.get(row.id), party.now);
  const awake = rows.filter(isAsking).slice(0, atOnce.awake);
  const quiet = rows.filter((row) => !isAsking(row)).slice(0, atOnce.quiet);
  return [...awake, ...quiet].map(({ id }) => id);
}

/** Notes that a case had its turn. */
export function noteTurn(party: Party, id: string, isPending: boolean): void {
  const all = turns(party);
  const stamp = party.db.get<CaseRow>(`${select} WHERE f.id = ?`, id)?.stamp ?? '';
  all.last.set(id, { number: ++all.number, at: party.now, stamp, isPending });
}
