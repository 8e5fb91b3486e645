import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { TrustedKeys } from '#check/log-checkpoint.ts';
import type { LogFiles } from '#check/log-files.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { logKeys, witnessKeys } from '#protocol/identity/key-history.ts';
import { type NoteKey, noteKeyType, parseVkey } from '#protocol/identity/note-key.ts';
import { readIntroduction } from '#server/party/peer-book.ts';
import { logKeysFiles } from '#server/process/log-keys-file.ts';
import { readBounded } from './outside.ts';

const fileBytes = 64 * 1024 * 1024;
const keysBytes = 8 * 1024 * 1024;
const mostWitnesses = 1_000;

/** Where a directory has its log: in itself, or in `log`. Fault: `log-missing`. */
export function logDirectory(directory: string): string {
  const candidates = [directory, join(directory, 'log')];
  const found = candidates.find((path) => existsSync(join(path, 'checkpoint')) || existsSync(join(path, 'tile')));
  if (found === undefined) throw new Fault('log-missing', `There is no log in ${directory}.`);
  return found;
}

/** The files of a copied log. What a writer was about to rename (`.new`) was never part of it. */
export function copiedFiles(root: string): LogFiles {
  const read = (path: string): Uint8Array | undefined => {
    const full = join(root, path);
    return statSync(full, { throwIfNoEntry: false })?.isFile() === true ? readBounded(full, fileBytes) : undefined;
  };
  function* list(): Generator<string> {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
      if (!entry.isDirectory() && !entry.name.endsWith('.new'))
        yield relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/');
  }
  return { read, list };
}

/** A file in the log's directory or the one around it. */
function besideLog(root: string, name: string): string | undefined {
  return [join(root, name), join(dirname(root), name)].find((path) => existsSync(path));
}

const textOf = (path: string): string => fromUtf8(readBounded(path, keysBytes));

/** Whose log a directory says it is. */
export interface ClaimedKeys extends TrustedKeys {
  readonly party: string;
}

function witnessesBeside(root: string): NoteKey[] {
  const path = besideLog(root, logKeysFiles.witnesses);
  if (path === undefined) return [];
  const list: unknown = JSON.parse(textOf(path));
  if (!Array.isArray(list) || list.length > mostWitnesses)
    throw new Fault('witnesses-malformed', `${path} is not a list of identities.`);
  return list.flatMap((one: unknown) => witnessKeys(readIntroduction(JSON.stringify(one)).history));
}

/** The keys that lie beside a log. Fault: `keys-missing`. */
export function keysBeside(root: string): ClaimedKeys {
  const path = besideLog(root, logKeysFiles.identity);
  if (path === undefined)
    throw new Fault('keys-missing', `There is no ${logKeysFiles.identity} beside the log; give its keys with --key.`);
  const { history } = readIntroduction(textOf(path).trimEnd());
  return { party: history.party, logKeys: logKeys(history), witnesses: witnessesBeside(root) };
}

/** Keys that a person gave: those of type 4 are of witnesses, the others of the log. */
export function keysGiven(vkeys: readonly string[]): TrustedKeys {
  const keys = vkeys.map(parseVkey);
  const isWitness = ({ type }: NoteKey): boolean => type === noteKeyType.cosignature;
  return { logKeys: keys.filter((key) => !isWitness(key)), witnesses: keys.filter(isWitness) };
}
