import type { OwedView } from './case-words.ts';

/** As much of something owed as its turn depends on. */
type Turn = Pick<OwedView, 'isOurs' | 'isMain'> & { readonly due?: number | undefined };

/** The main machine's first where two are due together. */
const byDue = (a: Turn, b: Turn): number =>
  (a.due ?? Number.MAX_SAFE_INTEGER) - (b.due ?? Number.MAX_SAFE_INTEGER) || Number(b.isMain) - Number(a.isMain);

/**
 * What is next in a case, for its page and for lists alike: the earliest that is ours, whichever machine
 * it is of; where nothing is ours, the earliest of the main machine, else of any. Spec: CPG-1.
 */
export function nextOwed<T extends Turn>(owed: readonly T[]): T | undefined {
  const inOrder = owed.toSorted(byDue);
  return inOrder.find(({ isOurs }) => isOurs) ?? inOrder.find(({ isMain }) => isMain) ?? inOrder[0];
}
