import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseStates } from '../pages/sample-case-states.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { caseMargin } from './case-margin.ts';

test('the margin counts the numbers that nobody has compared with their source, and no default of the procedure (Spec: PRO-4)', () => {
  const counted = Object.values(caseStates).map((view): [string, number] => {
    const { text } = caseMargin(sampleReader('en', '/cases'), view);
    return [view.procedure, Number(/(\d+) numbers? not verified/.exec(text)?.[1] ?? 0)];
  });
  assert.deepEqual(Object.fromEntries(counted), {
    consultation: 1,
    notification: 1,
    'contact-test': 2,
    'incident-coordination': 0,
  });
});
