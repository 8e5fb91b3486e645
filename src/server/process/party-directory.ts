import { existsSync } from 'node:fs';
import { Fault } from '#protocol/bytes/fault.ts';
import { layout, openDirectory } from '../party/open-party.ts';
import type { Party } from '../party/party.ts';
import type { Powers } from '../powers.ts';

/** Opens the party of a directory after saying clearly what is missing. Faults: `party-missing`, `secrets-missing`. */
export function openPartyDirectory(directory: string, powers: Powers): Party {
  requireParty(directory);
  return openDirectory(directory, powers);
}

/** Faults: `party-missing`, `secrets-missing`. */
export function requireParty(directory: string): void {
  const { store, secrets } = layout(directory);
  if (!existsSync(store))
    throw new Fault('party-missing', `There is no party in ${directory}; "comity init" makes one.`);
  if (!existsSync(secrets)) throw new Fault('secrets-missing', `The keys of the party (${secrets}) are missing.`);
}
