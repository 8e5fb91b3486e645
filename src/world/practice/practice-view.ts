import { readAct } from '#protocol/case/act.ts';
import { readRoomEntry } from '#protocol/case/room.ts';
import { dueAt, possibleFor, whereIs } from '#protocol/case/view.ts';
import { type CaseFile, knownCaseFile } from '#server/case/case-file.ts';
import { itemTitle } from '#server/case/case-items.ts';
import { caseLog } from '#server/case/case-store.ts';
import { caseSteps } from '#server/http/case-steps.ts';
import { onlooker } from '#server/http/case-view.ts';
import type { Visit } from '#server/http/visit.ts';
import type { DebriefView, KeptView } from '#web/pages/practice-debrief-page.ts';
import type { ExerciseView } from '#web/pages/practice-page.ts';
import { owedView } from '#web/parts/case-outlook.ts';
import type { StepView } from '#web/parts/case-timeline.ts';
import type { CoachView, OptionView, WayView } from '#web/parts/practice-coach.ts';
import type { Sight } from './character.ts';
import { adviceFor, isOurs, type WayStep } from './course.ts';
import { debriefOf } from './debrief.ts';
import { courseOf, type Exercise, tempers, type Waypoint } from './exercise.ts';
import type { PracticeFederation } from './practice-federation.ts';
import type { PracticeRun } from './practice-run.ts';

/** An exercise as a page offers it. */
export function exerciseView(
  { names }: Visit,
  federation: PracticeFederation,
  exercise: Exercise,
  done: number,
): ExerciseView {
  const { key, procedure, role, cast, characters, minutes, level } = exercise;
  const players = cast.map(({ seat }) => names.of(federation[seat].id));
  const chosen = cast.find(({ plays }) => plays === undefined)?.seat ?? 'neighbour';
  return {
    exercise: key,
    procedure,
    role,
    players,
    opposite: names.of(federation[chosen].id),
    tempers: tempers.filter((temper) => characters[temper] !== undefined),
    minutes,
    level,
    done,
  };
}

const goalOf = (goal: Waypoint | undefined): { goal?: string } =>
  goal === undefined || 'act' in goal ? {} : { goal: `state.${goal.state}` };

const wayView = (sight: Sight, step: WayStep): WayView =>
  step.kind === 'silence'
    ? { step: 'silence', wait: step.wait }
    : { step: 'act', act: step.rule.key, isOurs: isOurs(sight, step.rule) };

/** What answers something that the trainee owes, where nothing else will happen before its deadline. */
function pressing(run: PracticeRun, sight: Sight, options: readonly OptionView[]): OptionView | undefined {
  const { owed, move } = run;
  if (owed?.due === undefined || !owed.owners.includes(sight.self)) return undefined;
  if (move !== undefined && move.at <= owed.due) return undefined;
  return options.find(({ rule }) => rule.answers === owed.wait && !rule.isIrreversible);
}

/** The case that is played as the trainee has it; undefined before the trainee has joined. */
function sightOf({ party }: Visit, run: PracticeRun, file: CaseFile): Sight | undefined {
  const state = file.stage === 'invited' ? undefined : caseLog(party, file).state();
  return state === undefined ? undefined : { procedure: run.procedure, state, self: party.id };
}

function owedNow(visit: Visit, run: PracticeRun, file: CaseFile): Pick<CoachView, 'owed'> {
  const { owed } = run;
  if (owed === undefined) return {};
  const due = dueAt(owed, visit.reader.now);
  return {
    owed: owedView(run.procedure, { ...owed, ...(due === undefined ? {} : { due }) }, onlooker(visit, file.id)),
  };
}

/** What happened since the trainee did something, the oldest first. */
function news(visit: Visit, run: PracticeRun, file: CaseFile): StepView[] {
  const { steps, paging } = caseSteps({ ...visit, query: new URLSearchParams() }, file);
  return steps.slice(0, Math.max(0, paging.total - run.seen)).toReversed();
}

/** What the coach says now. Spec: PRA-5. */
export function coachView(visit: Visit, run: PracticeRun): CoachView {
  const { party, names } = visit;
  const file = knownCaseFile(party, run.id);
  const about = {
    case: run.id,
    exercise: run.exercise.key,
    procedure: run.procedure.id,
    self: party.id,
    ...owedNow(visit, run, file),
  };
  const sight = sightOf(visit, run, file);
  if (sight === undefined) return { ...about, next: 'join', happened: [], way: [] };
  const happened = news(visit, run, file);
  if (run.isEnd) return { ...about, next: 'end', happened, way: [] };
  const options = possibleFor(run.procedure, sight.state, party.id).map(
    (one): OptionView => ({
      rule: one.rule,
      ...(one.about === undefined ? {} : { about: names.of(one.about) }),
      ...(one.item === undefined ? {} : { item: { id: one.item, title: itemTitle(party, file.id, one.item) } }),
    }),
  );
  const advice = adviceFor(sight, courseOf(run.exercise, run.temper));
  const { act: best } = advice;
  const advised =
    best &&
    options.find(
      ({ rule, about: whom, item }) => rule === best.rule && whom?.id === best.about && item?.id === best.item,
    );
  const act = advised ?? pressing(run, sight, options);
  const way = advice.way.map((step) => wayView(sight, step));
  return {
    ...about,
    next: act === undefined ? 'wait' : 'act',
    ...(act === undefined ? {} : { act }),
    happened,
    ...goalOf(advice.goal),
    way,
  };
}

function keptViews({ party, names }: Visit, run: PracticeRun, file: CaseFile): KeptView[] {
  const log = caseLog(party, file);
  const state = log.state();
  if (state === undefined) return [];
  const actAt = (index: number) => {
    const record = log.recordAt(index);
    if (record === undefined) return undefined;
    const { id, head } = record;
    return { act: readAct(head.data), record: id, hasWords: head.body !== undefined };
  };
  const rooms = [...log.records()].flatMap(({ head }, index) =>
    head.kind === 'room' ? [{ index, author: head.author, entry: readRoomEntry(head.data) }] : [],
  );
  return debriefOf({ procedure: run.procedure, terms: file.terms, state, actAt, rooms }).map(
    ({ party: by, ...rest }): KeptView => ({ ...rest, party: names.of(by), isOurs: by === party.id }),
  );
}

/** Looking back at the case that is or was played. Spec: PRA-6. */
export function debriefView(
  visit: Visit,
  run: PracticeRun,
  offered: { readonly exercise: ExerciseView; readonly otherSide?: ExerciseView },
): DebriefView {
  const { party } = visit;
  const file = knownCaseFile(party, run.id);
  const state = file.stage === 'invited' ? undefined : caseLog(party, file).state();
  const acts = (state?.steps ?? []).flatMap((step) => (step.kind === 'act' ? [step.by] : []));
  const ours = acts.filter((by) => by === party.id).length;
  return {
    ...offered,
    case: run.id,
    temper: run.temper,
    isEnd: run.isEnd,
    ...(state === undefined ? {} : { state: whereIs(run.procedure, state).state }),
    took: Math.max(0, (run.state?.time ?? run.began) - run.began),
    acts: { ours, theirs: acts.length - ours },
    kept: file.stage === 'invited' ? [] : keptViews(visit, run, file),
  };
}
