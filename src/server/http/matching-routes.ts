import type { GuardReason } from '#exchange/stix/match/guard.ts';
import { type MatchFaultCode, matchFaultSentence } from '#exchange/stix/match/match-budget.ts';
import { type IndicatorRef, type MatchingView, matchingPage, type TrialResult } from '#web/pages/matching-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { type HeldIndicators, heldIndicators } from '../matching/held-indicators.ts';
import { liftGuard } from '../matching/match-book.ts';
import { MatchRun } from '../matching/match-run.ts';
import type { Party } from '../party/party.ts';
import { partners } from '../party/peer-book.ts';
import { matchingBudget, privateCount } from '../private-matching/private-offer.ts';
import type { PageRoute } from './page-route.ts';
import { titleAt } from './record-part.ts';
import { accountName, field, goTo, may, nothingHere, numberParam, sendPage, type Visit } from './visit.ts';

const shown = 50;
const daysShown = 30;
const secondsPerDay = 86_400;

const inSeconds = (ms: number): number => Math.floor(ms / 1_000);
const refOf = (visit: Visit, seq: number): IndicatorRef => ({ seq, title: titleAt(visit, seq) });

interface TallyRow {
  readonly item: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

const matchesSql = `SELECT item, sum(count) AS count, min(first) AS first, max(last) AS last FROM match_hit
  GROUP BY item ORDER BY last DESC LIMIT ${shown}`;
const guardedSql = `SELECT match_guarded.item, reason, count, first, last, at IS NOT NULL AS lifted FROM match_guarded
  LEFT JOIN match_unguarded USING (item) ORDER BY last DESC LIMIT ${shown}`;
const stoppedSql = `SELECT item, code, count FROM match_stopped ORDER BY last DESC LIMIT ${shown}`;

const times = ({ count, first, last }: TallyRow) => ({ count, first: inSeconds(first), last: inSeconds(last) });

function daysOf(party: Party): MatchingView['days'] {
  const today = Math.floor(party.now / secondsPerDay);
  const rows = party.db.all<{ day: number; count: number; guarded: number }>(
    'SELECT day, count, guarded FROM match_day WHERE day > ? AND day <= ?',
    today - daysShown,
    today,
  );
  const byDay = new Map(rows.map((row) => [row.day, row]));
  return Array.from({ length: daysShown }, (_, index) => {
    const day = today - daysShown + 1 + index;
    const { count, guarded } = byDay.get(day) ?? { count: 0, guarded: 0 };
    return { at: day * secondsPerDay, count, guarded };
  });
}

function booked(visit: Visit): Pick<MatchingView, 'days' | 'matches' | 'guarded' | 'stopped'> {
  const { party } = visit;
  return {
    days: daysOf(party),
    matches: party.db.all<TallyRow>(matchesSql).map((row) => ({ ...refOf(visit, row.item), ...times(row) })),
    guarded: party.db
      .all<TallyRow & { reason: GuardReason; lifted: number }>(guardedSql)
      .map((row) => ({ ...refOf(visit, row.item), ...times(row), reason: row.reason, isLifted: row.lifted === 1 })),
    stopped: party.db
      .all<{ item: number; code: MatchFaultCode; count: number }>(stoppedSql)
      .map(({ item, code, count }) => ({ ...refOf(visit, item), code, count, message: matchFaultSentence(code) })),
  };
}

function looked(
  visit: Visit,
  held: HeldIndicators,
): Pick<MatchingView, 'tabled' | 'tested' | 'types' | 'otherLanguages' | 'refused'> {
  return {
    ...held.index.size,
    types: held.index.types.slice(0, shown),
    otherLanguages: held.notLooked.language,
    refused: held.refused
      .slice(0, shown)
      .map(({ seq, fault }) => ({ ...refOf(visit, seq), code: fault.code, message: fault.message })),
  };
}

const budgetOf = (perDay: number | undefined, today: number): MatchingView['partners'][number]['weAsk'] =>
  perDay === undefined ? undefined : { perDay, today };

function partnersOf({ party, names }: Visit): MatchingView['partners'] {
  return partners(party).flatMap(({ id }) => {
    const theyAsk = budgetOf(matchingBudget(party, party.id, id), privateCount(party, id, 'answered'));
    const weAsk = budgetOf(matchingBudget(party, id, party.id), privateCount(party, id, 'asked'));
    if (theyAsk === undefined && weAsk === undefined) return [];
    return [{ party: names.of(id), ...(theyAsk && { theyAsk }), ...(weAsk && { weAsk }) }];
  });
}

interface Shown {
  readonly lines?: string;
  readonly errors?: readonly FieldError[];
  readonly trial?: TrialResult;
}

async function show(visit: Visit, { lines = '', errors = [], trial }: Shown = {}): Promise<Response> {
  const { party, reader } = visit;
  const held = heldIndicators(party);
  await held.takeAll(party);
  const view: MatchingView = {
    ...looked(visit, held),
    ...booked(visit),
    partners: partnersOf(visit),
    mayLift: may(visit, 'report-observations'),
    lines,
    errors,
    ...(trial === undefined ? {} : { trial }),
  };
  return sendPage(matchingPage(view, reader), errors.length === 0 ? 200 : 422);
}

function resultOf(visit: Visit, run: MatchRun): TrialResult {
  return {
    observations: run.observations,
    refused: run.refused,
    matches: [...run.hits].map(([seq, { count }]) => ({ ...refOf(visit, seq), count })),
    guarded: run.guarded.map(({ seq, reason }) => ({ ...refOf(visit, seq), reason })),
  };
}

/** Matches what was typed and keeps nothing of it. Spec: MAT-14. */
async function attempt(visit: Visit): Promise<Response> {
  const { party } = visit;
  const lines = field(visit.form, 'lines');
  if (lines.trim() === '') return show(visit, { errors: [{ field: 'lines', code: 'required' }] });
  await heldIndicators(party).takeAll(party);
  const run = new MatchRun(party, { trial: true });
  for (const line of lines.split(/\r?\n/)) run.line(line);
  return show(visit, { lines, trial: resultOf(visit, run) });
}

function lift(visit: Visit): Response {
  const seq = numberParam(visit, 'seq');
  if (visit.party.db.count('SELECT count(*) FROM match_guarded WHERE item = ?', seq) === 0) throw nothingHere();
  liftGuard(visit.party, seq, accountName(visit));
  return goTo(visit, '/matching');
}

/** What is looked for and what was met. Spec: MAT-12, MAT-14. */
export const matchingRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/matching', needs: 'read-records', answer: (visit) => show(visit) },
  { method: 'POST', path: '/matching', needs: 'read-records', answer: attempt },
  { method: 'POST', path: '/matching/:seq/lift', needs: 'report-observations', answer: lift },
];
