import { parseArgs } from 'node:util';
import { CaseWorld, misdeeds } from './sim/case-world.ts';
import { SimWorld, type WorldSettings } from './sim/sim-world.ts';

/*
 * `npm run sim -- --seed 7 --parties 5 --steps 2000` runs one world and prints one line;
 * `--seeds 100` runs that many, from `--seed` on, with fewer steps each, and prints what failed.
 * `--cases` runs cases instead: four parties, of which one errs in another way with each seed.
 */

const wholeNumber = (text: string, name: string): number => {
  if (!/^[0-9]{1,9}$/.test(text)) throw new Error(`--${name} is a whole number`);
  return Number(text);
};

const isTerminal = process.stderr.isTTY === true;

async function runOne(settings: WorldSettings): Promise<boolean> {
  const progress = (step: number): void => {
    if (isTerminal && step % 50 === 0)
      process.stderr.write(`\rseed ${settings.seed}: step ${step} of ${settings.steps} `);
  };
  const { findings, checked, state, crashes, restores } = await new SimWorld(settings).run(progress);
  if (isTerminal) process.stderr.write('\r');
  const counts = Object.entries({ ...checked, crashes, restores }).map(([name, count]) => `${name} ${count}`);
  const verdict = findings.length === 0 ? 'clean' : `${findings.length} findings`;
  process.stdout.write(
    `seed ${settings.seed} parties ${settings.parties} steps ${settings.steps}: ${verdict}, ${counts.join(', ')}, state ${state.slice(0, 16)}\n`,
  );
  for (const finding of findings.slice(0, 20)) process.stdout.write(`  ${finding}\n`);
  return findings.length === 0;
}

async function runCaseWorld({ seed, steps }: WorldSettings): Promise<boolean> {
  const misdeed = misdeeds[seed % misdeeds.length] ?? 'none';
  const { findings, state, ...counts } = await new CaseWorld({ seed, steps, misdeed }).run();
  const counted = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  const verdict = findings.length === 0 ? 'clean' : `${findings.length} findings`;
  process.stdout.write(`case ${seed} ${misdeed}: ${verdict}, ${counted.join(', ')}, state ${state.slice(0, 16)}\n`);
  for (const finding of findings.slice(0, 20)) process.stdout.write(`  ${finding}\n`);
  return findings.length === 0;
}

type Run = (settings: WorldSettings) => Promise<boolean>;

async function runMany(run: Run, seeds: { first: number; count: number }, settings: Omit<WorldSettings, 'seed'>) {
  const failed: number[] = [];
  for (let seed = seeds.first; seed < seeds.first + seeds.count; seed++)
    if (!(await run({ ...settings, seed }))) failed.push(seed);
  const verdict = failed.length === 0 ? 'all clean' : `failed: ${failed.join(', ')}`;
  process.stdout.write(`${seeds.count} seeds: ${verdict}\n`);
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
  const seed = wholeNumber(values.seed, 'seed');
  const parties = wholeNumber(values.parties, 'parties');
  if (parties < 2 || parties > 20) throw new Error('--parties is from 2 to 20');
  const run = values.cases ? runCaseWorld : runOne;
  const steps = (usual: string): number => wholeNumber(values.steps ?? usual, 'steps');
  if (values.seeds === undefined) return run({ seed, parties, steps: steps(values.cases ? '40' : '2000') });
  const count = wholeNumber(values.seeds, 'seeds');
  return runMany(run, { first: seed, count }, { parties, steps: steps(values.cases ? '40' : '200') });
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
