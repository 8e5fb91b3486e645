import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Cut, redline, type Stretch } from './redline.ts';
import { wordsOf } from './word-cut.ts';

/** A comparison as a line of text: [-removed-] and {+added+}, with the number of the version that did it. */
const marked = (stretches: readonly Stretch[]): string =>
  stretches
    .map(({ kind, text, by }) =>
      kind === 'kept' ? text : kind === 'removed' ? `[-${text}-]${by}` : `{+${text}+}${by}`,
    )
    .join('');

const letters: Cut = (text) => [...text];
const firstText = (all: readonly Stretch[]): string =>
  all.flatMap(({ kind, text }) => (kind === 'added' ? [] : [text])).join('');
const lastText = (all: readonly Stretch[]): string =>
  all.flatMap(({ kind, text }) => (kind === 'removed' ? [] : [text])).join('');

test('a changed word is removed and added as a word, and a changed phrase as one change', () => {
  assert.equal(
    marked(redline(['Both sides regret the outage.', 'Both sides note the outage.'], wordsOf)),
    'Both sides [-regret-]1{+note+}1 the outage.',
  );
  assert.equal(
    marked(redline(['The hosts were misused.', 'The machines are misused.'], wordsOf)),
    'The [-hosts were-]1{+machines are+}1 misused.',
  );
});

test('each change is its own author’s, and what came and went on the way leaves no trace. Spec: CPG-4', () => {
  const versions = ['We regret it.', 'We deeply regret it.', 'We note it.'];
  assert.equal(marked(redline(versions, wordsOf)), 'We [-regret-]2{+note+}2 it.');
  assert.equal(
    marked(redline(['We regret it.', 'We deeply regret it.', 'We deeply regret all of it.'], wordsOf)),
    'We {+deeply +}1regret {+all of +}2it.',
  );
});

test('words of Chinese and of Arabic are compared as words, without blanks between them', () => {
  assert.equal(
    marked(redline(['双方对事件表示遗憾。', '双方对事件表示关注。'], wordsOf)),
    '双方对事件表示[-遗憾-]1{+关注+}1。',
  );
  assert.equal(
    marked(redline(['يأسف الطرفان للانقطاع.', 'يلاحظ الطرفان للانقطاع.'], wordsOf)),
    '[-يأسف-]1{+يلاحظ+}1 الطرفان للانقطاع.',
  );
});

test('whatever the versions, the first and the last text can be read from the comparison', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 4 }), (versions) => {
      const compared = redline(versions, letters);
      assert.equal(firstText(compared), versions[0]);
      assert.equal(lastText(compared), versions.at(-1));
    }),
    { numRuns: 400 },
  );
});

test('two texts of a hundred kilobytes are compared whole. Spec: CPG-4', () => {
  const before = Array.from({ length: 20_000 }, (_, index) => `w${index % 97} `).join('');
  const after = before.replaceAll('w13 ', 'changed ');
  const compared = redline([before, after], wordsOf);
  assert.equal(lastText(compared), after);
  assert.ok(compared.filter(({ kind }) => kind === 'added').length > 100);
});
