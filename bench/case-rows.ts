import type { Bench, BenchRow } from './bench-row.ts';
import { caseLinkRows } from './case-link-rows.ts';
import { casePageRows } from './case-page-rows.ts';
import { caseReplayRows } from './case-replay-rows.ts';
import { depositaryRows } from './depositary-rows.ts';

/** The rows of this group, in order. */
export const caseRowIds = [
  'case-replay',
  'case-verified',
  'case-page',
  'case-page-last',
  'case-page-first',
  'case-round',
  'case-list',
  'case-list-first',
  'case-inbox',
  'case-link-live',
  'case-link-live-head',
  'case-link-bulk',
  'case-accepted',
  'case-taken',
];

/**
 * One case of 200 parties and 10,000 acts, and a thousand small cases: replay at a start, pages,
 * bytes on the link, and acts that a depositary orders and a council of 13 certifies.
 */
export const caseRows = async (bench: Bench): Promise<BenchRow[]> => [
  ...(await caseReplayRows(bench)),
  ...(await casePageRows(bench)),
  ...(await caseLinkRows(bench)),
  ...(await depositaryRows(bench)),
];
