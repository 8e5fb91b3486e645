import type { Hono } from 'hono';
import { Accounts } from '#server/accounts/accounts.ts';
import { PasswordHasher } from '#server/accounts/password-hash.ts';
import { Sessions } from '#server/accounts/sessions.ts';
import { SignIn } from '#server/accounts/sign-in.ts';
import { pagesApp } from '#server/http/pages-app.ts';
import type { Visit } from '#server/http/visit.ts';
import type { Html } from '#web/html.ts';
import { practiceBrief, practiceCoach } from '#web/parts/practice-coach.ts';
import { exampleOf } from './example.ts';
import type { Practice } from './practice.ts';
import { practiceRoutes } from './practice-routes.ts';
import type { PracticeRun } from './practice-run.ts';
import { coachView } from './practice-view.ts';

/** What the coach says on a page: all of it on that of the case, and on the form of an act what helps to fill it in. */
function coachOn(visit: Visit, run: PracticeRun): Html | undefined {
  const { reader, session } = visit;
  const own = `/cases/${run.id}`;
  if (session === undefined) return undefined;
  if (reader.path === own) return practiceCoach(reader, coachView(visit, run));
  const acts = `${own}/acts/`;
  if (!reader.path.startsWith(acts)) return undefined;
  const example = exampleOf(run.procedure.id, reader.path.slice(acts.length));
  return practiceBrief(reader, { exercise: run.exercise.key, ...(example === undefined ? {} : { example }) });
}

/** Every page says that this is practice; those of the case that is played have the coach. Spec: PRA-2, PRA-5. */
async function dress(practice: Practice, visit: Visit): Promise<Visit> {
  await practice.catchUp(visit.reader.language);
  const { run, clock } = practice;
  const reader = { ...visit.reader, now: clock.seconds, practice: run === undefined ? {} : { case: run.id } };
  const coach = run === undefined ? undefined : coachOn({ ...visit, reader }, run);
  if (run === undefined || coach === undefined) return { ...visit, reader };
  // The coach says what was done; by now it is signed and settled.
  const { notice: _notice, ...rest } = reader;
  return { ...visit, reader: { ...rest, practice: { case: run.id, coach } } };
}

/** The pages of the trainee's party. Sessions last by the clock outside: days that are let pass sign nobody out. */
export function practicePages(practice: Practice): Hono {
  const { outside, federation } = practice;
  const party = federation.trainee;
  const hasher = new PasswordHasher(outside);
  const accounts = new Accounts(party.db.raw, outside, hasher);
  return pagesApp({
    party,
    accounts,
    sessions: new Sessions(party.db.raw, outside, accounts),
    signIn: new SignIn(accounts, hasher, outside),
    secure: false,
    practice: { routes: practiceRoutes(practice), dress: (visit) => dress(practice, visit) },
  });
}
