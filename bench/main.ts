import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { fullPlan, quickPlan } from './plan.ts';
import { resultTable } from './result-table.ts';
import { runBench } from './run-bench.ts';

const notes = `Ours and the raw limit run by turns, and the ratio is taken pair by pair: it can be compared
between machines and between busy and quiet hours, the numbers beside it cannot. ± is half the distance
from the slowest to the fastest run; above 20 % the machine had other work. The raw limit does less than
we must do (no signature, no index, no search, no log), so it is a bound and not a rival. For bytes, time
and memory less is better.`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    only: { type: 'string' },
    bulk: { type: 'string' },
  },
});
const usual = values.quick ? quickPlan : fullPlan;
const plan = values.bulk === undefined ? usual : { ...usual, bulk: Number(values.bulk) };
const out = join(import.meta.dirname, 'out');

const rows = await runBench(plan, { directory: out, only: values.only }, (group) => {
  if (!values.json) process.stderr.write(`measuring ${group} …\n`);
});
const cpu = cpus()[0]?.model.trim() ?? 'unknown processor';
const machine = { node: process.version, cpu, cores: availableParallelism(), load: loadavg()[0] ?? 0 };
const json = `${JSON.stringify({ quick: values.quick ?? false, ...machine, rows }, undefined, 2)}\n`;
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'result.json'), json);
if (values.json) process.stdout.write(json);
else {
  const { node, cores, load } = machine;
  const about = `Node ${node.slice(1)}, ${cores} cores of ${cpu}, load ${load.toFixed(1)} at the end.`;
  process.stdout.write(`\n${resultTable(rows)}\n\n${about}\n${notes}\n`);
  if (values.quick) process.stdout.write('A quick run only shows that everything works; its numbers say nothing.\n');
}
