import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundParty, initDirectory } from '../party/open-party.ts';
import type { Party } from '../party/party.ts';
import type { Powers } from '../powers.ts';
import { Database } from '../store/database.ts';
import { memoryFiles } from '../store/log-files.ts';
import { processPowers } from './process-powers.ts';
import { type ServerLog, serverLog } from './server-log.ts';

const start = 1_790_000_000;

/** A clock that stands still; real chance, on which no test depends. */
const stillPowers: Powers = { ...processPowers, now: () => start * 1_000_000 };

/** A party in memory, for what needs no directory. */
export function memoryParty(name: string, powers: Powers = stillPowers): Party {
  const files = memoryFiles();
  const ground = {
    db: new Database(':memory:', { durable: false }),
    files,
    mirror: () => memoryFiles(),
    powers,
  };
  return foundParty(
    ground,
    { kind: 'cert', names: [{ lang: 'en', text: name }], url: 'http://127.0.0.1:1' },
    () => undefined,
  );
}

/** A directory that is gone when the test ends. */
export function freshDirectory(test: { after(end: () => void): void }): string {
  const path = mkdtempSync(join(tmpdir(), 'comity-test-'));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Founds a party in a directory and closes it again. Gives its id. */
export function foundIn(directory: string, name: string): string {
  const founding = { kind: 'cert', names: [{ lang: 'en', text: name }], url: 'http://127.0.0.1:1' } as const;
  const party = initDirectory(directory, founding, processPowers);
  party.db.close();
  return party.id;
}

/** A log kept in memory, line by line. */
export function listeningLog(level = 'debug'): { log: ServerLog; lines: string[] } {
  const lines: string[] = [];
  const log = serverLog('0123456789abcdef', { write: (line) => void lines.push(line) });
  log.level = level;
  return { log, lines };
}

/** A STIX identity with a TLP 2.0 marking, or none. */
export function identity(n: number, marking?: string): Record<string, unknown> {
  const id = `identity--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  const time = '2026-01-01T00:00:00.000Z';
  const marked = marking === undefined ? {} : { object_marking_refs: [marking] };
  return { type: 'identity', spec_version: '2.1', id, created: time, modified: time, name: `object ${n}`, ...marked };
}
