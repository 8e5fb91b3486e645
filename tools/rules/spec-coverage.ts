import { type HouseRule, isSource, isTest, type SourceFile } from './house-rule.ts';
import { citedClauses, declaredClauses } from './spec-clauses.ts';
import exceptions from './spec-exceptions.json' with { type: 'json' };

/** An exception names a clause (`LOG-3`) or a chapter (`LOG-*`) and says why; one that excuses nothing is a fault. */
export type Exceptions = Readonly<Record<string, string>>;

interface Finding {
  readonly id: string;
  readonly fault: string;
}

function findings(files: readonly SourceFile[]): { seen: number; found: Finding[] } {
  const declared = declaredClauses(files);
  const cites = (kind: (path: string) => boolean): Map<string, string> =>
    new Map(
      files
        .filter(({ path }) => kind(path))
        .flatMap(({ path, text }) => [...citedClauses(text, declared)].map((id): [string, string] => [id, path])),
    );
  const [inCode, inTests] = [cites(isSource), cites(isTest)];
  const required = [...declared].filter(([, must]) => must).map(([id]) => id);
  const uncovered = (places: Map<string, string>, fault: string): Finding[] =>
    required.filter((id) => !places.has(id)).map((id) => ({ id, fault }));
  const unknown = [...inCode, ...inTests]
    .filter(([id]) => !declared.has(id))
    .map(([id, path]) => ({ id, fault: `is cited in ${path}, and no file in spec/ declares it` }));
  const found = [
    ...uncovered(inCode, 'is cited by no source'),
    ...uncovered(inTests, 'is cited by no test'),
    ...unknown,
  ];
  return { seen: declared.size + inCode.size, found };
}

export function specCoverageWith(excused: Exceptions): HouseRule {
  return {
    name: 'spec coverage',
    why: 'A clause that no code names may not be implemented, one that no test names may not hold.',
    inspect(files) {
      const { seen, found } = findings(files);
      const excuseOf = (id: string): string | undefined => [id, id.replace(/\d+$/, '*')].find((key) => key in excused);
      const idle = Object.keys(excused).filter((key) => !found.some(({ id }) => excuseOf(id) === key));
      const open = found.filter(({ id }) => excuseOf(id) === undefined).map(({ id, fault }) => `${id} ${fault}`);
      return { seen, faults: [...open, ...idle.map((key) => `the exception ${key} excuses nothing`)] };
    },
  };
}

export const specCoverage = specCoverageWith(exceptions);
