import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseStates } from '../pages/sample-case-states.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { caseMatrix } from './case-matrix.ts';
import { caseTimeline } from './case-timeline.ts';
import type { CaseView } from './case-view.ts';

const reader = sampleReader('en', '/');

/** What stands about the embargo beside each party, in the order of the rows. */
function embargoOf(view: CaseView): (string | undefined)[] {
  const { text } = caseMatrix(reader, view) || assert.fail('there is no matrix');
  const cells = text.matchAll(/<td[^>]*data-label="Embargo"><span class="(\w+)">([^<]*)/g);
  return [...cells].map(([, colour, said]) => `${said} (${colour})`);
}

test('before the deadline of an embargo the silent are asked, after it they are not bound, and only those who agreed are (Spec: PRO-24)', () => {
  const agreed = 'agreed (yes)';
  const asked = 'asked, no answer (wait)';
  assert.deepEqual(embargoOf(caseStates['incident-embargo']), [asked, agreed, agreed, asked]);
  const silent = 'did not answer, not bound (wait)';
  assert.deepEqual(embargoOf(caseStates['incident-stands']), [silent, agreed, agreed, silent]);
});

test('what happened names those who did not answer (Spec: PRO-24)', () => {
  const text = caseTimeline(reader, caseStates['incident-stands']).text.replaceAll(/<[^>]*>/g, '');
  assert.match(
    text,
    /an answer on the embargo\.Whoever is silent is not bound\. What two or more have agreed stands among them\. It then stands at: Embargo holds\. Without an answer, and not bound: Aldoria National CERT and Open Nets Observatory\./,
  );
});
