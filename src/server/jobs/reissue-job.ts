import { followReissues } from '../party/reissue-follow.ts';
import type { Job } from './job.ts';

const stepsAtOnce = 20;

/** Re-issues what follows an earlier re-issue, or everything that may be where the operator has said so. Spec: RIS-2. */
export const reissueJob: Job = {
  name: 'reissue',
  run({ party }) {
    for (let step = 0; step < stepsAtOnce && followReissues(party); step++);
    party.sealOrWait();
  },
};
