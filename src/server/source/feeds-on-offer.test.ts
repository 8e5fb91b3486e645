import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tlpLevels } from '#protocol/record/label.ts';
import { allJobs } from '../jobs/all-jobs.ts';
import { sourceFormats } from '../party/read-source.ts';
import { memoryParty } from '../process/served-party.fixture.ts';
import { channels, removeChannel } from './channel-book.ts';
import { channelOfOffer, feedsOnOffer, switchOn } from './feeds-on-offer.ts';

// Spec: SRC-2
describe('The feeds on offer', () => {
  it('are all off in a new party, and no job of it sends a request', async () => {
    const party = memoryParty('Aldoria');
    assert.ok(feedsOnOffer().length > 3);
    assert.deepEqual(
      feedsOnOffer().filter(({ id }) => channelOfOffer(party, id)),
      [],
    );
    assert.ok(allJobs.some(({ name }) => name === 'channels'));
    for (const job of allJobs) await job.run({ party, transport: () => assert.fail(`${job.name} sent a request.`) });
  });

  it('can each be switched on and off again, as sources that stay here', () => {
    const party = memoryParty('Aldoria');
    for (const { id } of feedsOnOffer()) assert.equal(switchOn(party, id).onward, false);
    assert.throws(() => switchOn(party, 'cisa-kev'), { code: 'channel-exists' });
    assert.throws(() => switchOn(party, 'nothing'), { code: 'offer-unknown' });
    assert.equal(channels(party).length, feedsOnOffer().length);
    removeChannel(party, 'cisa-kev');
    assert.equal(channelOfOffer(party, 'cisa-kev'), undefined);
  });

  it('are facts: a known level and format, https, terms, and whether these were read', () => {
    const formats = new Set<string | undefined>([...sourceFormats, 'kev', undefined]);
    for (const { url, level, format, licence, licenceRead, publisher } of feedsOnOffer()) {
      assert.match(url, /^https:\/\//);
      assert.ok(tlpLevels.includes(level) && formats.has(format) && licence !== '' && publisher !== '');
      assert.equal(licence === 'none stated' && licenceRead, false);
    }
  });
});
