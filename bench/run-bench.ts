import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchGroup, BenchRow } from './bench-row.ts';
import { bulkRowIds, bulkRows } from './bulk-rows.ts';
import { caseRowIds, caseRows } from './case-rows.ts';
import { decisionRows } from './decision-rows.ts';
import { linkRows } from './link-rows.ts';
import { logRows } from './log-rows.ts';
import { matchingRows } from './matching-rows.ts';
import { objectRows } from './object-rows.ts';
import type { Plan } from './plan.ts';
import { signatureRows } from './signature-rows.ts';
import { startRows } from './start-rows.ts';

const groups: readonly (readonly [name: string, group: BenchGroup])[] = [
  ['signatures', signatureRows],
  ['log', logRows],
  ['decisions', decisionRows],
  ['matching', matchingRows],
  ['link', linkRows],
  ['objects', objectRows],
  ['bulk', bulkRows],
  ['cases', caseRows],
  ['start', startRows],
];

/** Every row that a result has, in order. */
export const rowIds: readonly string[] = [
  'record-verified',
  'record-signed',
  'log-append-single',
  'log-append-group',
  'decision-class',
  'decision-item',
  'decision-explained',
  'matching',
  'matching-loaded',
  'matching-memory',
  'link-indicator',
  'link-vulnerability',
  'object-imported',
  'object-accepted',
  'object-hashed',
  'taxii-page',
  ...bulkRowIds,
  ...caseRowIds,
  'start-time',
  'idle-memory',
];

/**
 * Measures everything, one group after the other. Stores are made below `directory`, so that its
 * disk is what is measured, and removed in the end. `progress` hears the name of each group.
 */
export async function runBench(
  plan: Plan,
  { directory, only }: { directory: string; only?: string | undefined },
  progress: (group: string) => void,
): Promise<BenchRow[]> {
  mkdirSync(directory, { recursive: true });
  const root = mkdtempSync(join(directory, 'data-'));
  const place = (): string => mkdtempSync(join(root, 'place-'));
  try {
    const rows: BenchRow[] = [];
    for (const [name, group] of groups) {
      if (only !== undefined && name !== only) continue;
      progress(name);
      rows.push(...(await group({ plan, place })));
    }
    return rows;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
