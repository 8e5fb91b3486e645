import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Fault } from '#protocol/bytes/fault.ts';
import { objectKey } from './object-key.ts';
import { type StoreFaultCode, storeFault } from './store-fault.ts';

/** A row as SQLite gives it. Callers name the shape that their SQL selects. */
type Value = SQLInputValue;

/**
 * The embedded store: one SQLite file per party, WAL, every commit on disk before it counts.
 * Statements are prepared once. One process, one connection.
 *
 * A bare parameter after LIMIT makes SQLite plan the statement anew at every run, since the plan may
 * depend on it: what runs often writes `LIMIT ? + 0`.
 */
export class Database {
  readonly raw: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;
  /** Why the newest write failed, until one succeeds again; damage stays until a restart. Spec: KEP-6. */
  trouble: StoreFaultCode | undefined;

  constructor(path: string, options: { readonly durable: boolean } = { durable: true }) {
    this.raw = new DatabaseSync(path, { timeout: 5_000 });
    this.raw.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=${options.durable ? 'FULL' : 'OFF'};
      PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY;
      PRAGMA wal_autocheckpoint=4000;`);
    this.raw.function('object_key', { deterministic: true }, (object) => objectKey(String(object)));
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.raw.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  run(sql: string, ...values: Value[]): { changes: number; lastId: number } {
    const statement = this.#statement(sql);
    // The word index has inner row ids beyond what a number holds, and SQLite gives back the last of any table.
    statement.setReadBigInts(true);
    const { changes, lastInsertRowid } = statement.run(...values);
    return { changes: Number(changes), lastId: Number(lastInsertRowid) };
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Rows of a statement with named values, as in `:after`. */
  allNamed<Row>(sql: string, values: Readonly<Record<string, Value>>): Row[] {
    return this.#statement(sql).all(values) as Row[];
  }

  /** Runs a statement with named values, as in `:after`. */
  runNamed(sql: string, values: Readonly<Record<string, Value>>): void {
    this.#statement(sql).run(values);
  }

  /** Rows one by one, for results that do not fit in memory. */
  each<Row>(sql: string, ...values: Value[]): IterableIterator<Row> {
    return this.#statement(sql).iterate(...values) as IterableIterator<Row>;
  }

  /** Rows one by one of a statement with named values. */
  eachNamed<Row>(sql: string, values: Readonly<Record<string, Value>>): IterableIterator<Row> {
    return this.#statement(sql).iterate(values) as IterableIterator<Row>;
  }

  /** One number from the first column of the first row; 0 when there is none. */
  count(sql: string, ...values: Value[]): number {
    const row = this.get<Record<string, number | null>>(sql, ...values);
    return row === undefined ? 0 : Number(Object.values(row)[0] ?? 0);
  }

  /** Runs `work` so that all of it is stored or nothing. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.raw.exec('BEGIN IMMEDIATE');
    this.#depth++;
    try {
      const result = work();
      this.raw.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.raw.isTransaction) this.raw.exec('ROLLBACK');
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** The fault of the disk that an error stands for, which is remembered; undefined for any other error. */
  failed(error: unknown): Fault<StoreFaultCode> | undefined {
    const fault = storeFault(error);
    if (fault !== undefined && fault.code !== 'store-busy' && this.trouble !== 'store-damaged')
      this.trouble = fault.code;
    return fault;
  }

  close(): void {
    this.#statements.clear();
    this.raw.close();
  }
}
