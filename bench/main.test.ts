import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BenchRow } from './bench-row.ts';
import { fullPlan, quickPlan, scaled } from './plan.ts';
import { compared, race, spreadOf } from './race.ts';
import { resultTable } from './result-table.ts';
import { rowIds } from './run-bench.ts';

const row = (id: string, ratio: number): BenchRow => ({
  id,
  what: `what ${id}`,
  unit: '/s',
  limit: 'a limit',
  ...compared([[1000 * ratio, 1000]]),
});

test('a quick run measures every row and gives table and JSON the same rows', { timeout: 240_000 }, () => {
  const output = execFileSync(process.execPath, [join(import.meta.dirname, 'main.ts'), '--quick', '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result = JSON.parse(output) as { quick: boolean; rows: BenchRow[] };
  assert.equal(result.quick, true);
  assert.deepEqual(
    result.rows.map(({ id }) => id),
    rowIds,
  );
  for (const { id, ours, raw, ratio } of result.rows)
    for (const value of [ours.low, ours.median, ours.high, raw.median, ratio])
      assert.ok(Number.isFinite(value) && value > 0, `${id} has the value ${value}`);
  const table = resultTable(result.rows);
  for (const { what, limit } of result.rows) assert.ok(table.includes(what) && table.includes(limit), what);
  assert.equal(readFileSync(join(import.meta.dirname, 'out/result.json'), 'utf8'), output);
});

test('the spread of runs has the middle of an odd and of an even number of values', () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { low: 1, median: 2, high: 3 });
  assert.deepEqual(spreadOf([4, 1, 2, 3]), { low: 1, median: 2.5, high: 4 });
  assert.deepEqual(spreadOf([7]), { low: 7, median: 7, high: 7 });
});

test('the ratio is that of pairs, so that a slow minute does not count against one side', () => {
  const { ours, raw, ratio } = compared([
    [10, 100],
    [1, 10],
    [20, 200],
  ]);
  assert.deepEqual([ours.median, raw.median, ratio], [10, 100, 0.1]);
});

test('a race takes turns, warms up first, and counts the runs that are left', async () => {
  const turns: string[] = [];
  const trial = (name: string) => (run: number) => {
    turns.push(`${name} ready ${run}`);
    return () => turns.push(`${name} ${run}`);
  };
  const { ours } = await race({ ...quickPlan, warm: 1, runs: 1 }, trial('ours'), trial('raw'));
  assert.deepEqual(turns, [
    ...['ours ready 0', 'ours 0', 'raw ready 0', 'raw 0'],
    ...['ours ready 1', 'ours 1', 'raw ready 1', 'raw 1'],
  ]);
  assert.equal(ours.low, ours.high);
});

test('a plan never asks for nothing', () => {
  assert.equal(scaled(fullPlan, 100), 100);
  assert.equal(scaled(quickPlan, 1), 1);
});

test('the table lays numbers out to the right and shows small ratios', () => {
  const lines = resultTable([row('one', 0.5), row('other', 0.001)]).split('\n');
  assert.equal(lines.length, 4);
  assert.match(lines[2] ?? '', /^what one +500\.0 +\/s +±0% +1,000 +±0% +0\.50 +a limit$/);
  assert.match(lines[3] ?? '', /^what other +1\.0 +\/s +±0% +1,000 +±0% +0\.0010 +a limit$/);
});
