import type { CaseState, Step } from '#protocol/case/case-state.ts';
import type { CaseTerms } from '#protocol/case/genesis.ts';
import type { Procedure, Silence } from '#protocol/case/procedure.ts';
import { CaseReplay, type TimedAct } from '#protocol/case/replay.ts';
import type { TimedRoomEntry } from '#protocol/case/room-rules.ts';
import { type Owed, owedIn } from '#protocol/case/view.ts';

/** How somebody stood to something owed. Times in Unix seconds. */
export interface Kept {
  readonly wait: string;
  readonly party: string;
  readonly due: number;
  /** When it was done; absent: never. */
  readonly done?: number;
  /** What silence then meant; absent where it was done in time. */
  readonly silence?: Silence;
  /** The time was agreed or named by an act: that it came is no failing. */
  readonly isAgreed?: true;
}

/** A case as its log has it. */
export interface Told {
  readonly procedure: Procedure;
  readonly terms: CaseTerms;
  readonly state: CaseState;
  /** The act at a position of the log. */
  readonly actAt: (index: number) => Pick<TimedAct, 'act' | 'record' | 'hasWords'> | undefined;
  /** Entries of rooms, in which acts say their words. */
  readonly rooms: readonly Omit<TimedRoomEntry, 'time'>[];
}

type Happened = Exclude<Step, { kind: 'void' }>;

const owedBefore = (told: Told, replay: CaseReplay): Owed[] => owedIn(told.procedure, replay.state);

function isAgreed({ procedure }: Told, { machine, state, wait }: Owed): boolean {
  const states = procedure.machines.find(({ key }) => key === machine)?.states ?? [];
  const rule = states.find(({ key }) => key === state)?.waits.find(({ key }) => key === wait);
  return typeof rule?.within === 'string';
}

function ofLapse(told: Told, owed: readonly Owed[], step: Happened & { kind: 'lapse' }): Kept[] {
  const found = owed.find(
    ({ machine, party, wait }) => machine === step.machine && party === step.party && wait === step.wait,
  );
  if (found === undefined) return [];
  const agreed = isAgreed(told, found) ? { isAgreed: true as const } : {};
  return found.owners.map((party) => ({
    wait: step.wait,
    party,
    due: step.time,
    silence: step.silence,
    ...agreed,
  }));
}

/** What an act keeps: the wait that it answers, or that of the state which its author owed to leave. */
function ofAct({ procedure }: Told, owed: readonly Owed[], step: Happened & { kind: 'act' }): Kept[] {
  const rule = procedure.machines.flatMap(({ acts }) => acts).find(({ key }) => key === step.act);
  const { time, by, late } = step;
  const here = owed.filter(({ machine, party }) => machine === step.machine && party === step.party);
  const found =
    rule?.answers === undefined
      ? here.find(({ owners }) => step.to !== step.from && owners.includes(by))
      : here.find(({ wait }) => wait === rule.answers);
  const due = late === undefined ? found?.due : time - late;
  const wait = rule?.answers ?? found?.wait;
  return wait === undefined || due === undefined ? [] : [{ wait, party: by, due, done: time }];
}

/** Replays once more, step by step, to see before each what was owed. */
function walk(told: Told): Kept[] {
  const { procedure, terms, state, rooms } = told;
  const [first] = state.steps;
  if (first === undefined) return [];
  const began = Math.min(...state.steps.map(({ time }) => time));
  const replay = new CaseReplay(terms, procedure, sinceOf(told, began));
  // Whose silence was no consent is told by the steps themselves. Spec: PRO-21.
  for (const [party, size] of Object.entries(state.reached)) replay.reach([party], size);
  let opened = 0;
  return state.steps.flatMap((step): Kept[] => {
    // Nothing that is due at its own moment has lapsed yet.
    replay.advance(step.time);
    const owed = owedBefore(told, replay);
    if (step.kind === 'lapse') return ofLapse(told, owed, step);
    for (let next = rooms[opened]; next !== undefined && next.index < step.index; next = rooms[++opened])
      replay.applyRoom({ ...next, time: step.time });
    const said = told.actAt(step.index);
    const kept = step.kind === 'act' ? ofAct(told, owed, step) : [];
    if (said !== undefined)
      replay.apply({ ...said, index: step.index, author: step.by, seenHolds: true, time: step.time });
    return kept;
  });
}

/** When the case began: a machine that was never moved says so, else the first step does. */
const sinceOf = ({ state }: Told, first: number): number =>
  Math.min(first, ...Object.values(state.machines).map(({ since }) => since));

/** One line for each thing owed and each who owed it: a late answer takes the place of the missed one. Spec: PRA-6. */
export function debriefOf(told: Told): Kept[] {
  const kept: Kept[] = [];
  for (const one of walk(told)) {
    const missed = kept.findLastIndex(
      ({ wait, party, due, done }) => done === undefined && wait === one.wait && party === one.party && due === one.due,
    );
    const before = kept[missed];
    if (one.done !== undefined && before !== undefined) kept[missed] = { ...before, done: one.done };
    else kept.push(one);
  }
  return kept;
}
