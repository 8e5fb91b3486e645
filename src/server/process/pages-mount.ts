import { Hono } from 'hono';
import { PasswordHasher } from '../accounts/password-hash.ts';
import { Sessions } from '../accounts/sessions.ts';
import { SignIn } from '../accounts/sign-in.ts';
import { calendarRoutes } from '../http/calendar-routes.ts';
import { observationRoutes } from '../http/observation-routes.ts';
import { organisationFeed } from '../http/organisation-feed.ts';
import { pagesApp } from '../http/pages-app.ts';
import type { Party } from '../party/party.ts';
import { admitTaxii } from '../taxii/taxii-reader.ts';
import { taxiiRoutes } from '../taxii/taxii-routes.ts';
import { accountsOf } from './party-accounts.ts';

/** What pages and TAXII are built from. */
export interface PagesGround {
  readonly party: Party;
  /** Told of every error that is nobody's fault but ours. */
  readonly report: (error: unknown) => void;
  /** Address of a practice on this machine, to which the list of cases leads. */
  readonly practiceAt?: string;
}

/** The one place where the pages for people and TAXII are put onto a running party. */
export function mountPages({ party, report, practiceAt }: PagesGround): Hono {
  const accounts = accountsOf(party);
  const signIn = new SignIn(accounts, new PasswordHasher(party.powers), party.powers);
  const sessions = new Sessions(party.db.raw, party.powers, accounts);
  const app = new Hono();
  app.route(
    '/',
    taxiiRoutes({ title: 'Comity', admit: (request, address) => admitTaxii({ party, signIn }, request, address) }),
  );
  app.route('/', observationRoutes({ party, signIn }));
  app.route('/', organisationFeed({ party, signIn }));
  app.route('/', calendarRoutes({ party, signIn }));
  const practice = practiceAt === undefined ? {} : { practiceAt };
  const secure = party.url.startsWith('https:');
  app.route('/', pagesApp({ party, accounts, sessions, signIn, secure, report, ...practice }));
  return app;
}
