import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { verifyCaseFolder } from '#check/case-folder.ts';
import { caseFile } from '#server/case/case-file.ts';
import { caseFolder } from '#server/case/case-folder.ts';
import { viewCase } from '#server/case/case-view.ts';
import { auditParty } from '#server/party/audit.ts';
import { directoryFiles } from '#server/store/log-files.ts';
import { Stuck } from './browser.ts';
import type { Player, StoryCase } from './story-case.ts';

/** What the copy of one member proves. */
export interface CheckedCopy {
  readonly of: string;
  readonly case: string;
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

/** Writes a member's copy, and verifies what was written with nothing but its own files. */
function checkCopy({ at }: Player, id: string, directory: string): CheckedCopy {
  for (const { path, bytes } of caseFolder(at.party, id)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
  const { hash, settled } = verifyCaseFolder(directoryFiles(directory));
  if (hash === undefined || hash !== viewCase(at.party, id).hash)
    throw new Stuck(`The copy of ${at.name} leads to another state than its server shows.`);
  return { of: at.name, case: id, directory, hash, entries: settled };
}

/** Every member's copy of a case: the same entries, the same state, and each verifies offline. */
export async function checkCase(one: StoryCase, players: readonly Player[], root: string): Promise<CheckedCopy[]> {
  const members = players.filter(({ at }) => caseFile(at.party, one.id)?.stage === 'joined');
  const logs = new Set<string>();
  const copies: CheckedCopy[] = [];
  for (const player of members) {
    logs.add((await savedLog(player, one.id)).join('\n'));
    copies.push(checkCopy(player, one.id, join(root, one.id.slice(0, 12), folderName(player.at.name))));
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
