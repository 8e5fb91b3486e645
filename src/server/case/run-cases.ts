import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { depositaryOf } from '#protocol/case/genesis.ts';
import type { Courier } from '../link/link-client.ts';
import type { Party } from '../party/party.ts';
import { type Peer, peer } from '../party/peer-book.ts';
import { authorsOfLacking } from './body-authors.ts';
import { mayReach, membersOf } from './case-channel.ts';
import { syncWith } from './case-exchange.ts';
import { type CaseFile, isOfCouncil, knownCaseFile } from './case-file.ts';
import { noteMember, standingIn } from './case-members.ts';
import { caseLog } from './case-store.ts';
import { summaryOf } from './case-summary.ts';
import { casesInTurn, noteTurn } from './case-turns.ts';
import { cosignHead } from './cosign-head.ts';
import { maySign } from './heard-council.ts';
import { makeRooms } from './make-rooms.ts';
import { openBodies } from './open-bodies.ts';
import { invitationTo } from './open-case.ts';
import { orderActs } from './order-acts.ts';
import { signDrafts } from './sign-drafts.ts';
import { beginTerm, stateSuccession } from './succession-of-depositary.ts';

const atOnce = { members: 12 } as const;
/** Seconds between two tries to meet a member that fails: at most, and at most while there is news for it. */
const longestPause = 300;
const shortPause = 8;

/** Sealing takes a moment; everything else is done at once. */
type CaseStep = (party: Party, file: CaseFile) => void | Promise<void>;

const steps: readonly CaseStep[] = [makeRooms, signDrafts, stateSuccession, beginTerm, orderActs, cosignHead];

/** All that this server does in a case by itself. Each step can be cut off and done again. */
async function advanceCase(party: Party, id: string): Promise<void> {
  for (const step of steps) {
    const file = knownCaseFile(party, id);
    if (file.stage !== 'joined' || !maySign(party, file)) return;
    await step(party, file);
  }
}

/** What there was to tell of a case when a member was tried last, by case and member. */
const triedWith = new WeakMap<Party, Map<string, string>>();

const triesOf = (party: Party): Map<string, string> => {
  const all = triedWith.get(party) ?? new Map<string, string>();
  triedWith.set(party, all);
  return all;
};

/** Changes with whatever a member may not have heard yet. */
function newsStamp(party: Party, file: CaseFile): string {
  const { size, term } = caseLog(party, file);
  const waiting = party.db.count('SELECT count(*) FROM case_act WHERE case_id = ?', file.id);
  return `${size} ${term} ${file.ready} ${waiting}`;
}

/** A member that failed is left alone for longer and longer, until there is news for it. Spec: CEX-30. */
function isDue(party: Party, file: CaseFile, member: string, stamp: string): boolean {
  const { failures, tried } = standingIn(party, file.id, member);
  const isNews = triesOf(party).get(`${file.id} ${member}`) !== stamp;
  const pause = Math.min(2 ** Math.min(failures, 9), isNews ? shortPause : longestPause);
  return failures === 0 || Math.abs(party.now - tried) >= pause;
}

/** Whether there is news for a member that is left alone a moment, or others are to be heard before we may sign. */
function isPending(party: Party, file: CaseFile): boolean {
  const stamp = newsStamp(party, file);
  const isWaiting = (member: string): boolean =>
    triesOf(party).get(`${file.id} ${member}`) !== stamp && !isDue(party, file, member, stamp);
  return !maySign(party, file) || file.terms.council.some((id) => id !== party.id && isWaiting(id));
}

/** Whom to meet now: the depositaries of this term and the next, whoever wrote what is lacking here, then the council, then others, those longest ago first. */
function toMeet(party: Party, file: CaseFile): Peer[] {
  const log = caseLog(party, file);
  const first = [log.term, file.ready, file.ready + 1].map((term) => depositaryOf(file.terms, term));
  const rest = isOfCouncil(party, file) ? file.terms.council : membersOf(party, file);
  const stamp = newsStamp(party, file);
  const byAge = rest.toSorted((a, b) => standingIn(party, file.id, a).met - standingIn(party, file.id, b).met);
  return [...new Set([...first, ...authorsOfLacking(party, file), ...byAge])]
    .filter((id) => id !== party.id && isDue(party, file, id, stamp))
    .flatMap((id) => peer(party, id) ?? [])
    .filter(({ url }) => url !== undefined)
    .slice(0, atOnce.members);
}

/** Invites whoever has not joined: the opener all, and every member those that were admitted since. Spec: CEX-5. */
async function invite(party: Party, courier: Courier, file: CaseFile): Promise<void> {
  const first = new Set(file.terms.members.map((member) => member.party));
  for (const id of membersOf(party, file)) {
    const { invited, joined } = standingIn(party, file.id, id);
    const isOurs = file.opener === party.id || !first.has(id);
    const member = peer(party, id);
    if (id === party.id || !isOurs || invited > 0 || joined === 1 || member?.url === undefined) continue;
    if (!mayReach(party, id, file.label)) continue;
    try {
      const answer = await courier.post(member, '/link/case-invite', invitationTo(party, file));
      if (answer.status !== 204) throw new Fault('link-answer', `The partner's server answered ${answer.status}.`);
      noteMember(party, file.id, id, { invited: party.now });
    } catch (error) {
      if (faultCode(error) === undefined) throw error;
    }
  }
}

/** One round of a case: what is ours to do, then meetings, then what they made possible. */
export async function runCase(party: Party, courier: Courier, id: string): Promise<void> {
  await advanceCase(party, id);
  await invite(party, courier, knownCaseFile(party, id));
  for (const member of toMeet(party, knownCaseFile(party, id))) {
    const file = knownCaseFile(party, id);
    triesOf(party).set(`${id} ${member.id}`, newsStamp(party, file));
    await syncWith(party, courier, file, member);
  }
  await advanceCase(party, id);
  await openBodies(party, knownCaseFile(party, id));
}

/**
 * One round of the cases whose turn it is; one that fails does not keep the others waiting. A
 * mistake of our own is told when all were run. Spec: CEX-30.
 */
export async function runCases(party: Party, courier: Courier): Promise<void> {
  const mistakes: unknown[] = [];
  for (const id of casesInTurn(party)) {
    let isLeft = false;
    try {
      await runCase(party, courier, id);
      isLeft = isPending(party, knownCaseFile(party, id));
      // What is due next stands in the summary.
      summaryOf(party, id);
    } catch (error) {
      if (error instanceof Fault) party.refusal(undefined, error);
      else mistakes.push(error);
    }
    noteTurn(party, id, isLeft);
  }
  if (mistakes.length > 0) throw mistakes[0];
}
