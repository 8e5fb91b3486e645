import { Fault } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { type CaseFile, casesLike, knownCaseFile } from '#server/case/case-file.ts';
import type { Party } from '#server/party/party.ts';
import { peer } from '#server/party/peer-book.ts';
import { nameOf } from './party-reference.ts';

/** The case that a word means: its id, or 8 or more first characters of it. */
export function caseNamed(party: Party, word: string): CaseFile {
  if (idForm.test(word)) return knownCaseFile(party, word);
  const [only, second] = /^[0-9a-f]{8,63}$/.test(word) ? casesLike(party, word) : [];
  if (only === undefined || second !== undefined)
    throw new Fault('case-unknown', `No case, or more than one, has an id that begins with "${word}".`);
  return knownCaseFile(party, only);
}

/** A member's name, or the beginning of its id. */
export const memberName = (party: Party, id: string): string => {
  const known = peer(party, id);
  return known === undefined ? `${id.slice(0, 8)}…` : nameOf(known);
};
