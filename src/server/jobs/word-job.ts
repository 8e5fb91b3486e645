import { setImmediate } from 'node:timers/promises';
import { indexWords } from '../party/word-index.ts';
import type { Job } from './job.ts';

// A transaction of the index holds up every reader, so it is short; between two of them readers come first.
const perTransaction = 250;
const perRound = 25_000;

/** Makes searchable what was taken in by the thousand. */
export const wordJob: Job = {
  name: 'words',
  async run({ party }) {
    for (let done = 0; done < perRound; done += perTransaction) {
      if (indexWords(party, perTransaction) === 0) return;
      await setImmediate();
    }
  },
};
