import { prepareTags } from '../private-matching/private-offer.ts';
import type { Job } from './job.ts';

/** Makes the tags of private matching in portions, and forgets those of an epoch that has ended. Spec: MAT-17, MAT-18. */
export const privateTagJob: Job = { name: 'private-tags', run: ({ party }) => prepareTags(party) };
