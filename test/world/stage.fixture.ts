import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import { plainClause } from '#protocol/agreement/invented-agreement.fixture.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import type { Tlp } from '#protocol/record/label.ts';
import type { OutgoingRequest, Transport } from '#server/egress/transport.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { importObjects } from '#server/party/import-objects.ts';
import { keepPeer, knownPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { StagedParty } from './staged-party.fixture.ts';

export const start = 1_790_000_000;

/** One answer on its way back, piece by piece. */
export interface Passage {
  readonly from: StagedParty;
  readonly to: StagedParty;
  readonly path: string;
  readonly request: OutgoingRequest;
}

/** What a wire does besides carrying: it may throw, or give other bytes than those that came. */
export interface Mischief {
  before?(passage: Passage): void;
  /** Called before each piece of an answer is read. */
  betweenPieces?(passage: Passage, bytesSoFar: number): void;
  answer?(passage: Passage, body: Uint8Array): Uint8Array;
}

/** Some parties in one process, each with a server, and wires between them that a test can bend. */
export class Stage {
  /** Unix seconds of every clock that is right. */
  now = start;
  /** How many seconds the clock of a party is ahead, by its name. */
  readonly clockAhead = new Map<string, number>();
  mischief: Mischief = {};
  /** Every body that was carried, both ways. */
  readonly carried: { path: string; body: Uint8Array }[] = [];
  readonly #parties = new Map<string, StagedParty>();
  #drawn = 0;

  /** Founds a party with the fixed keys of its name. */
  found(name: string): StagedParty {
    const url = `http://127.0.0.1:${8000 + this.#parties.size}`;
    const party: StagedParty = new StagedParty(name, url, {
      now: () => (this.now + (this.clockAhead.get(name) ?? 0)) * 1_000_000,
      random: (length) => this.#random(name, length),
      transport: (request) => this.#transport(party, request),
    });
    this.#parties.set(url, party);
    return party;
  }

  #random(name: string, length: number): Uint8Array<ArrayBuffer> {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () => sha256(utf8(`${name} ${this.#drawn++}`)));
    return concat(...blocks).slice(0, length);
  }

  async #transport(from: StagedParty, request: OutgoingRequest): ReturnType<Transport> {
    const to = this.#parties.get(new URL(request.url).origin);
    if (to === undefined || to.isAway) throw new Fault('egress-unreachable', 'Nobody answers there.');
    const passage = { from, to, path: new URL(request.url).pathname, request };
    this.mischief.before?.(passage);
    if (request.body !== undefined) this.carried.push({ path: passage.path, body: request.body });
    const { url, method, headers = {}, body } = request;
    const init = { method, headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) };
    const answer = await to.server.app.request(url, init);
    const { bytes, isCut } = await this.#read(passage, answer);
    this.carried.push({ path: passage.path, body: bytes });
    const arrived = this.mischief.answer?.(passage, bytes) ?? bytes;
    // Whoever forges an answer says that it is a good one.
    const status = arrived === bytes ? answer.status : 200;
    if (status === 200) await request.sink?.(arrived, 0);
    if (isCut) throw new Fault('egress-cut', 'The connection broke off.');
    const rest = status === 200 && request.sink !== undefined ? new Uint8Array() : arrived;
    return { status, headers: new Map(answer.headers), body: rest, from: 0, end: arrived.length };
  }

  async #read(passage: Passage, answer: Response): Promise<{ bytes: Uint8Array; isCut: boolean }> {
    const reader = answer.body?.getReader();
    const pieces: Uint8Array[] = [];
    let length = 0;
    try {
      for (;;) {
        this.mischief.betweenPieces?.(passage, length);
        const piece = await reader?.read();
        if (piece?.value === undefined) return { bytes: concat(...pieces), isCut: false };
        pieces.push(piece.value);
        length += piece.value.length;
      }
    } catch {
      return { bytes: concat(...pieces), isCut: true };
    }
  }

  /** Lets `one` meet `other`: a fault is given back, not thrown. */
  async meet(one: StagedParty, other: StagedParty): Promise<{ accepted: number; refused: number } | Fault> {
    this.now += 1;
    return one.server.meet(knownPeer(one.party, other.party.id));
  }

  /** Everybody meets everybody, so often that all that may arrive has arrived. */
  async settle(...parties: readonly StagedParty[]): Promise<void> {
    const pairs = parties.flatMap((one) => parties.filter((other) => other !== one).map((other) => ({ one, other })));
    for (let round = 0; round < 4; round++) for (const { one, other } of pairs) await this.meet(one, other);
  }

  /** Terms between parties, in force for a day, with one clause for each of these. */
  terms(parties: readonly StagedParty[], clauses: readonly Partial<Clause>[], rest = {}): AgreementTerms {
    return {
      form: 'circle',
      titles: [{ lang: 'en', text: 'An agreement for a test' }],
      parties: parties.map(({ party }) => party.id).toSorted(),
      start: this.now - 10,
      end: this.now + 86_400,
      clauses: clauses.map((clause, index) => ({ ...plainClause, n: index + 1, ...clause })),
      ...rest,
    };
  }
}

/** Everybody knows everybody. */
export function introduce(...parties: readonly StagedParty[]): void {
  for (const one of parties)
    for (const other of parties) if (one !== other) keepPeer(one.party, ownIntroduction(other.party), true);
}

/** All parties sign, and all have the signatures of all. Gives the agreement's id. */
export function conclude(parties: readonly StagedParty[], terms: AgreementTerms): string {
  const [first, ...others] = parties.map(({ party }) => party);
  if (first === undefined) throw new Error('An agreement needs parties.');
  let { agreement } = proposeAgreement(first, terms);
  for (const other of others) {
    receiveAgreement(other, agreement.note);
    agreement = signKnownAgreement(other, agreement.id).agreement;
  }
  for (const { party } of parties) receiveAgreement(party, agreement.note);
  return agreement.id;
}

let made = 0;

/** A STIX indicator with a name of its own; unmarked without a level. */
export function indicator(name: string, tlp?: Tlp): { id: string; [key: string]: unknown } {
  const time = '2026-01-01T00:00:00.000Z';
  return {
    type: 'indicator',
    spec_version: '2.1',
    id: `indicator--00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
    created: time,
    modified: time,
    name,
    pattern: "[ipv4-addr:value = '192.0.2.1']",
    pattern_type: 'stix',
    valid_from: time,
    ...(tlp === undefined ? {} : { object_marking_refs: [tlpMarkingId(tlp)] }),
  };
}

/** A party states objects of its own. */
export const give = (to: StagedParty, ...objects: readonly object[]) =>
  importObjects(to.party, JSON.stringify(objects));

/** Titles of all that a party holds, sorted. */
export const titles = ({ party }: StagedParty): string[] =>
  party.db.all<{ title: string }>('SELECT title FROM item ORDER BY title').map(({ title }) => title);

/** Codes of what a party refused at its door, oldest first. */
export const refusals = ({ party }: StagedParty): string[] =>
  party.db.all<{ code: string }>('SELECT code FROM refusal ORDER BY n').map(({ code }) => code);

/** The code with which a meeting ended, or 'met'. */
export const outcome = (meeting: object): string => (meeting instanceof Fault ? meeting.code : 'met');
