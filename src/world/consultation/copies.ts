import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { verifyCaseFolder } from '#check/case-folder.ts';
import { caseFile } from '#server/case/case-file.ts';
import { viewCase } from '#server/case/case-view.ts';
import { auditParty } from '#server/party/audit.ts';
import { directoryFiles } from '#server/store/log-files.ts';
import { Stuck } from './browser.ts';
import { filesIn } from './stored-archive.ts';
import type { Player, StoryCase } from './story-case.ts';

/** What the copy of one member proves. */
export interface CheckedCopy {
  readonly of: string;
  readonly directory: string;
  readonly hash: string;
  readonly entries: number;
}

/** A folder name that reads well: the words of a party's name. */
const folderName = (name: string): string => name.toLowerCase().replace(/[^a-z]+/g, '-');

/** The log as the party's own server gives it to its people, by the page: its entries, without the certificate. */
async function savedLog({ browser }: Player, id: string): Promise<string[]> {
  const { text } = await browser.open(`/cases/${id}/log`);
  return text.split('\n').filter((line) => line.startsWith('{"position"'));
}

/** Saves the copy that the party's own server gives to its people, by the page. */
async function saveCopy({ browser }: Player, id: string, directory: string): Promise<void> {
  const files = filesIn((await browser.open(`/cases/${id}/copy`)).bytes);
  if (files.length === 0) throw new Stuck('There is no copy of the case to save.');
  for (const { path, bytes } of files) {
    const full = join(directory, ...path.split('/').slice(1));
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, bytes);
  }
}

/** Verifies a saved copy: with our checker, and with the script in it that shares no code with us. */
function checkCopy({ at }: Player, id: string, directory: string): CheckedCopy {
  const { hash, settled } = verifyCaseFolder(directoryFiles(directory));
  if (hash === undefined || hash !== viewCase(at.party, id).hash)
    throw new Stuck(`The copy of ${at.name} leads to another state than its server shows.`);
  const other = spawnSync(process.execPath, [join(directory, 'verify-case.mjs'), directory], { encoding: 'utf8' });
  if (other.status !== 0) throw new Stuck(`The script in the copy of ${at.name} says: ${other.stdout}${other.stderr}`);
  return { of: at.name, directory, hash, entries: settled };
}

/** Every member's copy of a case: the same entries, the same state, and each verifies offline. */
export async function checkCase(one: StoryCase, players: readonly Player[], root: string): Promise<CheckedCopy[]> {
  const members = players.filter(({ at }) => caseFile(at.party, one.id)?.stage === 'joined');
  const logs = new Set<string>();
  const copies: CheckedCopy[] = [];
  for (const player of members) {
    logs.add((await savedLog(player, one.id)).join('\n'));
    const directory = join(root, one.id.slice(0, 12), folderName(player.at.name));
    await saveCopy(player, one.id, directory);
    copies.push(checkCopy(player, one.id, directory));
  }
  if (copies.length < 2 || logs.size !== 1) throw new Stuck('The members saved different logs.');
  if (new Set(copies.map(({ hash }) => hash)).size !== 1) throw new Stuck('The members are not at the same state.');
  return copies;
}

/** Every store is what its log says. */
export function auditAll(players: readonly Player[]): number {
  const findings = players.flatMap(({ at }) => auditParty(at.party).findings.map(({ code }) => `${at.name}: ${code}`));
  if (findings.length > 0) throw new Stuck(`The audit found ${findings.join(', ')}.`);
  return players.length;
}
