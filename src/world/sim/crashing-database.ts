import type { SQLInputValue } from 'node:sqlite';
import { Database } from '#server/store/database.ts';

/** A store in memory that asks before every write whether the server still lives; a copy of it is its backup. */
export class CrashingDatabase extends Database {
  readonly #beforeWrite: () => void;

  constructor(beforeWrite: () => void, content?: Uint8Array) {
    super(':memory:', { durable: false });
    if (content !== undefined) this.raw.deserialize(content);
    this.#beforeWrite = beforeWrite;
  }

  override run(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number } {
    this.#beforeWrite();
    return super.run(sql, ...values);
  }
}
