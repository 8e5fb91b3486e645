import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { accountSchema } from '../accounts/account-schema.ts';
import { Accounts } from '../accounts/accounts.ts';
import { PasswordHasher } from '../accounts/password-hash.ts';
import { type Role, roles } from '../accounts/rights.ts';
import { sessionCookie } from '../accounts/session-cookie.ts';
import { Sessions } from '../accounts/sessions.ts';
import { SignIn } from '../accounts/sign-in.ts';
import { releaseAfter } from '../egress/release-sender.ts';
import { acceptRelease } from '../ingress/accept-release.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '../party/agreement-book.ts';
import { importObjects } from '../party/import-objects.ts';
import { foundParty } from '../party/open-party.ts';
import type { Party } from '../party/party.ts';
import { keepPeer, ownIntroduction } from '../party/peer-book.ts';
import { acknowledge } from '../party/release-book.ts';
import { Database } from '../store/database.ts';
import { memoryFiles } from '../store/log-files.ts';
import { pagesApp } from './pages-app.ts';
import type { PagesParts } from './visit.ts';

/** Where the clock of every page test stands, Unix seconds, until the test moves it. */
export const testStart = 1_790_000_000;

const origin = 'http://127.0.0.1:8470';

/** A title that would run, were it not escaped, and that stands in no message of ours. */
export const hostileTitle = '<script>alert("x")</script>';

/** Words that only records above GREEN hold. */
export const secretWord = 'Nightjar';

interface Clock {
  seconds: number;
}

function invented(name: string, clock: Clock, port: number): Party {
  // From here on the ids of Bereth and Calder stand in the order of their names, as lists of partners do.
  let drawn = port + 3;
  const bytes = (length: number): Uint8Array<ArrayBuffer> => {
    drawn += 100_000;
    const digest = createHash('shake256', { outputLength: length }).update(String(drawn)).digest();
    return new Uint8Array(digest);
  };
  const powers = {
    now: () => clock.seconds * 1_000_000,
    random: bytes,
    step: () => undefined,
  };
  const ground = {
    db: new Database(':memory:', { durable: false }),
    files: memoryFiles(),
    mirror: () => memoryFiles(),
    powers,
  };
  const names = [
    { lang: 'en', text: name },
    { lang: 'fr', text: `${name} (fr)` },
  ];
  return foundParty(ground, { kind: 'cert', names, url: `http://127.0.0.1:${port}` }, () => undefined);
}

function introduce(...parties: readonly Party[]): void {
  for (const one of parties)
    for (const other of parties) if (one !== other) keepPeer(one, ownIntroduction(other), true);
}

/** Terms between parties, from one narrow clause that a test may widen. */
export function termsOf(parties: readonly Party[], title: string, ceiling: Tlp): AgreementTerms {
  const duties = {
    onward: 'none',
    actions: 'any',
    attribution: 'named',
    retentionDays: 30,
    erase: true,
    notify: 'affected-parties',
    encryptInTransit: false,
  } as const;
  return {
    form: 'bilateral',
    titles: [
      { lang: 'en', text: title },
      { lang: 'fr', text: `${title} (fr)` },
    ],
    parties: parties.map(({ id }) => id).toSorted(),
    start: testStart - 10,
    end: testStart + 100_000,
    clauses: [{ n: 1, from: 'any', to: 'any', kinds: 'any', ceiling, purposes: ['defence'], history: 'all', duties }],
  };
}

function conclude(first: Party, other: Party, terms: AgreementTerms): string {
  const { agreement } = proposeAgreement(first, terms);
  receiveAgreement(other, agreement.note);
  const signed = signKnownAgreement(other, agreement.id);
  receiveAgreement(first, signed.agreement.note);
  return agreement.id;
}

/** An indicator marked with a level, or not marked at all. */
export const indicator = (serial: number, name: string, tlp?: Tlp) => ({
  type: 'indicator',
  spec_version: '2.1',
  id: `indicator--00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name,
  pattern: "[ipv4-addr:value = '192.0.2.1']",
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00Z',
  ...(tlp === undefined ? {} : { object_marking_refs: [tlpMarkingId(tlp)] }),
});

/** Moves everything that `from` may release to `to`, with receipts. */
export function pull(from: Party, to: Party): void {
  for (let after = 0; ; ) {
    const outgoing = releaseAfter(from, to.id, after);
    if (outgoing === undefined) return;
    const accepted = acceptRelease(to, from.id, outgoing.bytes);
    acknowledge(from, to.id, accepted.receipt);
    after = accepted.number;
  }
}

interface Asked {
  readonly as?: Role | 'partner';
  readonly headers?: Readonly<Record<string, string>>;
}

/** A party with two partners, records of every level, receipts both ways, and accounts of every role. */
export class PagesWorld {
  readonly clock: Clock = { seconds: testStart };
  readonly aldoria: Party;
  readonly bereth: Party;
  readonly calder: Party;
  readonly parts: PagesParts;
  readonly app: Hono;
  readonly reported: unknown[] = [];
  /** Agreements: in force with each partner, and one that waits for our signature. */
  readonly withBereth: string;
  readonly withCalder: string;
  readonly waiting: string;
  readonly #sessions = new Map<string, { cookie: string; csrf: string }>();

  private constructor() {
    this.aldoria = invented('Aldoria', this.clock, 8470);
    this.bereth = invented('Bereth', this.clock, 8471);
    this.calder = invented('Calder', this.clock, 8472);
    introduce(this.aldoria, this.bereth, this.calder);
    this.withBereth = conclude(this.aldoria, this.bereth, termsOf([this.aldoria, this.bereth], 'Pact', 'green'));
    this.withCalder = conclude(this.aldoria, this.calder, termsOf([this.aldoria, this.calder], 'Charter', 'amber'));
    const offered = proposeAgreement(this.bereth, termsOf([this.aldoria, this.bereth], 'Offer', 'clear'));
    this.waiting = receiveAgreement(this.aldoria, offered.agreement.note).agreement.id;
    this.parts = this.#open();
    this.app = pagesApp(this.parts);
  }

  /** Builds the world; every test that changes it makes its own. */
  static async make(): Promise<PagesWorld> {
    const world = new PagesWorld();
    const objects = [
      indicator(1, 'Sparrow', 'clear'),
      indicator(2, hostileTitle, 'green'),
      indicator(3, `${secretWord} one`, 'amber'),
      indicator(4, `${secretWord} two`, 'red'),
      indicator(5, `${secretWord} three`),
    ];
    importObjects(world.aldoria, JSON.stringify(objects));
    importObjects(world.bereth, JSON.stringify([indicator(100, 'Heron', 'green')]));
    pull(world.aldoria, world.bereth);
    pull(world.bereth, world.aldoria);
    await world.#addAccounts();
    return world;
  }

  #open(): PagesParts {
    const { aldoria: party } = this;
    party.db.raw.exec(accountSchema);
    const hasher = new PasswordHasher(party.powers, { memory: 64, passes: 1 });
    const accounts = new Accounts(party.db.raw, party.powers, hasher);
    const sessions = new Sessions(party.db.raw, party.powers, accounts);
    const signIn = new SignIn(accounts, hasher, party.powers);
    return { party, accounts, sessions, signIn, secure: false, report: (error) => this.reported.push(error) };
  }

  async #addAccounts(): Promise<void> {
    for (const role of roles) await this.parts.accounts.add({ name: role, role, kind: 'person' });
    await this.parts.accounts.add({ name: 'partner', role: 'viewer', kind: 'person', party: this.bereth.id });
  }

  /** The cookie and form token of a session of this account. */
  session(name: string): { cookie: string; csrf: string } {
    const known = this.#sessions.get(name);
    if (known !== undefined) return known;
    const id = this.parts.sessions.open(name);
    const [cookie = ''] = sessionCookie({ party: this.aldoria.id, https: false }, id).split(';');
    const session = { cookie, csrf: this.parts.sessions.read(id)?.csrf ?? '' };
    this.#sessions.set(name, session);
    return session;
  }

  #headers({ as, headers }: Asked): Record<string, string> {
    return { ...(as === undefined ? {} : { cookie: this.session(as).cookie }), ...headers };
  }

  /** Reads a page as an account of this role. */
  get(path: string, asked: Asked = {}): Promise<Response> {
    return Promise.resolve(this.app.request(`${origin}${path}`, { headers: this.#headers(asked) }));
  }

  /** The text of a page. */
  async page(
    path: string,
    as: Role | 'partner' = 'administrator',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    return (await this.get(path, { as, headers })).text();
  }

  /** Sends a form with its token, as the page would. */
  post(path: string, fields: Readonly<Record<string, string>>, asked: Asked = {}): Promise<Response> {
    const token = asked.as === undefined ? {} : { csrf: this.session(asked.as).csrf };
    const body = new URLSearchParams({ ...token, ...fields });
    return Promise.resolve(
      this.app.request(`${origin}${path}`, { method: 'POST', body, headers: this.#headers(asked) }),
    );
  }

  /** Sends a form with files. */
  async upload(path: string, fields: Readonly<Record<string, string | File>>, as: Role = 'analyst'): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ csrf: this.session(as).csrf, ...fields })) form.set(name, value);
    // Encoded here, because a form that is cut off while it encodes itself ends in an error of its own.
    const encoded = new Response(form);
    const headers = this.#headers({ as, headers: { 'content-type': encoded.headers.get('content-type') ?? '' } });
    return this.app.request(`${origin}${path}`, { method: 'POST', body: await encoded.arrayBuffer(), headers });
  }

  /** The position of the record with this title. */
  seqOf(title: string): number {
    const row = this.aldoria.db.get<{ seq: number }>('SELECT seq FROM item WHERE title = ?', title);
    if (row === undefined) throw new Fault('item-unknown', `No record is called ${title}.`);
    return row.seq;
  }

  /** The receipt of the newest release in a direction. */
  receipt(direction: 'left' | 'reached'): string {
    const row = this.aldoria.db.get<{ id: string }>(
      'SELECT id FROM batch WHERE direction = ? ORDER BY n DESC LIMIT 1',
      direction,
    );
    return row?.id ?? '';
  }
}
