import type { CaseActView } from './case-act-page.ts';
import { rulesOf } from './sample-case-replay.ts';
import { actSample } from './sample-cases.ts';
import { ago, aldoria, bereth, calder, meridian, sampleId, sampleNow } from './sample-facts.ts';

const consultation = rulesOf('consultation');
const coordination = rulesOf('incident-coordination');
const hour = 3600;

const seenByAll = { standing: 'settled', seenBy: { parties: [aldoria, meridian], all: 2 } } as const;

export const caseAgree: CaseActView = {
  ...actSample(consultation, 'agree-statement', 'statement-proposed'),
  needs: { others: [] },
  answered: {
    act: {
      kind: 'act',
      act: 'propose-statement',
      by: bereth,
      time: ago(5),
      to: 'statement-proposed',
      values: [
        { key: 'statementHash', type: 'hash', value: 'cd'.repeat(32) },
        { key: 'releaseAt', type: 'time', value: sampleNow + 70 * hour },
      ],
      words: 'Both sides regret the outage and will keep each other informed.',
      index: 11,
      ...seenByAll,
    },
    kept: [],
    sets: [],
  },
  review: { read: {}, checked: sampleId(77) },
};
/** The case moved while the form lay open, and the words of what is there now are not here. */
export const caseRevision: CaseActView = {
  ...actSample(coordination, 'agree-revision', 'revision-proposed'),
  needs: { others: [] },
  answered: {
    act: {
      kind: 'act',
      act: 'revise-embargo',
      by: bereth,
      time: ago(3),
      to: 'revision-proposed',
      values: [{ key: 'wanted', type: 'time', value: sampleNow + 700 * hour }],
      words: false,
      index: 14,
      ...seenByAll,
    },
    kept: [],
    sets: [
      {
        field: 'until',
        before: { key: 'until', type: 'time', value: sampleNow + 300 * hour },
        after: { key: 'wanted', type: 'time', value: sampleNow + 700 * hour },
      },
    ],
  },
  errors: [{ field: 'form', code: 'case-moved' }],
};
/** Silence led there, so that only the time stands. */
export const caseSigning: CaseActView = {
  ...actSample(coordination, 'sign-embargo', 'embargoed'),
  needs: { others: [calder] },
  answered: { kept: [{ key: 'until', type: 'time', value: sampleNow + 300 * hour }], sets: [] },
};
