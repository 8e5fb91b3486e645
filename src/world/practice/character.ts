import { type CaseState, type Instance, instanceKey } from '#protocol/case/case-state.ts';
import type { ActRule, Procedure } from '#protocol/case/procedure.ts';
import { type Possible, possibleFor, whereIs } from '#protocol/case/view.ts';

/**
 * What a party that is played by a script does when an act becomes possible for it. A script only
 * chooses among what the procedure allows; it does each at most once while a state lasts. Spec: PRA-3.
 */
export interface Reaction {
  readonly act: string;
  /** Hours after the state was entered; with `follows`, after the newest act of the machine. */
  readonly after: number;
  /** In these states alone; absent: wherever it may be done. */
  readonly in?: readonly string[];
  /** How often in the whole case; absent: at every visit of the state. */
  readonly most?: number;
  /** Not before the machine has come to its so-many-eth state: how long it is patient. */
  readonly visits?: number;
  /** Only after somebody else has done the same in this visit. */
  readonly follows?: true;
  /** What it says: texts `practice.say.…`, one for each time; the last stays. */
  readonly says?: readonly string[];
  /** Hours from then for a time, a choice, or the seat of a party. Fingerprints are computed. */
  readonly fields?: Readonly<Record<string, number | string>>;
}

/** A way of behaving, most pressing first. */
export type Character = readonly Reaction[];

/** What a party sees of a case. */
export interface Sight {
  readonly procedure: Procedure;
  readonly state: CaseState;
  readonly self: string;
}

/** What a script will do if nothing happens before. */
export interface Move {
  /** Unix seconds. */
  readonly at: number;
  readonly party: string;
  readonly rule: ActRule;
  readonly about?: string;
  readonly item?: string;
  readonly reaction: Reaction;
  /** How often it has done it before. */
  readonly times: number;
}

const secondsPerHour = 3600;

const ofInstance =
  ({ machine, party, item }: Instance) =>
  (step: CaseState['steps'][number]) =>
    step.kind !== 'void' && step.machine === machine && step.party === party && step.item === item;

/** How often a party has done an act in the case. */
export function timesDone({ state, self }: Sight, act: string): number {
  return state.steps.filter((step) => step.kind === 'act' && step.act === act && step.by === self).length;
}

function applies(sight: Sight, instance: Instance, reaction: Reaction): boolean {
  const done = instance.done[reaction.act] ?? [];
  return (
    (reaction.in === undefined || reaction.in.includes(instance.state)) &&
    !done.includes(sight.self) &&
    (reaction.follows === undefined || done.length > 0) &&
    (reaction.most === undefined || timesDone(sight, reaction.act) < reaction.most) &&
    (reaction.visits === undefined || instance.visit >= reaction.visits)
  );
}

function beginningOf({ state }: Sight, instance: Instance, { follows }: Reaction): number {
  return follows === undefined ? instance.since : (state.steps.findLast(ofInstance(instance))?.time ?? instance.since);
}

function movesOf(sight: Sight, { rule, machine, about, item, notBefore = 0 }: Possible, character: Character): Move[] {
  const instance = sight.state.machines[instanceKey(machine, about, item)];
  if (instance === undefined) return [];
  return character
    .filter((reaction) => reaction.act === rule.key && applies(sight, instance, reaction))
    .map((reaction) => ({
      at: Math.max(notBefore, beginningOf(sight, instance, reaction) + reaction.after * secondsPerHour),
      party: sight.self,
      rule,
      ...(about === undefined ? {} : { about }),
      ...(item === undefined ? {} : { item }),
      reaction,
      times: timesDone(sight, rule.key),
    }));
}

/** What a character does next as things stand; undefined when it waits, or the case has ended. Spec: PRA-3. */
export function nextMove(character: Character, sight: Sight): Move | undefined {
  if (whereIs(sight.procedure, sight.state).isEnd) return undefined;
  const moves = possibleFor(sight.procedure, sight.state, sight.self).flatMap((possible) =>
    movesOf(sight, possible, character),
  );
  return moves.reduce<Move | undefined>(
    (first, one) => (first === undefined || one.at < first.at ? one : first),
    undefined,
  );
}

/** The name of the text that a move says; undefined for an act without words. */
export const saidBy = ({ reaction: { says }, times }: Move): string | undefined =>
  says?.[Math.min(times, says.length - 1)];
