import { expireDue } from '../party/retention.ts';
import type { Job } from './job.ts';

const portionsAtOnce = 20;

/** Erases what was agreed to be kept no longer, in portions, and proves it to the source. Spec: DUT-1. */
export const retentionJob: Job = {
  name: 'retention',
  run({ party }) {
    for (let portion = 0; portion < portionsAtOnce && expireDue(party) > 0; portion++);
    party.sealOrWait();
  },
};
