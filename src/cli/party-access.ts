import { layout } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { HeadInquiry } from '#server/party/witnessing.ts';
import { keepLogKeys } from '#server/process/log-keys-file.ts';
import { openPartyDirectory } from '#server/process/party-directory.ts';
import { takePartyLock } from '#server/process/party-lock.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { directoryFiles } from '#server/store/log-files.ts';

/** Under which name the deeds of this command are noted: no account can have it. */
export const commandLine = '(command line)';

/** Opens a party to look at it; every read sees one state of the store, even while a server changes it. */
export async function readParty<T>(directory: string, work: (party: Party) => T | Promise<T>): Promise<T> {
  const party = openPartyDirectory(directory, processPowers);
  try {
    party.db.raw.exec('BEGIN');
    return await work(party);
  } finally {
    party.db.close();
  }
}

/**
 * Opens a party to change it, also while its server runs. What is to be logged is queued in the
 * store's own transactions. It is sealed here only when no other process has the party and no
 * partner has to confirm our head first; else the server seals it, now or when it next runs.
 * Spec: KEP-3.
 */
export async function changeParty<T>(
  directory: string,
  use: string,
  work: (party: Party) => T | Promise<T>,
): Promise<T> {
  const party = openPartyDirectory(directory, processPowers);
  const lock = takePartyLock(directory, use);
  try {
    if (lock !== undefined) new HeadInquiry(party);
    const result = await work(party);
    if (lock !== undefined) {
      party.sealOrWait();
      keepLogKeys(party, directoryFiles(layout(directory).log));
    }
    return result;
  } finally {
    party.db.close();
    lock?.release();
  }
}

/** One sentence on entries that wait for the server, or nothing. */
export function pendingNote(party: Party): string {
  const count = party.log.pendingCount();
  return count === 0
    ? ''
    : `${count} ${count === 1 ? 'entry waits' : 'entries wait'} for the server to log ${count === 1 ? 'it' : 'them'}.\n`;
}
