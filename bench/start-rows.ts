import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Bench, BenchRow } from './bench-row.ts';
import { inventedParty } from './invented-parties.ts';
import { compared } from './race.ts';

const command = join(import.meta.dirname, '../src/cli/main.ts');
const bare = "console.log('ready'); setInterval(() => undefined, 1_000_000);";

/** Resident memory of a process, in MiB; from the kernel where it says so, else from `ps`. */
function residentMemory({ pid }: ChildProcess): number {
  const status = `/proc/${pid}/status`;
  const kib = existsSync(status)
    ? /^VmRSS:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kib) / 1024;
}

interface Started {
  readonly milliseconds: number;
  readonly memory: number;
}

/** Starts Node with these arguments, waits for its first line, lets it settle, and ends it. */
async function startOf(words: readonly string[], settle: number): Promise<Started> {
  const start = performance.now();
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`The process ended before it was ready: ${words.join(' ')}`);
  const milliseconds = performance.now() - start;
  await setTimeout(settle);
  const memory = residentMemory(child);
  child.kill('SIGTERM');
  await ended;
  return { milliseconds, memory };
}

/** From nothing to the ready line of `comity serve`, and what it holds in memory when nobody asks for anything. */
export async function startRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const directory = place();
  inventedParty(directory, 'aldoria').db.close();
  const serve = [command, 'serve', '--data', join(directory, 'aldoria'), '--port', '0'];
  const runs: (readonly [ours: Started, raw: Started])[] = [];
  for (let run = 0; run < Math.min(plan.runs, 5); run++)
    runs.push([await startOf(serve, plan.settle), await startOf(['-e', bare], plan.settle)]);
  return [
    {
      id: 'start-time',
      what: 'start of `comity serve` to its ready line',
      unit: 'ms',
      limit: 'bare Node to its first line',
      ...compared(runs.map(([ours, raw]) => [ours.milliseconds, raw.milliseconds])),
    },
    {
      id: 'idle-memory',
      what: 'memory of an idle server',
      unit: 'MiB',
      limit: 'bare Node, idle',
      ...compared(runs.map(([ours, raw]) => [ours.memory, raw.memory])),
    },
  ];
}
