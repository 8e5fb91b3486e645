import { matchHeldObservations } from '../matching/match-held.ts';
import { prepareTags } from '../private-matching/private-offer.ts';
import type { Job } from './job.ts';

/** Matches observed data that came in as records, states the sightings that are due, and makes tags. Spec: MAT-14, MAT-18. */
export const matchJob: Job = {
  name: 'match',
  run: async ({ party }) => {
    await matchHeldObservations(party);
    prepareTags(party);
  },
};
