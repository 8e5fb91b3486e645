/** One text file of the repository; `path` is relative to its root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** `seen` counts what the rule looked at: a rule that saw nothing has proved nothing, and fails. */
export interface Verdict {
  readonly seen: number;
  readonly faults: readonly string[];
}

/** What no tool at hand checks: a pure function over the texts, so that a test can feed it a planted fault. */
export interface HouseRule {
  readonly name: string;
  readonly why: string;
  inspect(files: readonly SourceFile[]): Verdict;
}

/** The faults of a rule, one line each; none means that it holds. */
export function faultsOf(rule: HouseRule, files: readonly SourceFile[]): string[] {
  const { seen, faults } = rule.inspect(files);
  return seen === 0 ? [`${rule.name}: saw nothing to check`, ...faults] : [...faults];
}

export const isTest = (path: string): boolean => path.endsWith('.test.ts');

/** The product's own code: what runs at a party, without its tests. */
export const isSource = (path: string): boolean => path.startsWith('src/') && path.endsWith('.ts') && !isTest(path);

export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;
