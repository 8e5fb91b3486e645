import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languages } from '../language.ts';
import { caseNewPage } from '../pages/case-new-page.ts';
import { caseOpening } from '../pages/sample-cases.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { signInPage } from '../pages/sign-in-page.ts';
import { partLabels } from './part-fields.ts';

const both = [
  { field: 'name', code: 'required' },
  { field: 'password', code: 'required' },
] as const;

/** The lines of the summary of faults, as text. */
const summary = (page: string): string[] =>
  [...(/class="faults"[\s\S]*?<\/ul>/.exec(page)?.[0] ?? '').matchAll(/<li>(.*?)<\/li>/g)].map(([, line = '']) =>
    line.replace(/<[^>]*>/g, ''),
  );

test('one fault of two fields says in the summary which field each is of', () => {
  const lines = summary(signInPage({ errors: both }, sampleReader('en', '/sign-in')).text);
  assert.deepEqual(lines, [
    '“Name” – This field is empty: fill it in.',
    '“Password” – This field is empty: fill it in.',
  ]);
  for (const language of languages)
    assert.equal(new Set(summary(signInPage({ errors: both }, sampleReader(language, '/sign-in')).text)).size, 2);
});

test('parts of first words are named by what they are called, answers with the number of their question', () => {
  const errors = [
    { field: 'part-subject', code: 'required' },
    { field: 'part-facts', code: 'required' },
  ] as const;
  const lines = summary(caseNewPage({ ...caseOpening, errors }, sampleReader('en', '/cases/new')).text);
  assert.deepEqual(lines, [
    '“Subject, in one line” – This field is empty: fill it in.',
    '“Facts: what we know” – This field is empty: fill it in.',
  ]);
  const answer = caseOpening.procedures
    .flatMap(({ machines }) => machines)
    .flatMap(({ acts }) => acts)
    .find(({ key }) => key === 'answer');
  const asked = [1, 2].map((n) => ({ n, text: '?' }));
  const labels = partLabels(sampleReader('en', '/'), { procedure: 'consultation', parts: answer?.parts ?? [], asked });
  assert.ok('part-answer-1' in labels && 'part-answer-2' in labels);
});
