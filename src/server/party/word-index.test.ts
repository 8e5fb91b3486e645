import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleIndicator } from '#exchange/stix/sample-indicator.ts';
import { PagesWorld } from '../http/pages.fixture.ts';
import { wordJob } from '../jobs/word-job.ts';
import { auditParty } from './audit.ts';
import { eraseItems } from './erase-item.ts';
import { importObjects } from './import-objects.ts';
import type { Party } from './party.ts';
import { countRecords } from './record-search.ts';
import { indexWords, withoutWords } from './word-index.ts';

const bulk = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, n) => sampleIndicator(1000 + n, { name: `Bittern ${n}` })));

const found = (party: Party): number => countRecords(party, { words: 'Bittern', order: '-at' });

/** A job needs no transport to index words. */
const runJob = (party: Party): void | Promise<void> =>
  wordJob.run({ party, transport: undefined as unknown as Parameters<typeof wordJob.run>[0]['transport'] });

describe('the words of records', () => {
  it('a few records are found by their words at once', async () => {
    const { aldoria } = await PagesWorld.make();
    importObjects(aldoria, bulk(3));
    assert.deepEqual([found(aldoria), withoutWords(aldoria)], [3, 0]);
  });

  it('of bulk the newest are found later, the store says how many, and the audit holds at every moment', async () => {
    const { aldoria } = await PagesWorld.make();
    importObjects(aldoria, bulk(700));
    assert.deepEqual([found(aldoria), withoutWords(aldoria)], [0, 700]);
    assert.equal(indexWords(aldoria, 300), 400);
    assert.deepEqual([found(aldoria), auditParty(aldoria).findings], [300, []]);
    await runJob(aldoria);
    assert.deepEqual([found(aldoria), withoutWords(aldoria)], [700, 0]);
    assert.deepEqual(auditParty(aldoria).findings, []);
  });

  it('a record that was erased before its words were taken is never found', async () => {
    const { aldoria } = await PagesWorld.make();
    importObjects(aldoria, bulk(400));
    eraseItems(aldoria, [aldoria.items.lastSeq()], { reason: 'own-decision' });
    await runJob(aldoria);
    assert.equal(found(aldoria), 399);
    assert.deepEqual(auditParty(aldoria).findings, []);
  });

  it('AUD-3: an index that lost a record, and one that has a record of nobody, are told', async () => {
    const { aldoria } = await PagesWorld.make();
    aldoria.db.raw.exec('DELETE FROM item_words WHERE rowid = 1');
    aldoria.db.raw.exec('DELETE FROM item_key_recent WHERE seq = 1');
    assert.deepEqual(
      auditParty(aldoria).findings.map(({ code }) => code),
      ['words-count-differs', 'item-differs'],
    );
  });
});
