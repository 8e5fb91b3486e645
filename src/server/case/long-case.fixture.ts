import { procedures } from '#desks/procedures.ts';
import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type Act, actJson } from '#protocol/case/act.ts';
import { CaseLog } from '#protocol/case/case-log.ts';
import { type KnownCase, openHead, termLine } from '#protocol/case/certificate.ts';
import { type CaseTerms, caseOrigin, caseTermsJson, depositaryOf, quorumOf } from '#protocol/case/genesis.ts';
import { statementJson, termBeginningJson } from '#protocol/case/succession.ts';
import { tickJson } from '#protocol/case/tick.ts';
import { inventParty } from '#protocol/identity/invented-party.fixture.ts';
import { keyNames } from '#protocol/identity/key-history.ts';
import { noteKeyType, noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { signCheckpoint } from '#protocol/log/checkpoint.ts';
import { cosign } from '#protocol/log/cosignature.ts';
import { type SignedRecord, signRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { keepPeer, ownIntroduction, peer } from '../party/peer-book.ts';
import { knownHistories } from './case-file.ts';
import { keepHead } from './case-heads.ts';
import { noteMember } from './case-members.ts';

/** How large an invented case is. */
export interface LongCaseSize {
  readonly members: number;
  /** Parties of the council, those with a server first. */
  readonly council: number;
  /** Makes another case of the same members. */
  readonly serial?: number;
}

/** A member with the keys that a case needs; most have no server. */
interface Member {
  readonly id: string;
  readonly record: Uint8Array;
  readonly log: Uint8Array;
  readonly witness: Uint8Array;
}

const label = { tlp: 'amber' } as const;
const known = procedures.find(({ procedure }) => procedure.id === 'incident-coordination');

/** A party without a server, and the introduction by which it is known. */
function makeMember(name: string) {
  const { id, history, seed } = inventParty(name);
  const data = { names: [{ lang: 'en', text: name }], url: 'http://127.0.0.1:1' };
  const head = { author: id, version: 0, kind: 'card', at: 1, label: { tlp: 'clear' }, data } as const;
  const card = signRecord(head, seed('record')).note;
  const member: Member = { id, record: seed('record'), log: seed('log'), witness: seed('witness') };
  return { member, introduction: { history: history.notes, card } };
}

const made = new Map<string, ReturnType<typeof makeMember>>();

const invent = (name: string) => made.getOrInsertComputed(name, makeMember);

/**
 * One incident with many members and as many acts as wanted, made by signing everything here: what
 * servers would take hours for. The first server is the coordinator. Bench and tests use it.
 */
export class LongCase {
  readonly known: KnownCase;
  readonly log: CaseLog;
  /** Bytes of all entries. */
  readonly entries: Uint8Array[] = [];
  readonly #council: readonly Member[];
  /** Those that act, by what they may do. */
  readonly #vendors: readonly Member[];
  readonly #all = new Map<string, Member>();
  readonly #numbers = new Map<string, number>();
  readonly #genesis: SignedRecord;
  readonly #heads: SignedNote[] = [];
  #now: number;
  #drawn = 0;
  #seen = 1;

  /** Introduces all members to all servers, and writes the first record. */
  constructor(servers: readonly Party[], { members, council, serial = 0 }: LongCaseSize) {
    const [first] = servers;
    if (first === undefined || known === undefined) throw new Error('A server and a procedure are needed.');
    this.#now = first.now - 30 * 86_400 + serial;
    const own = servers.map(({ id, secrets }): Member => ({ id, ...secrets }));
    const invented = Array.from({ length: members - servers.length }, (_, n) => invent(`Member ${n}`));
    for (const server of servers) {
      for (const other of servers) if (other !== server) keepPeer(server, ownIntroduction(other), true);
      const strangers = invented.filter(({ member }) => peer(server, member.id) === undefined);
      server.transaction(() => strangers.forEach(({ introduction }) => void keepPeer(server, introduction, false)));
    }
    const everybody = [...own, ...invented.map(({ member }) => member)];
    for (const member of everybody) this.#all.set(member.id, member);
    this.#council = everybody.slice(0, council);
    this.#vendors = everybody.slice(council).filter((_, index) => index % 2 === 0);
    const terms = this.#terms(everybody);
    this.#genesis = this.#sign(own[0] as Member, 'case', caseTermsJson(terms));
    this.known = { id: this.#genesis.id, terms, histories: knownHistories(first) };
    this.log = new CaseLog(this.known, known.procedure);
    this.#append(this.#genesis);
  }

  #terms(everybody: readonly Member[]): CaseTerms {
    const council = this.#council.map(({ id }) => id);
    const isVendor = new Set(this.#vendors.map(({ id }) => id));
    const roleOf = (id: string, index: number): string =>
      index === 0 ? 'coordinator' : council.includes(id) ? 'witness' : isVendor.has(id) ? 'vendor' : 'cert';
    return {
      procedure: { id: 'incident-coordination', version: 1, hash: known?.hash ?? '' },
      members: everybody
        .map(({ id }, index) => ({ party: id, roles: [roleOf(id, index)] }))
        .toSorted((a, b) => (a.party < b.party ? -1 : 1)),
      council: council.toSorted(),
      faults: Math.floor((council.length - 1) / 3),
      // The first server orders the second term, where there are more than one.
      depositaries: council.length > 1 ? [council[1] ?? '', council[0] ?? ''] : council,
    };
  }

  #sign(by: Member, kind: string, data: JsonObject, body?: string): SignedRecord {
    const said = body === undefined ? {} : { body };
    return signRecord({ author: by.id, version: 0, kind, at: this.#now, label, data, ...said }, by.record);
  }

  #append(record: SignedRecord): void {
    const bytes = formatNote(record.note);
    this.log.append(bytes, record);
    this.entries.push(bytes);
  }

  #below(n: number): number {
    return Number.parseInt(sha256Hex(utf8(`draw ${this.#drawn++}`)).slice(0, 8), 16) % n;
  }

  /** An act of somebody who has no server, some with words. It has seen the last certificate. */
  act(): SignedRecord {
    this.#now += this.#below(90);
    const by = this.#vendors[this.#below(this.#vendors.length)] as Member;
    const n = (this.#numbers.get(by.id) ?? 0) + 1;
    this.#numbers.set(by.id, n);
    const root = hex((this.log.rootAt(this.#seen) as Uint8Array).subarray(0, 16));
    const draw = this.#below(10);
    const act: Act = {
      case: this.known.id,
      n,
      seen: { size: this.#seen, root },
      ...(draw < 4 ? report : draw < 7 ? status(this.#below(4)) : handling(this.#below(3))),
    };
    const words = act.act === 'report' ? sha256Hex(utf8(`words ${this.#drawn}`)) : undefined;
    return this.#sign(by, 'act', actJson(act), words);
  }

  /** Appends so many acts, and a tick over what was certified whenever `perTick` have been appended. */
  grow(acts: number, perTick: number): this {
    for (let n = 1; n <= acts; n++) {
      this.#append(this.act());
      if (n % perTick === 0 || n === acts) this.tick();
    }
    return this;
  }

  get #depositary(): Member {
    return this.#all.get(depositaryOf(this.known.terms, this.log.term)) as Member;
  }

  /** The head of all, cosigned by a quorum. */
  certificate(): SignedNote {
    const origin = caseOrigin(this.known.id);
    const checkpoint = { ...this.log.head, origin, extensions: [termLine(this.log.term)] };
    const head = signCheckpoint(checkpoint, [noteSigner(origin, this.#depositary.log)]);
    return this.#council.slice(-quorumOf(this.known.terms)).reduce((note, { id, witness }) => {
      return cosign(note, noteSigner(keyNames.witness(id), witness, noteKeyType.cosignature), this.#now);
    }, head);
  }

  /** Certifies what there is, ticks it, and certifies the tick. */
  tick(): void {
    const certificate = this.certificate();
    this.#append(this.#sign(this.#depositary, 'tick', tickJson({ case: this.known.id, certificate })));
    const newest = this.certificate();
    this.log.accept(newest);
    this.#heads.push(certificate, newest);
    this.#seen = this.log.size;
  }

  /** The next term begins where this one ends. */
  succeed(): this {
    const term = this.log.term + 1;
    const certificate = this.certificate();
    const shown = { case: this.known.id, term, certificate };
    const statements = this.#council
      .slice(-quorumOf(this.known.terms))
      .map((member) => this.#sign(member, 'succession', statementJson(shown)).note);
    const by = this.#all.get(depositaryOf(this.known.terms, term)) as Member;
    this.#append(this.#sign(by, 'term', termBeginningJson({ case: this.known.id, term, statements })));
    return this;
  }

  /** Puts the case into a store as that of a server that has joined and is up to date. */
  store(party: Party): void {
    const { id } = this.known;
    party.transaction(() => {
      party.db.run(
        "INSERT INTO case_file (id, genesis, opener, stage, ready, moved, entered, at) VALUES (?, ?, ?, 'joined', ?, ?, ?, ?)",
        id,
        formatNote(this.#genesis.note),
        this.#genesis.head.author,
        this.log.term,
        party.now,
        party.now,
        party.now,
      );
      this.entries.forEach((bytes, position) => {
        const record = this.log.recordAt(position)?.id ?? '';
        party.db.run(
          'INSERT INTO case_entry (case_id, position, record, bytes) VALUES (?, ?, ?, ?)',
          id,
          position,
          record,
          bytes,
        );
      });
      for (const { id: member } of this.#council) if (member !== party.id) noteMember(party, id, member, { joined: 1 });
      this.#keepHeads(party);
    });
  }

  #keepHeads(party: Party): void {
    for (const note of this.#heads.slice(-2)) keepHead(party, this.known, openHead(this.known, note), note);
    const note = this.#heads.at(-1);
    if (note === undefined) return;
    const { term, size } = openHead(this.known, note);
    party.db.run(
      'INSERT INTO case_certificate (case_id, term, size, at, note) VALUES (?, ?, ?, ?, ?)',
      this.known.id,
      term,
      size,
      this.#now,
      formatNote(note),
    );
  }
}

type Said = Pick<Act, 'act' | 'fields'>;
const report: Said = { act: 'report', fields: {} };
const status = (draw: number): Said => ({
  act: 'say-status',
  fields: { status: ['affected', 'not-affected', 'fixed', 'under-investigation'][draw] ?? '' },
});
const handling = (draw: number): Said => ({ act: ['found-valid', 'accept', 'done-here'][draw] ?? '', fields: {} });
