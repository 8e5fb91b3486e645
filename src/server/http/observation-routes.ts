import { type Context, Hono } from 'hono';
import { longestLine } from '#exchange/stix/match/observation.ts';
import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { mayDo } from '../accounts/rights.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import { matchStream } from '../matching/match-stream.ts';
import type { Party } from '../party/party.ts';
import { clientAddress } from './client-address.ts';
import { readBody } from './read-body.ts';

/** What takes observations from tools. */
export interface ObservationParts {
  readonly party: Party;
  readonly signIn: SignIn;
}

const answer = (status: number, code: string, headers: Readonly<Record<string, string>> = {}): Response =>
  Response.json({ code }, { status, headers: { 'cache-control': 'no-store', ...headers } });

const lines = /^application\/(?:x-ndjson|jsonl)(?:;|$)/;
const whole = /^application\/(?:stix\+)?json(?:;|$)/;

const labelOf = (asked = 'amber+strict'): Tlp | undefined => tlpLevels.find((level) => level === asked);

/** A document that may run over several lines, as one line. */
async function* asOneLine(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
}

async function take(parts: ObservationParts, c: Context): Promise<Response> {
  const verdict = await parts.signIn.header(c.req.header('authorization'), clientAddress(c.env));
  if (verdict.kind === 'throttled')
    return answer(429, 'too-many-attempts', { 'retry-after': String(verdict.retryAfter) });
  if (verdict.kind === 'refused')
    return answer(401, 'credentials-missing', { 'www-authenticate': 'Basic realm="observations", charset="UTF-8"' });
  const { account } = verdict;
  if (!mayDo(account, 'report-observations')) return answer(403, 'role-refused');
  const type = c.req.header('content-type') ?? '';
  if (!lines.test(type) && !whole.test(type)) return answer(415, 'media-type');
  const tlp = labelOf(c.req.query('label'));
  if (tlp === undefined) return answer(400, 'unknown-label');
  const { body } = c.req.raw;
  if (body === null) return answer(400, 'body-missing');
  const chunks = whole.test(type) ? asOneLine(await readBody(c.req.raw, longestLine)) : body;
  const report = await matchStream(parts.party, chunks, { label: { tlp } });
  parts.party.deed(account.name, 'match', `${report.matches} of ${report.observations}`);
  return Response.json(report, { headers: { 'cache-control': 'no-store' } });
}

/** `POST /observations?label=LEVEL`: lines of JSON, or one STIX document, from an account with the right. Spec: MAT-10, MAT-16. */
export function observationRoutes(parts: ObservationParts): Hono {
  const app = new Hono();
  app.post('/observations', (c) => take(parts, c));
  app.all('/observations', () => answer(405, 'method-refused', { allow: 'POST' }));
  return app;
}
