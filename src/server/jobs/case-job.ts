import { runCases } from '../case/run-cases.ts';
import { SignedCourier } from '../egress/courier.ts';
import type { Job } from './job.ts';

/** What is due in the cases that this party has joined. Spec: CEX-7. */
export const caseJob: Job = {
  name: 'cases',
  run({ party, transport }) {
    return runCases(party, new SignedCourier(party, transport));
  },
};
