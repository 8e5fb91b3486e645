import { countSituation } from '../party/situation-counts.ts';
import type { Job } from './job.ts';

/** Keeps the counts of the situation page up with what is held. Spec: SIT-2. */
export const countSituationJob: Job = {
  name: 'count-situation',
  run: ({ party }) => void countSituation(party),
};
