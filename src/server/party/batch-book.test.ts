import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PagesWorld } from '../http/pages.fixture.ts';
import { auditParty } from './audit.ts';
import { itemsOf, keepBatch, placesOf } from './batch-book.ts';
import type { Party } from './party.ts';
import { recipientHas, recipientHasOf } from './references.ts';

const seed = new Uint8Array(32).fill(7);

const keep = (party: Party, to: string, { number, items }: { number: number; items: readonly number[] }): number =>
  keepBatch(party, { id: `batch ${to} ${number}`, direction: 'left', party: to, number, seed }, items);

// Rows that go on, jump, go back and repeat, with refused items among them.
const someItems = fc
  .array(fc.tuple(fc.integer({ min: -1, max: 300 }), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 12 })
  .map((runs) =>
    runs.flatMap(([first, count]) => Array.from({ length: count }, (_, n) => (first < 0 ? -1 : first + n))),
  );

describe('the items of a batch', () => {
  it('are given back in order, found by item, and known to be held, whatever their runs', async () => {
    const { aldoria } = await PagesWorld.make();
    let number = 100;
    fc.assert(
      fc.property(someItems, (items) => {
        const to = `to ${++number}`;
        const batch = keep(aldoria, to, { number, items });
        assert.deepEqual(itemsOf(aldoria, batch), items);
        const has = recipientHasOf(aldoria, to, { from: 5, to: 250 });
        for (let seq = 5; seq <= 250; seq++) assert.equal(has(seq), items.includes(seq), `${seq}`);
        const [seq = 0] = items;
        const places = placesOf(aldoria, Math.max(seq, 0)).filter((place) => place.batch === batch);
        for (const { position } of places) assert.equal(items[position], Math.max(seq, 0));
        assert.equal(places.length > 0, items.includes(Math.max(seq, 0)));
      }),
      { numRuns: 60 },
    );
  });

  it('ADR 6: a row of a hundred items costs one row of the store for each partner', async () => {
    const { aldoria } = await PagesWorld.make();
    const rows = (): number => aldoria.db.count('SELECT count(*) FROM batch_run');
    const before = rows();
    for (let n = 0; n < 20; n++)
      keep(aldoria, `to ${n}`, { number: 1, items: Array.from({ length: 100 }, (_, i) => i) });
    assert.equal(rows() - before, 20);
    assert.ok(recipientHas(aldoria, 99, 'to 3') && !recipientHas(aldoria, 100, 'to 3'));
  });

  it('AUD-3: a batch that claims the items of another is told', async () => {
    const { aldoria } = await PagesWorld.make();
    aldoria.db.raw.exec('UPDATE batch SET brought = brought + 1 WHERE brought = 0');
    assert.deepEqual(new Set(auditParty(aldoria).findings.map(({ code }) => code)), new Set(['item-differs']));
  });
});
