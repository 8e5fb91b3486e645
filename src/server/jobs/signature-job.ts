import { checkNewSignatures } from '../party/file-keys.ts';
import type { Job } from './job.ts';

/** Checks the signatures of advisories that came in, from wherever, with the keys that are kept. Spec: CSF-12. */
export const signatureJob: Job = {
  name: 'signatures',
  run: ({ party }) => checkNewSignatures(party),
};
