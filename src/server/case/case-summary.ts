import { procedures } from '#desks/procedures.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import { type Owed, owedIn, whereIs } from '#protocol/case/view.ts';
import type { Party } from '../party/party.ts';
import { membersOf } from './case-channel.ts';
import { type CaseFile, type CaseStage, knownCaseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';
import { titleHash } from './case-title.ts';

/** What lists say of a case. A list of a thousand cases replays none of them. */
export interface CaseSummary {
  readonly id: string;
  readonly stage: CaseStage;
  readonly opener: string;
  readonly procedure: Procedure;
  /** Members by the first record and by what was accepted since. */
  readonly members: readonly string[];
  /** Hash of the body that holds the title, if the opener gave one. */
  readonly title?: string;
  /** Hash of the first words that were accepted. */
  readonly words?: string;
  /** State of the main machine; absent while the case has not begun. */
  readonly state?: string;
  readonly isEnd: boolean;
  /** What somebody owes, the earliest first; nothing when the case has ended. */
  readonly owed: readonly Owed[];
}

type Kept = Omit<CaseSummary, 'id' | 'stage' | 'opener' | 'procedure'> & {
  readonly procedure: string;
  /** The earliest deadline that the log's time has not passed, whoever owes it. */
  readonly due?: number;
};

interface SummaryRow {
  readonly id: string;
  readonly stage: CaseStage;
  readonly opener: string;
  /** What the state follows from: the end of the log that was replaced so often, and the highest certificate. */
  readonly now: string;
  readonly stamp: string | null;
  readonly summary: string | null;
}

/** Raised when something else is kept, or replay gives another state for the same entries. */
const form = 1;

const select = `SELECT f.id, f.stage, f.opener, s.stamp, s.summary,
  concat_ws(' ', ${form}, f.stage, f.epoch, c.term, c.size) AS now
  FROM case_file f LEFT JOIN case_certificate c ON c.case_id = f.id LEFT JOIN case_summary s ON s.case_id = f.id`;

function firstWords(log: CaseLog): { words?: string } {
  for (const step of log.state()?.steps ?? []) {
    const words = step.kind === 'act' ? log.recordAt(step.index)?.head.body : undefined;
    if (words !== undefined) return { words };
  }
  return {};
}

function derive(party: Party, file: CaseFile): Kept {
  const { hash } = file.procedure;
  const kept = { procedure: hash, members: membersOf(party, file), isEnd: false, owed: [], ...titleHash(file.genesis) };
  const log = file.stage === 'invited' ? undefined : caseLog(party, file);
  const state = log?.state();
  if (log === undefined || state === undefined) return kept;
  const { procedure } = file.procedure;
  const { state: where, isEnd } = whereIs(procedure, state);
  const all = owedIn(procedure, state);
  const [first] = all;
  const owed = isEnd ? [] : all.filter(({ owners }) => owners.length > 0);
  const due = first?.due === undefined ? {} : { due: first.due };
  return { ...kept, ...firstWords(log), state: where, isEnd, owed, ...due };
}

function keep(party: Party, id: string, stamp: string, kept: Kept): Kept {
  const sql = `INSERT INTO case_summary (case_id, stamp, summary, due) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET stamp = excluded.stamp, summary = excluded.summary, due = excluded.due`;
  party.db.run(sql, id, stamp, JSON.stringify(kept), kept.due ?? null);
  return kept;
}

/** What is kept, or else what the entries lead to. */
function keptOrDerived(party: Party, { id, now, stamp, summary }: SummaryRow, isReader: boolean): Kept {
  if (summary !== null && stamp === now) return JSON.parse(summary) as Kept;
  const derived = derive(party, knownCaseFile(party, id));
  return isReader ? derived : keep(party, id, now, derived);
}

function fromRow(party: Party, row: SummaryRow, isReader = false): CaseSummary {
  const { id, stage, opener } = row;
  const kept = keptOrDerived(party, row, isReader);
  const procedure = procedures.find(({ hash }) => hash === kept.procedure)?.procedure;
  if (procedure === undefined)
    throw new Fault('case-procedure', 'This server does not have the procedure of the case.');
  return { ...kept, id, stage, opener, procedure };
}

const mostCases = 1_000;

const rowsAt = (party: Party, stage: CaseStage): SummaryRow[] =>
  party.db.all<SummaryRow>(`${select} WHERE f.stage = ? ORDER BY f.at DESC, f.id LIMIT ? + 0`, stage, mostCases);

/** Cases at a stage, the newest first. */
export const summariesAt = (party: Party, stage: CaseStage): CaseSummary[] =>
  rowsAt(party, stage).map((row) => fromRow(party, row));

/** The same for a process that only reads beside a running server: it keeps nothing. */
export const summariesReadAt = (party: Party, stage: CaseStage): CaseSummary[] =>
  rowsAt(party, stage).map((row) => fromRow(party, row, true));

/** The summary of one case. Fault: `case-unknown`. */
export function summaryOf(party: Party, id: string): CaseSummary {
  const row = party.db.get<SummaryRow>(`${select} WHERE f.id = ?`, id);
  if (row === undefined) throw new Fault('case-unknown', 'This server does not know the case.');
  return fromRow(party, row);
}

/** Whether the summary that is kept, if it counts still, is what the log leads to. Spec: AUD-6. */
export function isSummaryTrue(party: Party, file: CaseFile): boolean {
  const row = party.db.get<SummaryRow>(`${select} WHERE f.id = ?`, file.id);
  return row?.stamp !== row?.now || row?.summary == null || row.summary === JSON.stringify(derive(party, file));
}
