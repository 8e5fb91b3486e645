import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Database } from './database.ts';
import { prepareSchema } from './schema.ts';

it('a store of an older version is refused with a sentence that says which, and is left as it is', () => {
  const db = new Database(':memory:', { durable: false });
  db.raw.exec('PRAGMA user_version=1');
  assert.throws(() => prepareSchema(db), { code: 'store-version', message: /schema 1; this one reads 4/ });
  assert.equal(db.count('SELECT count(*) FROM sqlite_schema'), 0);
  assert.equal(db.count('PRAGMA user_version'), 1);
});
