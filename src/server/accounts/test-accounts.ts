import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { accountSchema } from './account-schema.ts';
import { Accounts } from './accounts.ts';
import { PasswordHasher } from './password-hash.ts';

/** Accounts in memory for tests: a clock that the test moves, a repeatable source of bytes, and cheap hashes. */
export function testAccounts() {
  const db = new DatabaseSync(':memory:');
  db.exec('PRAGMA foreign_keys=ON');
  db.exec(accountSchema);
  const clock = { seconds: 1_800_000_000 };
  let drawn = 0;
  const powers = {
    now: () => clock.seconds * 1_000_000,
    random: (length: number): Uint8Array<ArrayBuffer> => {
      const bytes = createHash('shake256', { outputLength: length }).update(`${drawn++}`).digest();
      return new Uint8Array(bytes);
    },
  };
  const hasher = new PasswordHasher(powers, { memory: 64, passes: 1 });
  return { db, clock, powers, hasher, accounts: new Accounts(db, powers, hasher) };
}
