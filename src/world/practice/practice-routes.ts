import { sessionCookie } from '#server/accounts/session-cookie.ts';
import type { PageRoute } from '#server/http/page-route.ts';
import { field, goTo, nothingHere, sendPage, type Visit } from '#server/http/visit.ts';
import { practiceDebriefPage } from '#web/pages/practice-debrief-page.ts';
import { type ExerciseView, practicePage } from '#web/pages/practice-page.ts';
import { type Exercise, tempers } from './exercise.ts';
import { type Practice, traineeName } from './practice.ts';
import { debriefView, exerciseView } from './practice-view.ts';
import { allExercises } from './scripts/all-exercises.ts';

const home = '/practice';
const ownPath = /^\/(?![/\\])[^\s\\\u0000-\u001f\u007f]{0,500}$/;

const found = (key: string): Exercise | undefined => allExercises.find((exercise) => exercise.key === key);

const offered = (practice: Practice, visit: Visit, exercise: Exercise): ExerciseView =>
  exerciseView(visit, practice.federation, exercise, practice.timesDone(exercise.key));

/** Whoever comes is the trainee: there is nothing here that is anybody's. Spec: PRA-1. */
function enter(visit: Visit): Response {
  const { parts, party, query } = visit;
  const next = query.get('next') ?? '';
  const response = goTo(visit, ownPath.test(next) && !next.startsWith('/sign-') ? next : home);
  const place = { party: party.id, https: parts.secure };
  response.headers.append('set-cookie', sessionCookie(place, parts.sessions.open(traineeName)));
  return response;
}

const list = (practice: Practice, visit: Visit): Response =>
  sendPage(practicePage({ exercises: allExercises.map((one) => offered(practice, visit, one)) }, visit.reader));

async function start(practice: Practice, visit: Visit): Promise<Response> {
  const exercise = found(field(visit.form, 'exercise'));
  const chosen = exercise && field(visit.form, `temper-${exercise.key}`);
  const temper = tempers.find((one) => one === chosen);
  if (exercise === undefined || temper === undefined || exercise.characters[temper] === undefined) throw nothingHere();
  const { id } = await practice.start(exercise, temper, visit.reader.language);
  return goTo(visit, `/cases/${id}`);
}

async function pass(practice: Practice, visit: Visit): Promise<Response> {
  const { run } = practice;
  if (run === undefined) return goTo(visit, home);
  await practice.pass(field(visit.form, 'until') === 'deadline' ? 'deadline' : 'event');
  return goTo(visit, `/cases/${run.id}`);
}

function debrief(practice: Practice, visit: Visit): Response {
  const { run } = practice;
  if (run === undefined) return goTo(visit, home);
  const { exercise } = run;
  const other = exercise.otherSide === undefined ? undefined : found(exercise.otherSide);
  const view = {
    exercise: offered(practice, visit, exercise),
    ...(other === undefined ? {} : { otherSide: offered(practice, visit, other) }),
  };
  return sendPage(practiceDebriefPage(debriefView(visit, run, view), visit.reader));
}

/** The addresses of a practice: choosing, starting, letting time pass, looking back. */
export const practiceRoutes = (practice: Practice): readonly PageRoute[] => [
  { method: 'GET', path: '/sign-in', needs: 'anyone', answer: enter },
  { method: 'GET', path: home, needs: 'read-records', answer: (visit) => list(practice, visit) },
  { method: 'POST', path: `${home}/start`, needs: 'approve-release', answer: (visit) => start(practice, visit) },
  { method: 'POST', path: `${home}/pass`, needs: 'approve-release', answer: (visit) => pass(practice, visit) },
  { method: 'GET', path: `${home}/debrief`, needs: 'read-records', answer: (visit) => debrief(practice, visit) },
];
