import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diffTokens, type Edit, wholeBudget } from './text-diff.ts';

const side = (edits: readonly Edit[], without: Edit['kind']): string[] =>
  edits.filter(({ kind }) => kind !== without).map(({ text }) => text);
const changes = (edits: readonly Edit[]): number => edits.filter(({ kind }) => kind !== 'kept').length;

/** The fewest changes, by the longest common part, computed the slow and plain way. */
function fewest(a: readonly string[], b: readonly string[]): number {
  const longest = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const row = longest[i] as number[];
      const above = longest[i - 1] as number[];
      row[j] = a[i - 1] === b[j - 1] ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, row[j - 1] ?? 0);
    }
  return a.length + b.length - 2 * (longest[a.length]?.[b.length] ?? 0);
}

const texts = fc.array(fc.constantFrom('a', 'b', 'c', ' '), { maxLength: 14 });

test('what is kept and removed is the one text, what is kept and added the other, with the fewest changes', () => {
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      const edits = diffTokens(a, b, wholeBudget());
      assert.deepEqual(side(edits, 'added'), a);
      assert.deepEqual(side(edits, 'removed'), b);
      assert.equal(changes(edits), fewest(a, b));
    }),
    { numRuns: 500 },
  );
});

test('where the budget ends a passage is replaced as a whole, and both texts still stand in it. Spec: CPG-4', () => {
  fc.assert(
    fc.property(texts, texts, fc.integer({ min: 0, max: 20 }), (a, b, steps) => {
      const edits = diffTokens(a, b, { steps });
      assert.deepEqual(side(edits, 'added'), a);
      assert.deepEqual(side(edits, 'removed'), b);
    }),
  );
});

test('two texts of a hundred thousand letters that share nothing take no more steps than the budget. Spec: CPG-4', () => {
  const [a, b] = ['a', 'b'].map((word) => Array.from({ length: 30_000 }, (_, index) => `${word}${index}`));
  const budget = wholeBudget();
  const edits = diffTokens(a ?? [], b ?? [], budget);
  assert.equal(changes(edits), 60_000);
  assert.ok(budget.steps > -10_000);
});
