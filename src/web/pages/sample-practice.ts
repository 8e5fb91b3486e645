import { procedures } from '#desks/procedures.ts';
import type { ActRule } from '#protocol/case/procedure.ts';
import { type CoachView, practiceBrief, practiceCoach } from '../parts/practice-coach.ts';
import type { Reader } from '../reader.ts';
import { caseActPage } from './case-act-page.ts';
import { casePage } from './case-page.ts';
import { type DebriefView, practiceDebriefPage } from './practice-debrief-page.ts';
import { type ExerciseView, practicePage } from './practice-page.ts';
import type { Change, Samples } from './sample.ts';
import { caseAnswer, caseNotBegun, caseRunning } from './sample-cases.ts';
import { ago, aldoria, bereth, meridian, sampleNow } from './sample-facts.ts';

const hour = 3600;

const ask: ExerciseView = {
  exercise: 'ask',
  procedure: 'consultation',
  role: 'asker',
  players: [bereth, meridian],
  opposite: bereth,
  tempers: ['cooperative', 'slow', 'silent', 'refusing', 'evasive', 'escalating'],
  minutes: 10,
  level: 1,
  done: 2,
};
const beAsked: ExerciseView = { ...ask, exercise: 'be-asked', role: 'asked', level: 2, done: 0 };
const takeOver: ExerciseView = {
  ...beAsked,
  exercise: 'take-over',
  procedure: 'incident-coordination',
  role: 'cert',
  tempers: ['silent'],
  level: 3,
};

function rule(act: string): ActRule {
  const all = procedures.flatMap(({ procedure }) => procedure.machines.flatMap(({ acts }) => acts));
  const found = all.find(({ key }) => key === act);
  if (found === undefined) throw new Error(`There is no act ${act}.`);
  return found;
}

const begun: CoachView = {
  case: caseRunning.id,
  exercise: 'ask',
  procedure: 'consultation',
  self: aldoria.id,
  next: 'act',
  act: { rule: rule('answer') },
  happened: [],
  ...(caseRunning.owed[0] === undefined ? {} : { owed: caseRunning.owed[0] }),
  goal: 'state.talking',
  way: [
    { step: 'act', act: 'answer', isOurs: true },
    { step: 'act', act: 'satisfied', isOurs: false },
    { step: 'silence', wait: 'assess' },
  ],
};
const { act: _act, ...onward } = begun;
const waiting: CoachView = { ...onward, next: 'wait', happened: caseRunning.steps };

const debrief: DebriefView = {
  exercise: ask,
  otherSide: beAsked,
  case: caseRunning.id,
  temper: 'slow',
  isEnd: true,
  state: 'resolved',
  took: 80 * hour,
  acts: { ours: 3, theirs: 4 },
  kept: [
    { wait: 'ask-by', party: aldoria, isOurs: true, due: sampleNow, done: ago(20) },
    { wait: 'reply', party: bereth, isOurs: false, due: ago(10), done: ago(8), silence: 'escalation' },
    { wait: 'release', party: bereth, isOurs: false, due: ago(3), silence: 'consent', isAgreed: true },
    { wait: 'assess', party: aldoria, isOurs: true, due: ago(2), silence: 'consent' },
  ],
};

/** The pages of a practice. */
export const practiceSamples = (change: Change): Samples => {
  const played = (reader: Reader): Reader => ({ ...reader, practice: { case: caseRunning.id } });
  const coached = (coach: CoachView, view: typeof caseRunning) => ({
    path: `/cases/${view.id}`,
    make: (reader: Reader) =>
      casePage(change(view), {
        ...reader,
        practice: { case: view.id, coach: practiceCoach(reader, change(coach)) },
      }),
  });
  return {
    practice: {
      path: '/practice',
      make: (reader) => practicePage(change({ exercises: [ask, beAsked, takeOver] }), { ...reader, practice: {} }),
    },
    'practice-case': coached(begun, caseRunning),
    'practice-waiting': coached(waiting, caseRunning),
    'practice-invited': coached(
      { ...waiting, next: 'join', happened: [], way: [] },
      { ...caseNotBegun, stage: 'invited' },
    ),
    'practice-over': coached({ ...waiting, next: 'end' }, { ...caseRunning, isEnd: true, owed: [], possible: [] }),
    'practice-act': {
      path: `/cases/${caseRunning.id}/acts/answer`,
      make: (reader) => {
        const coach = practiceBrief(reader, { exercise: 'be-asked', example: 'answer' });
        return caseActPage(change(caseAnswer), { ...reader, practice: { case: caseRunning.id, coach } });
      },
    },
    'practice-debrief': {
      path: '/practice/debrief',
      make: (reader) => practiceDebriefPage(change(debrief), played(reader)),
    },
    'practice-unfinished': {
      path: '/practice/debrief',
      make: (reader) => practiceDebriefPage(change({ ...debrief, isEnd: false, kept: [] }), played(reader)),
    },
  };
};
