import type { Party } from '../party/party.ts';
import { lackingBodies } from './case-body.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';
import { mayLeave } from './withheld-bodies.ts';

/**
 * Whoever wrote words that are not here: they have them for certain, also when nobody whom we meet
 * does. Nobody is asked for what is withheld. Spec: CEX-31.
 */
export function authorsOfLacking(party: Party, file: CaseFile): string[] {
  const lacking = new Set(mayLeave(party, file, lackingBodies(party, file.id)));
  if (lacking.size === 0) return [];
  const authors = new Set<string>();
  for (const { head } of caseLog(party, file).records())
    if (head.body !== undefined && lacking.has(head.body)) authors.add(head.author);
  return [...authors];
}
