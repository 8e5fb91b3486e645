import { CaseWorld } from './case-world.ts';
import { SimWorld } from './sim-world.ts';

/** One world to be run. */
export interface Run {
  readonly run: keyof typeof runs;
  readonly seed: number;
  readonly steps: number;
  /** Of worlds without cases; the others have as many as the seed says. */
  readonly parties: number;
}

/** What is to be printed of a world, and whether it was clean. */
export interface Ran {
  readonly seed: number;
  readonly isClean: boolean;
  readonly text: string;
  readonly counts: Readonly<Record<string, number>>;
}

type Settings = Omit<Run, 'run'>;

const verdict = (findings: readonly string[]): string =>
  findings.length === 0 ? 'clean' : `${findings.length} findings`;
const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

function ran(
  settings: Settings,
  head: string,
  findings: readonly string[],
  replay: string,
): Pick<Ran, 'seed' | 'isClean' | 'text'> {
  const more = findings.length === 0 ? [] : [...findings.slice(0, 20), `replay: npm run sim -- ${replay}`];
  return {
    seed: settings.seed,
    isClean: findings.length === 0,
    text: [head, ...more.map((line) => `  ${line}`)].join('\n'),
  };
}

async function runWorld(settings: Settings): Promise<Ran> {
  const { seed, parties, steps } = settings;
  const { findings, checked, state, crashes, restores } = await new SimWorld(settings).run();
  const counts = { ...checked, crashes, restores };
  const head = `seed ${seed} parties ${parties} steps ${steps}: ${verdict(findings)}, ${counted(counts)}, state ${state.slice(0, 16)}`;
  return { ...ran(settings, head, findings, `--seed ${seed} --parties ${parties} --steps ${steps}`), counts };
}

async function runCaseWorld(settings: Settings): Promise<Ran> {
  const { seed, steps } = settings;
  const { findings, plan, counts, state } = await (await CaseWorld.of(settings)).run();
  const head = `case ${seed} (${plan}): ${verdict(findings)}, ${counted(counts)}, state ${state.slice(0, 16)}`;
  return { ...ran(settings, head, findings, `--cases --seed ${seed} --steps ${steps}`), counts };
}

/** The worlds that there are. */
export const runs = { world: runWorld, case: runCaseWorld } as const;
