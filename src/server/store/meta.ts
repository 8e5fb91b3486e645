import type { Database } from './database.ts';

/** Single values of a party: its id, its policy, the frontier of its log. */
export class Meta {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get(key: string): string | undefined {
    return this.#db.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value;
  }

  set(key: string, value: string): void {
    this.#db.run(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      key,
      value,
    );
  }
}
