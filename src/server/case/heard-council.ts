import type { Party } from '../party/party.ts';
import { type CaseFile, othersToHear } from './case-file.ts';

const heard = new WeakMap<Party, Map<string, Set<string>>>();

const heardOf = (party: Party, id: string): Set<string> => {
  const all = heard.get(party) ?? new Map<string, Set<string>>();
  heard.set(party, all);
  return all.getOrInsertComputed(id, () => new Set());
};

/** Notes that a member told, since this server started, what it knows of our signatures. */
export const noteHeard = (party: Party, id: string, from: string): void => void heardOf(party, id).add(from);

/**
 * Whether this server may sign in the case: a quorum of the council, itself counted, has told it
 * since its start what it had cosigned and stated. Nothing of this is stored. Spec: CEX-13.
 */
export function maySign(party: Party, file: CaseFile): boolean {
  const council = [...heardOf(party, file.id)].filter((id) => file.terms.council.includes(id));
  return council.length >= othersToHear(party, file);
}
