import { beginDueTests } from '../contact/contact-tests.ts';
import type { Job } from './job.ts';

/** Begins the tests of contacts whose time has come; the next job of cases signs them. Spec: CNT-5. */
export const contactTestJob: Job = {
  name: 'contact-tests',
  run({ party }) {
    beginDueTests(party);
  },
};
