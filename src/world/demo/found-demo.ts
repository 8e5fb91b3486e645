import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials } from '#server/accounts/accounts.ts';
import { initDirectory } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { type Powers, seconds } from '#server/powers.ts';
import { accountsOf } from '#server/process/party-accounts.ts';
import { addDemoAccounts } from './demo-accounts.ts';
import { stateAdvisories } from './demo-advisories.ts';
import { consultDemo } from './demo-cases.ts';
import { enrolDemo } from './demo-constituency.ts';
import { stateContacts } from './demo-contacts.ts';
import { approveMost, concludeAll, type Federation, introduceAll, stateContent } from './demo-federation.ts';
import { incidentDemo } from './demo-incident.ts';
import { answerNotices, stateNotices } from './demo-notices.ts';
import { observeDemo } from './demo-observations.ts';
import { type DemoParty, demoParties } from './demo-parties.ts';
import { addDemoSources } from './demo-sources.ts';

/** Where the demonstration keeps a party. */
export const partyDirectory = (directory: string, key: DemoParty['key']): string => join(directory, key);

const accountsFile = (directory: string): string => join(directory, 'accounts.json');

/** The sign-ins of the demonstration: invented parties, on this machine only. */
export const demoSignIns = (directory: string): Record<DemoParty['key'], Credentials[]> =>
  JSON.parse(readFileSync(accountsFile(directory), 'utf8'));

export const isFounded = (directory: string): boolean => existsSync(accountsFile(directory));

function foundAll(directory: string, powers: Powers, parties: readonly DemoParty[]): Federation {
  const founded = parties.map(({ key, kind, names, port }): [DemoParty['key'], Party] => [
    key,
    initDirectory(partyDirectory(directory, key), { kind, names, url: `http://127.0.0.1:${port}` }, powers),
  ]);
  return Object.fromEntries(founded) as unknown as Federation;
}

async function addAccounts(federation: Federation): Promise<Record<string, Credentials[]>> {
  const made: Record<string, Credentials[]> = {};
  for (const [key, party] of Object.entries(federation)) {
    const bound = key === 'aldoria' ? { observatory: federation.observatory.id } : {};
    made[key] = await addDemoAccounts(accountsOf(party), bound);
  }
  return made;
}

/** Who is told of progress, and the parties when their ports are not the usual ones. */
export interface Telling {
  readonly say?: (line: string) => void;
  readonly parties?: readonly DemoParty[];
}

/**
 * Founds the demonstration: parties, introductions, agreements, content, accounts. It is built
 * beside and moved into place, so that a first start that was cut off leaves nothing half made.
 */
export async function foundDemo(directory: string, powers: Powers, telling: Telling = {}): Promise<void> {
  const { say = () => undefined, parties = demoParties } = telling;
  const beside = `${directory}.new`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true, mode: 0o700 });
  say('Founding five parties, each with keys, a store and a log of its own');
  const federation = foundAll(beside, powers, parties);
  introduceAll(federation);
  say('Concluding their agreements');
  concludeAll(federation, seconds(powers.now()));
  // Before all other content, so that what carries the notice to Calder is small.
  stateNotices(federation, seconds(powers.now()));
  answerNotices(federation);
  stateContent(federation, seconds(powers.now()), (key, accepted) =>
    say(`Importing: ${key} states ${accepted} objects`),
  );
  stateAdvisories(federation, seconds(powers.now()));
  stateContacts(federation, seconds(powers.now()));
  say('Matching what Aldoria observed');
  await observeDemo(federation.aldoria, seconds(powers.now()));
  for (const party of Object.values(federation)) approveMost(party);
  say('Opening a consultation');
  await consultDemo(federation);
  say('Coordinating an incident beside it');
  await incidentDemo(federation);
  say('Adding accounts');
  const accounts = await addAccounts(federation);
  const { aldoria, calder } = federation;
  accounts['aldoria']?.push(...(await enrolDemo(aldoria, calder.id, accountsOf(aldoria))));
  await addDemoSources(federation.aldoria, federation.observatory);
  for (const party of Object.values(federation)) party.db.close();
  writeFileSync(accountsFile(beside), JSON.stringify(accounts, undefined, 2), { mode: 0o600 });
  rmSync(directory, { recursive: true, force: true });
  renameSync(beside, directory);
}
