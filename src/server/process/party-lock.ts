import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '#protocol/bytes/fault.ts';

/** The right to seal a party's log. `release` may be called again. */
export interface PartyLock {
  release(): void;
}

const paths = (directory: string) => ({ lock: join(directory, 'lock.sqlite'), holder: join(directory, 'lock.json') });

function openExclusively(path: string, patience: number): DatabaseSync | undefined {
  const db = new DatabaseSync(path, { timeout: patience });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return undefined;
    throw error;
  }
}

/**
 * Takes the lock of a party directory, or gives undefined when another process has it. It is a lock
 * of the operating system, held through SQLite, so it ends with the process, however that ends:
 * there is no stale lock to judge. `use` tells others what the holder does, in lower-case words;
 * `patience` is how many milliseconds to wait for another holder to end.
 */
export function takePartyLock(directory: string, use: string, patience = 0): PartyLock | undefined {
  const { lock, holder } = paths(directory);
  const db = openExclusively(lock, patience);
  if (db === undefined) return undefined;
  writeFileSync(holder, `${JSON.stringify({ pid: process.pid, use })}\n`);
  let isHeld = true;
  const release = (): void => {
    if (!isHeld) return;
    isHeld = false;
    rmSync(holder, { force: true });
    db.close();
  };
  return { release };
}

/** Who says to hold the lock: for messages only, since only the lock itself tells the truth. */
export function lockHolder(directory: string): string {
  const { holder } = paths(directory);
  const text = existsSync(holder) ? readFileSync(holder, 'utf8').slice(0, 200) : '';
  const [, pid, use] = /^\{"pid":(\d{1,10}),"use":"([a-z -]{1,40})"\}\n$/.exec(text) ?? [];
  return pid === undefined || use === undefined ? 'another process' : `process ${pid} (${use})`;
}

// A command that runs for a moment must not keep a server from starting.
const serverPatience = 1_500;

/** Takes the lock, waiting a little where it is held. Fault: `party-in-use`. */
export function requirePartyLock(directory: string, use: string): PartyLock {
  const lock = takePartyLock(directory, use, serverPatience);
  if (lock !== undefined) return lock;
  throw new Fault(
    'party-in-use',
    `The party in this directory is in use by ${lockHolder(directory)}; only one may be.`,
  );
}
