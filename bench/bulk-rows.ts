import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Bench, BenchRow } from './bench-row.ts';
import { type Growth, perEnvelope } from './bulk-growth.ts';
import type { BulkMeasures } from './bulk-measures.ts';
import { partnersIn } from './invented-parties.ts';
import { type Comparison, compared } from './race.ts';

const worker = join(import.meta.dirname, 'bulk-worker.ts');

/** Runs one step in a process of its own and reads what it says. */
const step = <Result>(name: string, place: string, ...numbers: number[]): Result =>
  JSON.parse(
    execFileSync(process.execPath, ['--max-semi-space-size=4', worker, name, place, ...numbers.map(String)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );

const grouped = new Intl.NumberFormat('en');

/** The value below which 99 of 100 lie. */
const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * 0.99))] ?? Number.NaN;

const late = (pairs: BulkMeasures['firstPage']): Comparison =>
  compared([[p99(pairs.map(([ours]) => ours)), p99(pairs.map(([, raw]) => raw))]]);

function rowsAt(held: number, mark: string, measures: BulkMeasures): BenchRow[] {
  const at = `${grouped.format(held)} held`;
  const insert = 'bare SQLite insert of the same text, 1,000 in a transaction';
  const read = 'bare SQLite read of as many rows';
  const row = (id: string, what: string, rest: Pick<BenchRow, 'unit' | 'limit'> & Comparison): BenchRow => ({
    id: `${id}-${mark}`,
    what: `${what}, ${at}`,
    ...rest,
  });
  const rate = { unit: '/s', limit: read } as const;
  return [
    row('bulk-imported', 'objects added over TAXII, envelopes of 1,000', {
      unit: '/s',
      limit: insert,
      ...compared(measures.imported),
    }),
    row('bulk-accepted', 'objects accepted from a partner, 1,000 in a release', {
      unit: '/s',
      limit: insert,
      ...compared(measures.accepted),
    }),
    row('bulk-pages-1000', 'released objects read, pages of 1,000', { ...rate, ...compared(measures.pagesOf1000) }),
    row('bulk-pages-100', 'released objects read, pages of 100', { ...rate, ...compared(measures.pagesOf100) }),
    row('bulk-first-page', 'first page of 100, slowest of a hundred', {
      unit: 'ms',
      limit: read,
      ...late(measures.firstPage),
    }),
    row('bulk-nothing-new', 'answer that nothing is new', {
      unit: 'ms',
      limit: read,
      ...compared(measures.nothingNew),
    }),
  ];
}

const marks = ['small', 'middle', 'large'] as const;

/** The rows of this group, in order. */
export const bulkRowIds = [
  ...marks.flatMap((mark) =>
    ['imported', 'accepted', 'pages-1000', 'pages-100', 'first-page', 'nothing-new'].map((id) => `bulk-${id}-${mark}`),
  ),
  'bulk-link-bytes',
  'bulk-memory',
  'bulk-partners',
];

/** Two parties that share a growing number of objects, up to a million: what each step costs when so many are held. */
export async function bulkRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const root = place();
  for (const party of partnersIn(root)) party.db.close();
  const sizes = [plan.bulk / 100, plan.bulk / 20, plan.bulk].map((size) => Math.ceil(size / perEnvelope) * perEnvelope);
  const runs = plan.warm + plan.runs;
  const rows: BenchRow[] = [];
  let [start, bytes, objects, cuts] = [0, 0, 0, 0];
  for (const [index, wanted] of sizes.entries()) {
    // The measurements of the step before have added some thousands.
    const size = Math.max(wanted, start + perEnvelope);
    const growth = step<Growth>('grow', root, start, size);
    if (growth.objects !== size - start) throw new Error(`${growth.objects} of ${size - start} objects arrived.`);
    [bytes, objects, cuts] = [bytes + growth.bytes, objects + growth.objects, cuts + growth.cuts];
    rows.push(...rowsAt(size, marks[index] ?? '', step<BulkMeasures>('measure', root, size, runs)));
    start = size + runs * perEnvelope;
  }
  return [
    ...rows,
    {
      id: 'bulk-link-bytes',
      what: `link bytes per indicator, ${grouped.format(objects)} resumed after ${cuts} cuts`,
      unit: 'bytes',
      limit: 'the whole object as JSON',
      ...compared([[bytes / objects, 460]]),
    },
    {
      id: 'bulk-memory',
      what: `memory after writing and reading, ${grouped.format(start)} held`,
      unit: 'MiB',
      limit: 'the bound that we set ourselves',
      ...compared([[step<number>('memory', root, start, runs), 250]]),
    },
    {
      id: 'bulk-partners',
      what: 'released objects read, pages of 1,000, 200 other partners',
      unit: '/s',
      limit: 'the same without the 200',
      ...compared(step<BulkMeasures['firstPage']>('many', root, runs)),
    },
  ];
}
