import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withdrawFromAgreement } from '../party/agreement-book.ts';
import type { Party } from '../party/party.ts';
import { object, servedPartner } from '../taxii/taxii.fixture.ts';
import { readerReleaseJob } from './reader-release-job.ts';

/** The job needs no transport. */
const run = (party: Party): void | Promise<void> =>
  readerReleaseJob.run({
    party,
    transport: undefined as unknown as Parameters<typeof readerReleaseJob.run>[0]['transport'],
  });

const released = (party: Party): number =>
  party.db.count("SELECT coalesce(sum(count), 0) FROM batch WHERE direction = 'left'");

describe('releases made before a reader asks', () => {
  it('go to whoever has read over TAXII before, and to nobody else', async () => {
    const { analyst, firm, party } = await servedPartner();
    await analyst.post('own', [object(1)]);
    await run(party);
    assert.equal(released(party), 0);
    assert.equal((await firm.ids('released')).length, 1);
    await analyst.post('own', [object(2), object(3)]);
    await run(party);
    assert.equal(released(party), 3);
    assert.equal((await firm.ids('released')).length, 3);
    assert.equal(released(party), 3);
  });

  it('REL-11: are not read once the agreement has been left', async () => {
    const { analyst, firm, party, agreement } = await servedPartner();
    await analyst.post('own', [object(1)]);
    await firm.ids('released');
    await analyst.post('own', [object(2)]);
    await run(party);
    withdrawFromAgreement(party, agreement);
    assert.deepEqual(await firm.ids('released'), []);
  });
});
