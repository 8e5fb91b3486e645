import { codeOnly } from './code-only.ts';
import { type HouseRule, lineAt, type SourceFile } from './house-rule.ts';

/** A rule of the form "this text must not stand there". */
export interface PatternRule {
  readonly name: string;
  readonly why: string;
  readonly scope: (path: string) => boolean;
  readonly banned: readonly RegExp[];
  /** Files, or folders ending in a slash, that may; each with its reason. One that is not needed is a fault. */
  readonly allowed: Readonly<Record<string, string>>;
  /** Also look into comments. */
  readonly comments?: boolean;
}

const covers = (allowed: string, path: string): boolean =>
  allowed.endsWith('/') ? path.startsWith(allowed) : path === allowed;

function find(rule: PatternRule, { path, text }: SourceFile): string[] {
  const code = rule.comments ? text : codeOnly(text);
  return rule.banned.flatMap((pattern) =>
    [...code.matchAll(new RegExp(pattern, `g${pattern.flags}`))].map(
      ({ 0: found, index }) => `${path}:${lineAt(code, index)} ${found.trim()}`,
    ),
  );
}

/** Builds the rule. `banned` patterns come without the `g` flag. */
export function patternRule(rule: PatternRule): HouseRule {
  const allowed = Object.keys(rule.allowed);
  return {
    name: rule.name,
    why: rule.why,
    inspect(files) {
      const needed = new Set<string>();
      const inScope = files.filter(({ path }) => rule.scope(path));
      const faults = inScope.flatMap((file) => {
        const found = find(rule, file);
        const allowance = allowed.find((entry) => covers(entry, file.path));
        if (allowance === undefined || found.length === 0) return found;
        needed.add(allowance);
        return [];
      });
      const idle = allowed.filter((entry) => !needed.has(entry));
      return {
        seen: inScope.length,
        faults: [...faults, ...idle.map((entry) => `${entry} no longer needs its allowance`)],
      };
    },
  };
}
