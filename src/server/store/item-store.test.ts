import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { Database } from './database.ts';
import { ItemStore, type NewItem } from './item-store.ts';
import { objectKey } from './object-key.ts';
import { prepareSchema } from './schema.ts';

const facts: ReleaseFacts = {
  kind: 'indicator',
  label: { tlp: 'green' },
  author: 'a'.repeat(64),
  holding: 'own',
  approved: false,
};

const item = (n: number, object = `indicator--${n}`): NewItem => ({
  text: `text ${n}`,
  facts,
  about: { object, version: '', title: `${n}`, references: [] },
});

function store(): { db: Database; items: ItemStore } {
  const db = new Database(':memory:', { durable: false });
  prepareSchema(db);
  return { db, items: new ItemStore(db) };
}

describe('items in the store', () => {
  it('an item is found by its object and text before and after the keys are merged', () => {
    const { db, items } = store();
    const count = 33_000;
    const all = Array.from({ length: count }, (_, n) => item(n));
    for (let start = 0; start < count; start += 1000)
      db.transaction(() => items.add(all.slice(start, start + 1000), start));
    const [merged, recent] = ['item_key', 'item_key_recent'].map((table) => db.count(`SELECT count(*) FROM ${table}`));
    assert.ok((merged ?? 0) > 30_000 && recent === 0, `${merged} merged and ${recent} recent`);
    db.transaction(() => items.add([item(count)], 0));
    for (const n of [0, 1, 32_767, 32_999, count])
      assert.equal(items.bySameText(`indicator--${n}`, `text ${n}`)?.seq, n);
    assert.equal(items.bySameText('indicator--5', 'text 6'), undefined);
  });

  it('items with one key are told apart by their text', () => {
    const { db, items } = store();
    items.add([item(0, 'x'), item(1, 'y')], 0);
    db.run('UPDATE item_key_recent SET key = ?', objectKey('x'));
    assert.deepEqual(
      ['text 0', 'text 1', 'text 2'].map((text) => items.bySameText('x', text)?.seq),
      [0, 1, undefined],
    );
  });

  it('an item whose name is forgotten is not found any more, merged or not', () => {
    const { db, items } = store();
    items.add([item(0), item(1)], 0);
    db.run('INSERT INTO item_key SELECT * FROM item_key_recent WHERE seq = 0');
    db.run('DELETE FROM item_key_recent WHERE seq = 0');
    for (const seq of [0, 1]) items.forgetName(seq);
    assert.equal(db.count('SELECT count(*) FROM item_name'), 0);
  });

  it('the key of an object is a number of 48 bits', () => {
    // SHA-256 of nothing begins e3b0c44298fc.
    assert.equal(objectKey(''), 0xe3b0c44298fc);
  });
});
