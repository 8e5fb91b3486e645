import { matchHeldObservations } from '../matching/match-held.ts';
import type { Job } from './job.ts';

/** Matches observed data that came in as records, and states the sightings that are due. Spec: MAT-14. */
export const matchJob: Job = { name: 'match', run: ({ party }) => matchHeldObservations(party) };
