import { parseArgs } from 'node:util';
import { runSeeds } from './sim/run-seeds.ts';
import { type Ran, type Run, runs } from './sim/seed-runs.ts';

/*
 * `npm run sim -- --seed 7 --parties 5 --steps 2000` runs one world and prints one line;
 * `--seeds 100` runs that many on every core, from `--seed` on, with fewer steps each, and prints what failed.
 * `--cases` runs cases instead: four or seven parties, of which up to f lie in another way with each seed.
 */

const wholeNumber = (text: string, name: string): number => {
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error(`--${name} is a whole number`);
  return Number(text);
};

const print = ({ text }: Ran): void => void process.stdout.write(`${text}\n`);

/** Sums what the worlds counted: a kind of fault that never happened was not tried. */
function sums(all: readonly Ran[]): string {
  const total = new Map<string, number>();
  for (const { counts } of all)
    for (const [name, count] of Object.entries(counts)) total.set(name, (total.get(name) ?? 0) + count);
  return [...total].map(([name, count]) => `${name} ${count}`).join(', ');
}

async function runMany(all: readonly Run[]): Promise<boolean> {
  const ran: Ran[] = [];
  await runSeeds(all, (one) => {
    ran.push(one);
    print(one);
  });
  const failed = ran.filter(({ isClean }) => !isClean).map(({ seed }) => seed);
  const verdict = failed.length === 0 ? 'all clean' : `failed: ${failed.toSorted((a, b) => a - b).join(', ')}`;
  process.stdout.write(`${ran.length} seeds: ${verdict}; ${sums(ran)}\n`);
  return failed.length === 0;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string' },
      parties: { type: 'string', default: '5' },
      steps: { type: 'string' },
      cases: { type: 'boolean', default: false },
    },
  });
  const first = wholeNumber(values.seed, 'seed');
  const parties = wholeNumber(values.parties, 'parties');
  if (parties < 2 || parties > 20) throw new Error('--parties is from 2 to 20');
  const run = values.cases ? 'case' : 'world';
  const usual = values.cases ? '24' : values.seeds === undefined ? '2000' : '200';
  const steps = wholeNumber(values.steps ?? usual, 'steps');
  const worlds = Array.from({ length: wholeNumber(values.seeds ?? '1', 'seeds') }, (_, index): Run => {
    return { run, seed: first + index, steps, parties };
  });
  if (values.seeds !== undefined) return runMany(worlds);
  const ran = await Promise.all(worlds.map((one) => runs[one.run](one)));
  ran.forEach(print);
  return ran.every(({ isClean }) => isClean);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
