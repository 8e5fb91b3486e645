/*
 * What changed between two texts. Ours rather than a library's, because its bound is a number of steps
 * and not of milliseconds: two servers that compare the same texts show the same changes.
 */

/** One token of either text, or of both. */
export interface Edit {
  readonly kind: 'kept' | 'removed' | 'added';
  readonly text: string;
}

/** How much may still be spent on comparing; every comparison takes its part. */
export interface Budget {
  steps: number;
}

/** Enough for some thousand changes; beyond it a passage is replaced as a whole. Spec: CPG-4. */
export const wholeBudget = (): Budget => ({ steps: 4_000_000 });

const each = (kind: Edit['kind'], tokens: readonly string[]): Edit[] => tokens.map((text) => ({ kind, text }));

function commonStart(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  let count = 0;
  while (count < most && a[count] === b[count]) count++;
  return count;
}

function commonEnd(a: readonly string[], b: readonly string[], most: number): number {
  let count = 0;
  while (count < most && a.at(-1 - count) === b.at(-1 - count)) count++;
  return count;
}

/** How far each diagonal reaches; the middle one is diagonal 0. */
class Frontier {
  readonly #reach: Int32Array;
  readonly #middle: number;

  constructor(most: number, reach = new Int32Array(2 * most + 3)) {
    this.#middle = most + 1;
    this.#reach = reach;
  }

  at(diagonal: number): number {
    return this.#reach[this.#middle + diagonal] ?? 0;
  }

  set(diagonal: number, x: number): void {
    this.#reach[this.#middle + diagonal] = x;
  }

  copy(most: number): Frontier {
    return new Frontier(most, this.#reach.slice(this.#middle - most - 1, this.#middle + most + 2));
  }
}

/** Whether the way with so many changes comes to a diagonal from the one above, by an added token. */
const comesDown = (before: Frontier, diagonal: number, changes: number): boolean =>
  diagonal === -changes || (diagonal !== changes && before.at(diagonal - 1) < before.at(diagonal + 1));

const startOf = (before: Frontier, diagonal: number, changes: number): number =>
  comesDown(before, diagonal, changes) ? before.at(diagonal + 1) : before.at(diagonal - 1) + 1;

const longestSearch = 1_200;

/** The frontiers of the shortest way (E. Myers, 1986), one for each number of changes; undefined if the budget ends before it. */
function search(a: readonly string[], b: readonly string[], budget: Budget): Frontier[] | undefined {
  const most = Math.min(a.length + b.length, longestSearch);
  const reach = new Frontier(most + 1);
  const trace: Frontier[] = [];
  for (let changes = 0; changes <= most; changes++) {
    trace.push(reach.copy(changes));
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      let x = startOf(reach, diagonal, changes);
      const first = x;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      reach.set(diagonal, x);
      budget.steps -= 1 + (x - first) / 8;
      if (x >= a.length && x - diagonal >= b.length) return trace;
    }
    if (budget.steps < 0) return undefined;
  }
  return undefined;
}

/** Goes the way back from the end. */
function walk(a: readonly string[], b: readonly string[], trace: readonly Frontier[]): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [a.length, b.length];
  for (let changes = trace.length - 1; changes >= 0; changes--) {
    const before = trace[changes] as Frontier;
    const diagonal = x - y;
    const start = changes === 0 ? 0 : startOf(before, diagonal, changes);
    for (; x > start && x > 0 && y > 0; x--, y--) edits.push({ kind: 'kept', text: a[x - 1] ?? '' });
    if (changes === 0) break;
    if (comesDown(before, diagonal, changes)) edits.push({ kind: 'added', text: b[--y] ?? '' });
    else edits.push({ kind: 'removed', text: a[--x] ?? '' });
  }
  return edits.toReversed();
}

/** The fewest tokens removed from `a` and added to make `b`; where the budget ends, all that differs at once. */
export function diffTokens(a: readonly string[], b: readonly string[], budget: Budget): Edit[] {
  const start = commonStart(a, b);
  const end = commonEnd(a, b, Math.min(a.length, b.length) - start);
  const [fromA, fromB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const trace = fromA.length === 0 || fromB.length === 0 ? undefined : search(fromA, fromB, budget);
  const middle = trace === undefined ? [...each('removed', fromA), ...each('added', fromB)] : walk(fromA, fromB, trace);
  return [...each('kept', a.slice(0, start)), ...middle, ...each('kept', a.slice(a.length - end))];
}
