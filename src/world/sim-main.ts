import { parseArgs } from 'node:util';
import { SimWorld, type WorldSettings } from './sim/sim-world.ts';

/*
 * `npm run sim -- --seed 7 --parties 5 --steps 2000` runs one world and prints one line;
 * `--seeds 100` runs that many, from `--seed` on, with fewer steps each, and prints what failed.
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

async function runMany(first: number, seeds: number, settings: Omit<WorldSettings, 'seed'>): Promise<boolean> {
  const failed: number[] = [];
  for (let seed = first; seed < first + seeds; seed++) if (!(await runOne({ ...settings, seed }))) failed.push(seed);
  const verdict = failed.length === 0 ? 'all clean' : `failed: ${failed.join(', ')}`;
  process.stdout.write(`${seeds} seeds: ${verdict}\n`);
  return failed.length === 0;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string' },
      parties: { type: 'string', default: '5' },
      steps: { type: 'string' },
    },
  });
  const seed = wholeNumber(values.seed, 'seed');
  const parties = wholeNumber(values.parties, 'parties');
  if (parties < 2 || parties > 20) throw new Error('--parties is from 2 to 20');
  if (values.seeds === undefined) return runOne({ seed, parties, steps: wholeNumber(values.steps ?? '2000', 'steps') });
  return runMany(seed, wholeNumber(values.seeds, 'seeds'), {
    parties,
    steps: wholeNumber(values.steps ?? '200', 'steps'),
  });
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
