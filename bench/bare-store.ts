import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Nothing but SQLite with the durability of our store: the limit of whatever keeps things. */
export class BareStore {
  readonly #db: DatabaseSync;

  constructor(place: string) {
    this.#db = new DatabaseSync(join(place, 'bare.sqlite'));
    this.#db.exec(
      'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS thing (n INTEGER PRIMARY KEY, text)',
    );
  }

  /** Keeps each in a table of one column, so many in one transaction. Gives their number. */
  insert(things: readonly (string | Uint8Array)[], perTransaction: number): number {
    const statement = this.#db.prepare('INSERT INTO thing (text) VALUES (?)');
    for (let start = 0; start < things.length; start += perTransaction) {
      this.#db.exec('BEGIN IMMEDIATE');
      for (const thing of things.slice(start, start + perTransaction)) statement.run(thing);
      this.#db.exec('COMMIT');
    }
    return things.length;
  }

  /** Reads `count` rows after the `after`th in one statement. */
  page(after: number, count: number): unknown[] {
    return this.#db.prepare('SELECT text FROM thing WHERE n > ? ORDER BY n LIMIT ?').all(after, count);
  }

  /** Reads rows one by one by their key, as often as asked. */
  readOne(times: number, rows: number): number {
    const statement = this.#db.prepare('SELECT text FROM thing WHERE n = ?');
    for (let n = 0; n < times; n++) statement.get(1 + (n % rows));
    return times;
  }

  close(): void {
    this.#db.close();
  }
}
