import { affectedJob } from './affected-job.ts';
import { caseJob } from './case-job.ts';
import { channelJob } from './channel-job.ts';
import { contactTestJob } from './contact-test-job.ts';
import { countSituationJob } from './count-situation.ts';
import type { Job } from './job.ts';
import { matchJob } from './match-job.ts';
import { noticeMailJob } from './notice-mail-job.ts';
import { privateTagJob } from './private-tag-job.ts';
import { readerReleaseJob } from './reader-release-job.ts';
import { reissueJob } from './reissue-job.ts';
import { retentionJob } from './retention-job.ts';
import { signatureJob } from './signature-job.ts';
import { sweepErasedJob } from './sweep-erased-job.ts';
import { wordJob } from './word-job.ts';

/** Every job, in the order in which a round asks them. */
export const allJobs: readonly Job[] = [
  retentionJob,
  reissueJob,
  affectedJob,
  sweepErasedJob,
  readerReleaseJob,
  wordJob,
  signatureJob,
  countSituationJob,
  matchJob,
  privateTagJob,
  noticeMailJob,
  channelJob,
  contactTestJob,
  caseJob,
];
