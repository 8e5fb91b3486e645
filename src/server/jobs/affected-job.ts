import { findAffected } from '../party/affected-parties.ts';
import type { Job } from './job.ts';

const stepsAtOnce = 20;

/** Finds whom received records oblige us to notify. Spec: DUT-6. */
export const affectedJob: Job = {
  name: 'affected-parties',
  run({ party }) {
    for (let step = 0; step < stepsAtOnce && findAffected(party); step++);
  },
};
