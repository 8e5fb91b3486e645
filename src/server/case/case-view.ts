import { readAct } from '#protocol/case/act.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { type CaseState, type Step, stateHash } from '#protocol/case/case-state.ts';
import { depositaryOf } from '#protocol/case/genesis.ts';
import { dueAt, type Owed, owedIn, type Possible, possibleFor, whereIs } from '#protocol/case/view.ts';
import type { Label } from '#protocol/record/label.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { drafts, type KeptDraft } from './act-drafts.ts';
import { membersOf } from './case-channel.ts';
import { type CaseFile, type CaseStage, knownCaseFile } from './case-file.ts';
import { standingIn } from './case-members.ts';
import { caseLog } from './case-store.ts';
import { type CaseSummary, summariesReadAt } from './case-summary.ts';
import { proofTexts } from './contradiction.ts';
import { waitingNotes } from './waiting-acts.ts';

/** One line of the list of cases. */
export interface CaseLine {
  readonly id: string;
  readonly procedure: string;
  readonly desk: string;
  readonly label: Label;
  readonly stage: CaseStage;
  readonly opener: string;
  /** State of the main machine; absent while the case has not begun. */
  readonly state?: string;
  readonly isEnd: boolean;
  /** What is owed first in the whole case. */
  readonly next?: Owed;
  /** What we owe first. */
  readonly ours?: Owed;
}

/** How sure an act's place is: it may be told so to a person. Spec: CAS-7. */
export type Surety = 'waiting' | 'logged' | 'accepted' | 'settled';

/** An act that has changed nothing yet. */
export interface PendingAct {
  readonly by: string;
  readonly act: string;
  readonly surety: 'waiting' | 'logged';
}

/** Where a case stands: all but what happened in it, so that a long case costs no more than a short one. */
export interface CaseStatus extends CaseLine {
  /** Case time, Unix seconds. */
  readonly time?: number;
  readonly since?: number;
  readonly owed: readonly Owed[];
  /** What we may do now, with the rules of the fields. */
  readonly possible: readonly Possible[];
  readonly members: readonly {
    readonly party: string;
    readonly roles: readonly string[];
    readonly hasJoined: boolean;
    readonly met: number;
  }[];
  readonly log: { readonly size: number; readonly accepted: number; readonly settled: number; readonly term: number };
  readonly depositary: string;
  /** Terms whose depositary is convicted. */
  readonly convicted: readonly number[];
}

/** All that a person sees of a case. */
export interface CaseView extends CaseStatus {
  readonly steps: readonly (Step & { readonly surety?: Surety; readonly body?: string })[];
  readonly pending: readonly PendingAct[];
  readonly drafts: readonly KeptDraft[];
  readonly hash?: string;
}

/** What is owed, with the deadlines that run now: what is owed anew runs on while nobody writes it down. Spec: PRO-6. */
const owedNow = (party: Party, owed: readonly Owed[]): Owed[] =>
  owed.map((one) => {
    const due = dueAt(one, party.now);
    return due === undefined ? one : { ...one, due };
  });

/** Where a case stands, replayed now or kept. */
type Standing = Pick<CaseSummary, 'state' | 'isEnd' | 'owed'>;

function standingOf({ procedure: { procedure } }: CaseFile, state: CaseState | undefined): Standing {
  if (state === undefined) return { isEnd: false, owed: [] };
  const where = whereIs(procedure, state);
  return { state: where.state, isEnd: where.isEnd, owed: where.isEnd ? [] : owedIn(procedure, state) };
}

function lineOf(party: Party, file: CaseFile, { state, isEnd, owed }: Standing): CaseLine {
  const { procedure } = file.procedure;
  const { id, label, stage, opener } = file;
  const owned = owedNow(party, owed).filter(({ owners }) => owners.length > 0);
  const [next] = owned;
  const ours = owned.find(({ owners }) => owners.includes(party.id));
  return {
    id,
    procedure: procedure.id,
    desk: procedure.desk,
    label,
    stage,
    opener,
    ...(state === undefined ? {} : { state }),
    isEnd,
    ...(next === undefined ? {} : { next }),
    ...(ours === undefined ? {} : { ours }),
  };
}

/** Every case that this party knows: invitations first, then what is open, the newest first. It writes nothing. */
export const listCases = (party: Party): CaseLine[] =>
  (['invited', 'joined', 'left'] as const).flatMap((stage) =>
    summariesReadAt(party, stage).map((summary) => lineOf(party, knownCaseFile(party, summary.id), summary)),
  );

const suretyOf = ({ finality: { settled, accepted } }: CaseLog, index: number): Surety =>
  index < settled ? 'settled' : index < accepted ? 'accepted' : 'logged';

function stepsOf(log: CaseLog, state: CaseState | undefined): CaseView['steps'] {
  return (state?.steps ?? []).map((step) => {
    if (step.kind === 'lapse') return step;
    const body = log.recordAt(step.index)?.head.body;
    return { ...step, surety: suretyOf(log, step.index), ...(body === undefined ? {} : { body }) };
  });
}

/** Acts that replay has not reached: in the log and not under a tick yet, or not even in the log. */
function pendingOf(party: Party, file: CaseFile, log: CaseLog): PendingAct[] {
  const logged = [...log.records(log.replayed)].flatMap(({ head }): PendingAct[] =>
    head.kind === 'act' ? [{ by: head.author, act: readAct(head.data).act, surety: 'logged' }] : [],
  );
  const waiting = waitingNotes(party, file.id).flatMap(({ text }): PendingAct[] => {
    const head = parseRecordHead(text);
    return head.kind === 'act' ? [{ by: head.author, act: readAct(head.data).act, surety: 'waiting' }] : [];
  });
  return [...logged, ...waiting];
}

/** Where a case stands now. Everything is replayed from the entries. */
export function caseStatus(party: Party, file: CaseFile): CaseStatus {
  const { id } = file;
  const log = caseLog(party, file);
  const state = log.state();
  const { procedure } = file.procedure;
  const first = new Map(file.terms.members.map((member) => [member.party, member.roles]));
  const isOpen = state !== undefined && file.stage === 'joined';
  return {
    ...lineOf(party, file, standingOf(file, state)),
    ...(state === undefined ? {} : { time: state.time, since: whereIs(procedure, state).since }),
    owed: state === undefined ? [] : owedNow(party, owedIn(procedure, state)),
    possible: isOpen ? possibleFor(procedure, state, party.id) : [],
    members: membersOf(party, file).map((member) => {
      const { joined, met } = standingIn(party, id, member);
      const hasJoined = member === party.id ? file.stage === 'joined' : joined === 1;
      return { party: member, roles: state?.members[member] ?? first.get(member) ?? [], hasJoined, met };
    }),
    log: { size: log.size, ...log.finality, term: log.term },
    depositary: depositaryOf(file.terms, log.term),
    convicted: proofTexts(party, id).map(({ term }) => term),
  };
}

/** All about one case, with all that happened in it. Fault: `case-unknown`. */
export function viewCase(party: Party, id: string): CaseView {
  const file = knownCaseFile(party, id);
  const log = caseLog(party, file);
  const state = log.state();
  return {
    ...caseStatus(party, file),
    ...(state === undefined ? {} : { hash: stateHash(state) }),
    steps: stepsOf(log, state),
    pending: pendingOf(party, file, log),
    drafts: drafts(party, id),
  };
}
