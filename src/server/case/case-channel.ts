import { type ClassDecision, decideClass } from '#protocol/agreement/release-decision.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Label } from '#protocol/record/label.ts';
import type { Party } from '../party/party.ts';
import { peer } from '../party/peer-book.ts';
import { contextFor, isEncrypted } from '../party/release-context.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';

/**
 * What the release decision says about an act of ours for a party. Opening, joining and acting are
 * the approval; the way goes over both servers' addresses. Spec: CEX-1, P2.
 */
function decideAct(party: Party, recipient: string, label: Label): ClassDecision {
  const context = contextFor(party, recipient);
  const encrypted = context.encrypted && isEncrypted(peer(party, recipient)?.url ?? '');
  const facts = { kind: 'act', label, author: party.id, holding: 'own', approved: true } as const;
  return decideClass(facts, { ...context, encrypted });
}

/** Whether anything of a case may go to a party. Spec: CEX-1. */
export const mayReach = (party: Party, recipient: string, label: Label): boolean =>
  decideAct(party, recipient, label).grants.length > 0;

/** Parties whom an act of ours would reach and may not. Spec: CEX-2. */
const beyondReach = (party: Party, members: readonly string[], label: Label): string[] =>
  members.filter((member) => member !== party.id && !mayReach(party, member, label));

/** Refuses what would reach a member that it may not. Fault: `case-release`. Spec: CEX-2. */
export function checkReach(party: Party, members: readonly string[], label: Label): void {
  const [first] = beyondReach(party, members, label);
  if (first !== undefined)
    throw new Fault('case-release', `Policy or agreements do not let acts of this label reach the member ${first}.`);
}

/** Members by the first record and by what was accepted since. Spec: CEX-3. */
export function membersOf(party: Party, file: CaseFile): string[] {
  const first = file.terms.members.map((member) => member.party);
  const state = file.stage === 'invited' ? undefined : caseLog(party, file).state();
  return [...new Set([...first, ...Object.keys(state?.members ?? {})])];
}
