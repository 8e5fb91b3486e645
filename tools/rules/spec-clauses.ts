import type { SourceFile } from './house-rule.ts';

/** A clause begins its line, maybe after list, heading or bold marks: `**LOG-3** A server MUST …`. */
const declaration = /^(?:[-*#>|]+ +)*\*{0,2}([A-Z]{3}-\d+|P[1-4])\b/;
const citation = /\bSpec:([^\n]*)/g;
const clauseId = /\b(?:[A-Z]{3}-\d+|P[1-4])\b/g;

/** Clause id → whether its text says MUST. The text runs to the next clause or heading. */
export function declaredClauses(files: readonly SourceFile[]): Map<string, boolean> {
  const clauses = new Map<string, boolean>();
  for (const { path, text } of files) {
    if (!/^spec\/[^/]+\.md$/.test(path)) continue;
    let current: string | undefined;
    for (const line of text.split('\n')) {
      current = declaration.exec(line)?.[1] ?? (line.startsWith('#') ? undefined : current);
      if (current !== undefined) clauses.set(current, clauses.get(current) === true || /\bMUST\b/.test(line));
    }
  }
  return clauses;
}

/**
 * Clause ids that a text cites: all after `Spec:` on a line, and elsewhere those whose letters the specification uses
 * (so SHA-256 is no clause).
 */
export function citedClauses(text: string, declared: ReadonlyMap<string, boolean>): Set<string> {
  const prefixes = new Set([...declared.keys()].map((id) => id.split('-')[0]));
  const marked = [...text.matchAll(citation)].flatMap(([, rest = '']) => rest.match(clauseId) ?? []);
  const named = (text.match(clauseId) ?? []).filter((id) => id.includes('-') && prefixes.has(id.split('-')[0]));
  return new Set([...marked, ...named]);
}
