import type { CaseView } from '../parts/case-view.ts';
import { caseStates } from './sample-case-states.ts';
import { caseRunning } from './sample-cases.ts';
import { aldoria, bereth } from './sample-facts.ts';

const ours = caseStates['consultation-ours'];

/** Cases in which our answer was sent, and has changed nothing yet. */
export const caseWays: Readonly<Record<string, CaseView>> = {
  way: { ...ours, underWay: [{ act: 'answer', standing: 'logged' }] },
  'way-failed': { ...ours, underWay: [{ act: 'answer', standing: 'failed' }] },
  'way-both': {
    ...caseRunning,
    owed: caseRunning.owed.map((owed) => ({ ...owed, owners: [aldoria, bereth] })),
    underWay: [
      { act: 'answer', standing: 'draft' },
      { act: 'agree-standstill', standing: 'accepted' },
    ],
  },
};
