import { setImmediate } from 'node:timers/promises';
import type { Party } from '../party/party.ts';
import { mostForReaders, nextRelease } from '../party/release-book.ts';
import type { Job } from './job.ts';

const perRound = 10;

/** The partners that read over TAXII: something was released to them that way. */
const readers = (party: Party): string[] =>
  party.db
    .all<{ party: string }>(
      `SELECT party FROM way WHERE direction = 'left' AND EXISTS (SELECT 1 FROM batch JOIN delivery ON delivery.batch = batch.n
       WHERE batch.direction = 'left' AND batch.party = way.party AND via = 'taxii')`,
    )
    .map(({ party: id }) => id);

/**
 * Releases what is open to partners that read over TAXII before they ask, so that a reader does not
 * wait for signatures. What was released is decided again when it is read. Spec: REL-7, REL-11.
 */
export const readerReleaseJob: Job = {
  name: 'reader-releases',
  async run({ party }) {
    for (const partner of readers(party))
      for (let made = 0; made < perRound; made++) {
        if (nextRelease(party, partner, { via: 'taxii', most: mostForReaders }) === undefined) break;
        await setImmediate();
      }
  },
};
