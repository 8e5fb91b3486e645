import type { PagesParts, Visit } from '#server/http/visit.ts';
import type { Party } from '#server/party/party.ts';
import { PartyNames } from '#server/party/party-names.ts';

interface Asked {
  readonly params?: Record<string, string>;
  readonly form?: Record<string, string | File>;
  readonly name?: string;
  readonly role?: 'viewer' | 'releaser';
  readonly query?: string;
  readonly timeZone?: string;
}

/** What a server keeps between two forms, by party. */
const partsOf = new WeakMap<Party, PagesParts>();

/** A signed-in reader of one party's server. */
export function visitOf(party: Party, asked: Asked = {}): Visit {
  const { params = {}, form = {}, name: who = 'r.tester', role = 'releaser', query = '', timeZone = 'UTC' } = asked;
  const account = { name: who, role };
  const sent = new FormData();
  for (const [name, value] of Object.entries(form)) sent.set(name, value);
  return {
    parts: partsOf.getOrInsertComputed(party, () => ({ party, secure: false }) as unknown as PagesParts),
    party,
    reader: {
      language: 'en',
      timeZone,
      now: party.now,
      path: '/cases',
      query: {},
      party: 'Us',
      csrf: 'token',
      account,
    },
    session: { account, csrf: 'token' } as unknown as Visit['session'],
    names: new PartyNames(party, 'en'),
    params,
    query: new URLSearchParams(query),
    form: sent,
    address: '',
    cookieHeader: undefined,
  };
}
