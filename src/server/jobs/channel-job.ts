import { Fault } from '#protocol/bytes/fault.ts';
import { runDueChannels } from '../source/run-channel.ts';
import type { Job } from './job.ts';

/** Fetches from the sources that are due, and brings to the destinations. Spec: SRC-8. */
export const channelJob: Job = {
  name: 'channels',
  async run({ party, transport }) {
    try {
      await runDueChannels(party, transport);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'egress-closed') throw error;
    }
  },
};
