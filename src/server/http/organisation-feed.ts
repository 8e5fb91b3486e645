import { type Context, Hono } from 'hono';
import { withMarking } from '#exchange/stix/marking.ts';
import type { StixObject } from '#exchange/stix/stix-object.ts';
import { patternValues } from '#exchange/stix/subject.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { mayDo } from '../accounts/rights.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import { noteFetch } from '../constituency/company-acts.ts';
import { type ConcernedRecord, concernedView } from '../constituency/concerning.ts';
import { constituent } from '../constituency/constituent-book.ts';
import { releaseToView } from '../egress/constituent-view.ts';
import { contentOf, isStix } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { clientAddress } from './client-address.ts';

/** What serves feeds. */
export interface OrganisationFeedParts {
  readonly party: Party;
  readonly signIn: SignIn;
}

const plain = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status, headers: { 'cache-control': 'no-store', ...headers } });

const refused = (): Response => plain(401, { 'www-authenticate': 'Basic realm="feeds", charset="UTF-8"' });

/** An object as it may be said in STIX: with its marking; undefined where the label cannot be said. Spec: STX-14. */
function marked({ text, label }: ConcernedRecord): StixObject | undefined {
  if (!isStix(text) || label.only !== undefined || label.purposes !== undefined) return undefined;
  try {
    return withMarking(contentOf(text), label);
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
// A spreadsheet must not take a value for a formula.
const harmless = (text: string): string => quoted(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** Values that a filter can use, of indicators alone; one a line with where it comes from. */
function csv(records: readonly ConcernedRecord[]): string {
  const rows = records.flatMap((record) => {
    const object = marked(record);
    if (object?.type !== 'indicator' || object['revoked'] === true) return [];
    return patternValues(object).map(({ type, value }) =>
      [type, value, object.id, record.label.tlp, record.title].map(harmless).join(','),
    );
  });
  return ['"type","value","id","label","title"', ...rows, ''].join('\r\n');
}

function bundle(records: readonly ConcernedRecord[]): string {
  const objects = records.flatMap((record) => marked(record) ?? []);
  return JSON.stringify({ objects });
}

const forms = {
  csv: { type: 'text/csv; charset=utf-8', write: csv },
  json: { type: 'application/json', write: bundle },
} as const;

async function answer(parts: OrganisationFeedParts, c: Context, form: keyof typeof forms): Promise<Response> {
  const { party, signIn } = parts;
  const verdict = await signIn.header(c.req.header('authorization'), clientAddress(c.env));
  if (verdict.kind === 'throttled') return plain(429, { 'retry-after': String(verdict.retryAfter) });
  if (verdict.kind === 'refused') return refused();
  const { account } = verdict;
  const organisation = account.party;
  if (organisation === undefined || !mayDo(account, 'read-own-view')) return plain(403);
  const enrolled = constituent(party, organisation);
  if (enrolled === undefined || enrolled.gone !== undefined) return plain(403);
  releaseToView(party, organisation);
  const all = concernedView(party, organisation);
  const records = c.req.query('show') === 'all' ? all : all.filter(({ reasons }) => reasons.length > 0);
  const { type, write } = forms[form];
  const body = write(records);
  noteFetch(party, { account: account.name, organisation });
  return new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-store' } });
}

/** `GET /mine/feed.csv` and `/mine/feed.json`: what concerns an enrolled organisation, for its tools. Spec: CST-13. */
export function organisationFeed(parts: OrganisationFeedParts): Hono {
  const app = new Hono();
  app.get('/mine/feed.csv', (c) => answer(parts, c, 'csv'));
  app.get('/mine/feed.json', (c) => answer(parts, c, 'json'));
  return app;
}
