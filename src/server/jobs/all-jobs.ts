import type { Job } from './job.ts';

/** Every job, in the order in which a round asks them. */
export const allJobs: readonly Job[] = [];
