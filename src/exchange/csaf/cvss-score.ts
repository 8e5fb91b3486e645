import type { Vector } from './cvss-metrics.ts';

/** The scores that a vector gives; those of groups without a metric are undefined, except the base. */
export interface Scores {
  readonly base: number;
  readonly temporal: number;
  readonly environmental: number;
}

const weights3: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  CIA: { H: 0.56, L: 0.22, N: 0 },
  E: { X: 1, H: 1, F: 0.97, P: 0.94, U: 0.91 },
  RL: { X: 1, U: 1, W: 0.97, T: 0.96, O: 0.95 },
  RC: { X: 1, C: 1, R: 0.96, U: 0.92 },
  R: { X: 1, M: 1, H: 1.5, L: 0.5 },
};
const privileges = { U: { N: 0.85, L: 0.62, H: 0.27 }, C: { N: 0.85, L: 0.68, H: 0.5 } } as const;

const weight = (table: string, letter: string): number => weights3[table]?.[letter] ?? 0;

/** Rounds up to one decimal without floating-point surprises (CVSS 3.1, Appendix A); 3.0 differs in no published score. */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

/** Base or modified metrics, with the weight of what is required. */
interface Metrics3 {
  readonly of: (name: string) => string;
  readonly requirement: (name: string) => number;
}

function impactAndExploitability({ of, requirement }: Metrics3, isModified: boolean, version: string): number {
  const isChanged = of('S') === 'C';
  const lost =
    1 - ['C', 'I', 'A'].reduce((rest, name) => rest * (1 - requirement(`${name}R`) * weight('CIA', of(name))), 1);
  const subscore = isModified ? Math.min(lost, 0.915) : lost;
  // The exponent and factor of the modified formula changed with 3.1 (section 7.3).
  const [factor, power] = isModified && version === '3.1' ? [0.9731, 13] : [1, 15];
  const impact = isChanged ? 7.52 * (subscore - 0.029) - 3.25 * (subscore * factor - 0.02) ** power : 6.42 * subscore;
  const privilege = privileges[isChanged ? 'C' : 'U'][of('PR') as 'N' | 'L' | 'H'];
  const exploitability = 8.22 * weight('AV', of('AV')) * weight('AC', of('AC')) * privilege * weight('UI', of('UI'));
  if (impact <= 0) return 0;
  return roundUp(Math.min(isChanged ? 1.08 * (impact + exploitability) : impact + exploitability, 10));
}

/** CVSS 3.0 and 3.1, section 7 of the specification. */
export function scores3(vector: Vector, version: string): Scores {
  const letter = (name: string): string => vector.get(name) ?? 'X';
  const time = weight('E', letter('E')) * weight('RL', letter('RL')) * weight('RC', letter('RC'));
  const base = impactAndExploitability({ of: letter, requirement: () => 1 }, false, version);
  const modified = (name: string): string => {
    const own = letter(`M${name}`);
    return own === 'X' ? letter(name) : own;
  };
  const requirement = (name: string): number => weight('R', letter(name));
  const changed = impactAndExploitability({ of: modified, requirement }, true, version);
  return { base, temporal: roundUp(base * time), environmental: roundUp(changed * time) };
}

const weights2: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  CIA: { N: 0, P: 0.275, C: 0.66 },
  E: { U: 0.85, POC: 0.9, F: 0.95, H: 1, ND: 1 },
  RL: { OF: 0.87, TF: 0.9, W: 0.95, U: 1, ND: 1 },
  RC: { UC: 0.9, UR: 0.95, C: 1, ND: 1 },
  CDP: { N: 0, L: 0.1, LM: 0.3, MH: 0.4, H: 0.5, ND: 0 },
  TD: { N: 0, L: 0.25, M: 0.75, H: 1, ND: 1 },
  R: { L: 0.5, M: 1, H: 1.51, ND: 1 },
};

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** CVSS 2.0, section 3.2 of the guide. */
export function scores2(vector: Vector): Scores {
  const of = (name: string, table = name): number => weights2[table]?.[vector.get(name) ?? 'ND'] ?? 0;
  const impactOf = (requirement: (name: string) => number): number =>
    10.41 * (1 - ['C', 'I', 'A'].reduce((rest, name) => rest * (1 - of(name, 'CIA') * requirement(`${name}R`)), 1));
  const exploitability = 20 * of('AV') * of('AC') * of('Au');
  const baseOf = (impact: number): number =>
    tenth((0.6 * impact + 0.4 * exploitability - 1.5) * (impact === 0 ? 0 : 1.176));
  const time = of('E') * of('RL') * of('RC');
  const base = baseOf(impactOf(() => 1));
  const adjusted = tenth(
    baseOf(
      Math.min(
        10,
        impactOf((name) => of(name, 'R')),
      ),
    ) * time,
  );
  const environmental = tenth((adjusted + (10 - adjusted) * of('CDP')) * of('TD'));
  return { base, temporal: tenth(base * time), environmental };
}

/** The word for a score of CVSS 3.x (section 5). */
export function severityOf(score: number): string {
  if (score === 0) return 'NONE';
  if (score < 4) return 'LOW';
  if (score < 7) return 'MEDIUM';
  return score < 9 ? 'HIGH' : 'CRITICAL';
}
