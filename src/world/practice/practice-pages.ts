import type { Hono } from 'hono';
import { Accounts } from '#server/accounts/accounts.ts';
import { PasswordHasher } from '#server/accounts/password-hash.ts';
import { Sessions } from '#server/accounts/sessions.ts';
import { SignIn } from '#server/accounts/sign-in.ts';
import { pagesApp } from '#server/http/pages-app.ts';
import type { Visit } from '#server/http/visit.ts';
import { practiceCoach } from '#web/parts/practice-coach.ts';
import type { Practice } from './practice.ts';
import { practiceRoutes } from './practice-routes.ts';
import { coachView } from './practice-view.ts';

/** Every page says that this is practice; the page of the case that is played has the coach. Spec: PRA-2, PRA-5. */
async function dress(practice: Practice, visit: Visit): Promise<Visit> {
  await practice.catchUp(visit.reader.language);
  const { run, clock } = practice;
  const reader = { ...visit.reader, now: clock.seconds, practice: run === undefined ? {} : { case: run.id } };
  if (run === undefined || reader.path !== `/cases/${run.id}` || visit.session === undefined)
    return { ...visit, reader };
  const coach = practiceCoach(reader, coachView({ ...visit, reader }, run));
  return { ...visit, reader: { ...reader, practice: { case: run.id, coach } } };
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
