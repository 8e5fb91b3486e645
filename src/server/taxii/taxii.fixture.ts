import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { Accounts } from '../accounts/accounts.ts';
import { PasswordHasher } from '../accounts/password-hash.ts';
import type { Role } from '../accounts/rights.ts';
import { SignIn } from '../accounts/sign-in.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '../party/agreement-book.ts';
import type { Party } from '../party/party.ts';
import { keepPeer, ownIntroduction } from '../party/peer-book.ts';
import { accountsOf } from '../process/party-accounts.ts';
import { processPowers } from '../process/process-powers.ts';
import { identity, memoryParty } from '../process/served-party.fixture.ts';
import { admitTaxii } from './taxii-reader.ts';
import { taxiiRoutes } from './taxii-routes.ts';

/** Any answer of a TAXII server, as a client reads it. */
export interface Answer {
  readonly [member: string]: unknown;
  readonly objects?: readonly { id: string; modified?: string; date_added?: string; version?: string }[];
  readonly collections?: readonly { id: string; alias: string; can_read: boolean; can_write: boolean; title: string }[];
  readonly versions?: readonly string[];
  readonly more?: boolean;
  readonly next?: string;
}

/** The answer's body, read as JSON. */
export const json = async (response: Response | Promise<Response>): Promise<Answer> =>
  (await (await response).json()) as Answer;

export const media = 'application/taxii+json;version=2.1';
export const root = '/taxii2/root/';

/** A client of one account. */
export interface Client {
  readonly token: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  send(method: string, path: string, init?: { body?: string; headers?: Record<string, string> }): Promise<Response>;
  post(collection: string, objects: readonly unknown[]): Promise<Response>;
  /** Ids in a collection, of one page. */
  ids(collection: string, query?: string): Promise<string[]>;
}

/** A party in memory that answers TAXII, with a clock that the test moves. */
export async function servedTaxii(name = 'Aldoria') {
  const clock = { seconds: 1_790_000_000 };
  const powers = { ...processPowers, now: () => clock.seconds * 1_000_000 };
  const party = memoryParty(name, powers);
  accountsOf(party);
  const accounts = new Accounts(party.db.raw, powers, new PasswordHasher(powers, { memory: 64, passes: 1 }));
  const signIn = new SignIn(accounts, new PasswordHasher(powers, { memory: 64, passes: 1 }), powers);
  const app = taxiiRoutes({
    title: 'Test server',
    admit: (request, address) => admitTaxii({ party, signIn }, request, address),
  });
  const client = async (account: string, role: Role, bound?: string): Promise<Client> => {
    const { token } = await accounts.add({
      name: account,
      role,
      kind: 'tool',
      ...(bound === undefined ? {} : { party: bound }),
    });
    return clientOf(app, token);
  };
  return { app, party, clock, accounts, client };
}

function clientOf(
  app: { request(path: string, init?: RequestInit): Response | Promise<Response> },
  token: string,
): Client {
  const send: Client['send'] = async (method, path, { body, headers = {} } = {}) =>
    await app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: media,
        ...(body === undefined ? {} : { 'content-type': media }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
  const get: Client['get'] = (path, headers = {}) => send('GET', path, { headers });
  return {
    token,
    send,
    get,
    post: (collection, objects) =>
      send('POST', `${root}collections/${collection}/objects/`, { body: JSON.stringify({ objects }) }),
    ids: async (collection, query = '') =>
      ((await json(get(`${root}collections/${collection}/objects/${query}`))).objects ?? []).map(({ id }) => id),
  };
}

/** A served party with an analyst and a releaser of its own, and some objects, of which the second has two versions. */
export async function servedWithObjects() {
  const served = await servedTaxii();
  const analyst = await served.client('amina', 'analyst');
  const releaser = await served.client('boris', 'releaser');
  await analyst.post('own', [object(1), object(2)]);
  await analyst.post('own', [object(2, 2), object(3)]);
  return { ...served, analyst, releaser };
}

/** An object of a number, in a version of January 2026; CLEAR unless another marking is given. */
export const object = (n: number, day = 1, marking = clear): Record<string, unknown> => {
  const made = identity(n, marking);
  return day === 1 ? made : { ...made, modified: `2026-01-0${day}T00:00:00.000Z`, name: `object ${n}, version ${day}` };
};

export const clear = 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487';
export const green = 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb';
export const red = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';

/** How many items a party holds with a body. */
export const heldCount = (party: Party): number => party.db.count('SELECT count(*) FROM item WHERE text IS NOT NULL');

/** An agreement in force between two parties in memory, for everything up to a level. */
export function agree(a: Party, b: Party, ceiling: 'green' | 'amber' = 'green'): string {
  keepPeer(a, ownIntroduction(b), true);
  keepPeer(b, ownIntroduction(a), true);
  const { agreement } = proposeAgreement(a, plainTerms([a.id, b.id], a.now, { ceiling }));
  receiveAgreement(b, agreement.note);
  receiveAgreement(a, signKnownAgreement(b, agreement.id).agreement.note);
  return agreement.id;
}

/** A served party and a partner of it with an account there, under an agreement up to GREEN. */
export async function servedPartner(role: Role = 'viewer') {
  const served = await servedTaxii();
  const partner = memoryParty('Bereth', { ...processPowers, now: served.party.powers.now });
  const agreement = agree(served.party, partner);
  const [analyst, firm] = [await served.client('amina', 'analyst'), await served.client('firm', role, partner.id)];
  return { ...served, partner, agreement, analyst, firm };
}
