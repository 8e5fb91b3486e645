import type { Procedure } from '#protocol/case/procedure.ts';
import type { StillNeeded } from './case-consequence.ts';
import type { LinkedView } from './case-linked.ts';
import type { MatrixView } from './case-matrix.ts';
import type { CaseRooms } from './case-rooms.ts';
import type { StepView } from './case-timeline.ts';
import type { UnderWay } from './case-way.ts';
import type { CaseRef, ItemRef, OwedView } from './case-words.ts';
import type { Paging } from './pager.ts';
import type { PartyRef } from './party.ts';
import type { LabelView } from './tlp.ts';

/** An act that we may do now. */
export interface PossibleView {
  readonly act: string;
  readonly machine: string;
  readonly about?: PartyRef;
  readonly item?: ItemRef;
  /** Whether it answers something that is owed. */
  readonly isOwed: boolean;
  /** We did it in this visit of the state already; it moves nothing, and may be repeated. */
  readonly isDone?: true;
  /** The state that it would leave. */
  readonly state: string;
  readonly needs?: StillNeeded;
}

/** A member, its roles, and how much of the log it has: what it told us, and what its signatures prove. Spec: CPG-3. */
export interface CaseMemberView {
  readonly party: PartyRef;
  readonly roles: readonly string[];
  readonly keeps: 'self' | 'joined' | 'invited' | 'none';
  readonly size: number;
  /** When it told so, Unix seconds. */
  readonly met: number;
  readonly proven: number;
}

/** GET /cases/:id. */
export interface CaseView extends CaseRef {
  readonly self: string;
  readonly rules: Procedure;
  readonly stage: 'invited' | 'joined' | 'left';
  readonly opener: PartyRef;
  readonly ourRoles: readonly string[];
  readonly label: LabelView;
  /** States by machine, as far as the machine is one for the whole case or ours; empty while the case has not begun. */
  readonly states: Readonly<Record<string, string>>;
  /** The states of the main machine that were entered, the newest last; empty while the case has not begun. */
  readonly path: readonly string[];
  readonly isEnd: boolean;
  /** The main machine's first, then by deadline. */
  readonly owed: readonly OwedView[];
  readonly possible: readonly PossibleView[];
  /** Acts of ours that have changed nothing yet, those in the log first. */
  readonly underWay?: readonly UnderWay[];
  readonly mayAct: boolean;
  /** One page of what happened, the newest first; absent paging: all of it. */
  readonly steps: readonly StepView[];
  readonly paging?: Paging;
  readonly members: readonly CaseMemberView[];
  readonly log: { readonly size: number; readonly settled: number };
  readonly depositary: PartyRef;
  /** Terms whose depositary has provably signed two logs. */
  readonly convicted?: readonly number[];
  readonly council: readonly PartyRef[];
  /** Rooms and notes; absent before we have joined. */
  readonly secrecy?: CaseRooms;
  readonly linked?: LinkedView;
  readonly matrix?: MatrixView;
}
