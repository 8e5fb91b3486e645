import { sweepErased } from '../party/sweep-erased.ts';
import type { Job } from './job.ts';

/** Overwrites what is left of erased bodies in the store's pages. */
export const sweepErasedJob: Job = { name: 'sweep-erased', run: ({ party }) => sweepErased(party) };
