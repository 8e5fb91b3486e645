import { diffTokens, type Edit, wholeBudget } from './text-diff.ts';

/** Cuts a text into words and what stands between them; nothing is lost. */
export type Cut = (text: string) => readonly string[];

/** A stretch of a comparison; `by` counts the versions after the first, from 1: whose change it is. */
export interface Stretch {
  readonly kind: Edit['kind'];
  readonly text: string;
  readonly by: number;
}

interface Token {
  readonly text: string;
  readonly added: number;
  removed: number;
}

/** Goes on from one version to the next; what was added on the way and removed again leaves no trace. */
function revise(tokens: readonly Token[], edits: readonly Edit[], version: number): Token[] {
  const next: Token[] = [];
  let place = 0;
  const pass = (): Token | undefined => {
    for (; place < tokens.length; place++) {
      const token = tokens[place] as Token;
      if (token.removed === 0) {
        place++;
        return token;
      }
      next.push(token);
    }
    return undefined;
  };
  for (const { kind, text } of edits) {
    if (kind === 'added') next.push({ text, added: version, removed: 0 });
    else {
      const token = pass();
      if (token === undefined) continue;
      if (kind === 'kept') next.push(token);
      else if (token.added === 0) next.push({ ...token, removed: version });
    }
  }
  return [...next, ...tokens.slice(place).filter(({ removed }) => removed > 0)];
}

const isBlank = (text: string): boolean => /^[^\S\n]+$/.test(text);

/** A blank between two changes belongs to both: a changed sentence reads as one change. */
function joinBlanks(stretches: readonly Stretch[]): Stretch[] {
  return stretches.flatMap((stretch, index): Stretch[] => {
    const [before, after] = [stretches[index - 1], stretches[index + 1]];
    const isBetween = before !== undefined && after !== undefined && before.kind !== 'kept' && after.kind !== 'kept';
    if (stretch.kind !== 'kept' || !isBlank(stretch.text) || !isBetween || before.by !== after.by) return [stretch];
    const { by } = before;
    return [
      { kind: 'removed', text: stretch.text, by },
      { kind: 'added', text: stretch.text, by },
    ];
  });
}

/** Within a run of changes of one author what was removed stands before what was added. */
function inOrder(stretches: readonly Stretch[]): Stretch[] {
  const sorted: Stretch[] = [];
  let run: Stretch[] = [];
  const close = (): void => {
    sorted.push(...run.filter(({ kind }) => kind === 'removed'), ...run.filter(({ kind }) => kind === 'added'));
    run = [];
  };
  for (const stretch of stretches) {
    if (stretch.kind === 'kept' || (run[0] !== undefined && run[0].by !== stretch.by)) close();
    if (stretch.kind === 'kept') sorted.push(stretch);
    else run.push(stretch);
  }
  close();
  return sorted;
}

function joinAlike(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last?.kind === stretch.kind && last.by === stretch.by)
      joined[joined.length - 1] = { ...last, text: last.text + stretch.text };
    else joined.push(stretch);
  }
  return joined;
}

const stretchOf = ({ text, added, removed }: Token): Stretch =>
  removed > 0
    ? { kind: 'removed', text, by: removed }
    : added > 0
      ? { kind: 'added', text, by: added }
      : { kind: 'kept', text, by: 0 };

/**
 * The first text with all that the later ones removed and added, each change with the version that made
 * it. The cost is bounded for texts of any size. Spec: CPG-4.
 */
export function redline(versions: readonly string[], cut: Cut): Stretch[] {
  const budget = wholeBudget();
  const [first = '', ...later] = versions;
  let tokens: Token[] = cut(first).map((text) => ({ text, added: 0, removed: 0 }));
  for (const [index, version] of later.entries()) {
    const now = tokens.filter(({ removed }) => removed === 0).map(({ text }) => text);
    tokens = revise(tokens, diffTokens(now, cut(version), budget), index + 1);
  }
  return joinAlike(inOrder(joinBlanks(joinAlike(tokens.map(stretchOf)))));
}
