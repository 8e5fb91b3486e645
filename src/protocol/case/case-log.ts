import { hex } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { sameBytes } from '../bytes/text.ts';
import type { KeyHistory } from '../identity/key-history.ts';
import { formatNote, parseNote, type SignedNote } from '../identity/signed-note.ts';
import {
  emptyFrontier,
  emptyRoot,
  type Frontier,
  growFrontier,
  leafHash,
  rangeRoot,
  type TreeHead,
} from '../log/merkle.ts';
import { isTreeSize } from '../log/tree-size.ts';
import { sameLabel } from '../record/label.ts';
import {
  openByHead,
  openByHeadApart,
  parseRecordHead,
  type ReadRecord,
  type RecordHead,
  type SignedRecord,
} from '../record/record.ts';
import { type Act, readAct } from './act.ts';
import type { CaseState } from './case-state.ts';
import { type Certificate, type KnownCase, readCertificate, storedCertificate } from './certificate.ts';
import { depositaryOf, openCase } from './genesis.ts';
import type { Procedure } from './procedure.ts';
import { ProvenSizes } from './proven-sizes.ts';
import { CaseReplay } from './replay.ts';
import { type RoomEntry, readRoomEntry } from './room.ts';
import { baseOfTerm, readTermBeginning } from './succession.ts';
import { readTick } from './tick.ts';

/** One verified entry of a case's log. */
type Entry =
  | { readonly kind: 'case'; readonly record: SignedRecord }
  | { readonly kind: 'act'; readonly record: SignedRecord; readonly act: Act; readonly seenHolds: boolean }
  | { readonly kind: 'room'; readonly record: SignedRecord; readonly entry: RoomEntry }
  | { readonly kind: 'tick'; readonly record: SignedRecord; readonly certificate: Certificate }
  | { readonly kind: 'term'; readonly record: SignedRecord; readonly term: number };

/** How far each step of finality reaches: sizes of the log. Spec: CAS-7. */
export interface Finality {
  /** Entries below it are in a head that a quorum cosigned. */
  readonly accepted: number;
  /** Entries below it are in a head whose certificate is itself in an accepted head. */
  readonly settled: number;
}

const shortHex = (root: Uint8Array): string => hex(root.subarray(0, 16));

/** Members are admitted by acts, so a record's author is looked for among all known histories. */
export function openByAuthor(known: KnownCase, note: SignedNote): SignedRecord {
  const head = parseRecordHead(note.text);
  return openByHead(note, head, historyOfAuthor(known, note, head));
}

/** The same of a record that was read before, its signature verified on another thread. */
export const openByAuthorApart = async (known: KnownCase, read: ReadRecord): Promise<SignedRecord> =>
  openByHeadApart(read, historyOfAuthor(known, read.note, read.head));

function historyOfAuthor({ histories }: KnownCase, { signatures }: SignedNote, { author }: RecordHead): KeyHistory {
  // Other lines would change the bytes of an entry, not what it says: members would hold different ones. Spec: CAS-4.
  if (signatures.length !== 1) throw new Fault('case-entry', 'A record of a case has one signature.');
  const history = histories.get(author);
  if (history === undefined) throw new Fault('case-keys', 'The keys of an author are not known.');
  return history;
}

/** The record of an entry, its author's signature verified. Fault: `case-entry`. Spec: CAS-3. */
function openEntry(known: KnownCase, bytes: Uint8Array): SignedRecord {
  const note = parseNote(bytes);
  if (!sameBytes(formatNote(note), bytes)) throw new Fault('case-entry', 'An entry has one encoding.');
  return openByAuthor(known, note);
}

function replayEntry(replay: CaseReplay, entry: Entry, { index, time }: { index: number; time: number }): void {
  const { id: record, head } = entry.record;
  const { author, body } = head;
  if (entry.kind === 'room') replay.applyRoom({ index, author, entry: entry.entry, time });
  if (entry.kind !== 'act') return;
  const { act, seenHolds } = entry;
  replay.apply({ index, record, author, act, hasWords: body !== undefined, seenHolds, time });
}

/**
 * A case's log as one party verifies it: entry after entry, signatures, terms and certificates; and
 * the state that its accepted part leads to. Nothing is trusted, the depositary least. Spec: CAS-3 to CAS-14.
 */
export class CaseLog {
  readonly #known: KnownCase;
  readonly #procedure: Procedure;
  readonly #entries: Entry[] = [];
  /** Hashes of complete subtrees by level and index, and the roots that were asked for. */
  readonly #subtrees: Uint8Array[][] = [];
  readonly #roots = new Map<number, Uint8Array>();
  readonly #records = new Set<string>();
  /** What each party's signatures say that it has. */
  readonly proven = new ProvenSizes();
  #frontier: Frontier = emptyFrontier;
  #term = 0;
  #accepted: Certificate | undefined;
  #settled = 0;
  #highest: Certificate | undefined;
  #replay: CaseReplay | undefined;
  /** Entries whose ticks were replayed, and acts that a replayed tick covers. */
  #ticked = 0;
  #covered = 0;

  constructor(known: KnownCase, procedure: Procedure) {
    this.#known = known;
    this.#procedure = procedure;
  }

  get size(): number {
    return this.#entries.length;
  }

  get term(): number {
    return this.#term;
  }

  /** The head of all that was appended. */
  get head(): TreeHead {
    return { size: this.size, root: this.#rootOf(this.size) };
  }

  /** The right edge of all that was appended. */
  get frontier(): Frontier {
    return this.#frontier;
  }

  /** The root at an earlier size; undefined beyond the end, and for what is no size: others say which one they mean. */
  rootAt(size: number): Uint8Array | undefined {
    return isTreeSize(size) && size <= this.size ? this.#rootOf(size) : undefined;
  }

  #rootOf(size: number): Uint8Array {
    return this.#roots.getOrInsertComputed(size, () =>
      rangeRoot(0, size, (level, index) => this.#subtrees[level]?.[index] ?? emptyRoot()),
    );
  }

  /** The highest certificate that the log itself holds. */
  get certificate(): Certificate | undefined {
    return this.#highest;
  }

  get finality(): Finality {
    return { accepted: this.#accepted?.head.size ?? 0, settled: this.#settled };
  }

  /** Whether a certificate of this size covers something other than ticks that no tick of the log covers yet. Spec: CEX-11. */
  isNews(size: number): boolean {
    const ticked = this.#highest?.head.size ?? 0;
    return this.#entries.slice(ticked, size).some(({ kind }) => kind !== 'tick');
  }

  /** The record at a position. */
  recordAt(position: number): SignedRecord | undefined {
    return this.#entries[position]?.record;
  }

  /** Whether a record stands in the log. */
  has(record: string): boolean {
    return this.#records.has(record);
  }

  /** The records from a position on, oldest first. */
  *records(from = 0): Generator<SignedRecord> {
    for (let position = from; position < this.size; position++) yield (this.#entries[position] as Entry).record;
  }

  /**
   * Takes the next entry: the bytes of a signed note. Form and authorship are judged, never merit: an
   * act that the procedure forbids is an entry like others, and void. Faults: `case-entry`,
   * `case-depositary`, `case-tick`, `case-term` and those of records. Spec: CAS-3, CAS-4. `verified`: its record,
   * when all signatures in it have been verified before.
   */
  append(bytes: Uint8Array, verified?: SignedRecord): void {
    const entry = this.#read(
      verified ?? openEntry(this.#known, bytes),
      verified === undefined ? readCertificate : storedCertificate,
    );
    this.#entries.push(entry);
    this.#records.add(entry.record.id);
    this.#frontier = growFrontier(this.#frontier, [leafHash(bytes)], (level, index, hash) => {
      const hashes = this.#subtrees[level] ?? [];
      hashes[index] = hash;
      this.#subtrees[level] = hashes;
    });
    if (entry.kind === 'term') this.#term = entry.term;
    if (entry.kind === 'tick') this.#highest = entry.certificate;
    if (entry.kind === 'act' && entry.seenHolds) this.proven.take([entry.record.head.author], entry.act.seen.size);
    if (entry.kind === 'tick') this.proven.take(entry.certificate.signers, entry.certificate.head.size);
  }

  /** Takes a certificate of what was appended. Faults: `case-head-differs`, `case-uncertified`. Spec: CAS-7. */
  accept(note: SignedNote): void {
    const certificate = readCertificate(this.#known, note);
    if (certificate === undefined) throw new Fault('case-uncertified', 'The head lacks cosignatures of a quorum.');
    this.acceptVerified(certificate);
  }

  /** Takes a certificate whose signatures have been verified. Fault: `case-head-differs`. */
  acceptVerified(certificate: Certificate): void {
    this.#checkWithin(certificate);
    this.proven.take(certificate.signers, certificate.head.size);
    const { accepted } = this.finality;
    if (certificate.head.size <= accepted) return;
    this.#accepted = certificate;
    for (const entry of this.#entries.slice(accepted, certificate.head.size))
      if (entry.kind === 'tick') this.#settled = Math.max(this.#settled, entry.certificate.head.size);
  }

  /** The state of the accepted part; undefined until it holds a tick. Spec: CAS-14. */
  state(): CaseState | undefined {
    const { accepted } = this.finality;
    for (; this.#ticked < accepted; this.#ticked++) {
      const entry = this.#entries[this.#ticked];
      if (entry?.kind === 'tick') this.#replayTo(entry.certificate);
    }
    return this.#replay?.state;
  }

  /** Acts below this size have changed the state; those beyond wait for a tick in the accepted part. */
  get replayed(): number {
    this.state();
    return this.#covered;
  }

  #replayTo({ head, time, signers }: Certificate): void {
    const [first] = this.#entries;
    if (first === undefined) return;
    this.#replay ??= new CaseReplay(openCase(first.record), this.#procedure, time);
    for (; this.#covered < head.size; this.#covered++) {
      const entry = this.#entries[this.#covered];
      // Time never runs back, whatever the cosigners' clocks said.
      const at = Math.max(time, this.#replay.state.time);
      if (entry !== undefined) replayEntry(this.#replay, entry, { index: this.#covered, time: at });
    }
    this.#replay.advance(time);
    // What they cosigned they hold (CAS-8), from the time of their certificate on.
    this.#replay.reach(signers, head.size);
  }

  #read(record: SignedRecord, certify: typeof readCertificate): Entry {
    const { kind, author, data } = record.head;
    if ((this.size === 0) !== (kind === 'case') || (this.size === 0 && record.id !== this.#known.id))
      throw new Fault('case-entry', 'A case begins with its own first record, once.');
    if (kind === 'case') return { kind, record };
    const [first] = this.#entries;
    // Spec: CEX-4.
    if (first === undefined || !sameLabel(record.head.label, first.record.head.label))
      throw new Fault('case-label', 'An entry carries the label of its case.');
    if (kind === 'act') return this.#readAct(record);
    if (kind === 'room') return this.#readRoom(record);
    if (kind === 'tick') return this.#readTick(record, certify);
    if (kind !== 'term') throw new Fault('case-entry', 'An entry of a case is an act, a room, a tick or a term.');
    const beginning = readTermBeginning(data);
    this.#checkBase(record);
    if (author !== depositaryOf(this.#known.terms, beginning.term))
      throw new Fault('case-depositary', 'A term is begun by its own depositary.');
    return { kind, record, term: beginning.term };
  }

  #readAct(record: SignedRecord): Entry {
    const act = readAct(record.head.data);
    if (act.case !== this.#known.id) throw new Fault('case-entry', 'The act belongs to another case.');
    const root = this.rootAt(act.seen.size);
    return { kind: 'act', record, act, seenHolds: root !== undefined && shortHex(root) === act.seen.root };
  }

  #readRoom(record: SignedRecord): Entry {
    const entry = readRoomEntry(record.head.data);
    if (entry.case !== this.#known.id) throw new Fault('case-entry', 'The room belongs to another case.');
    return { kind: 'room', record, entry };
  }

  #readTick(record: SignedRecord, certify: typeof readCertificate): Entry {
    const tick = readTick(record.head.data);
    if (tick.case !== this.#known.id) throw new Fault('case-entry', 'The tick belongs to another case.');
    if (record.head.author !== depositaryOf(this.#known.terms, this.#term))
      throw new Fault('case-depositary', 'Only the depositary of the term ticks.');
    const certificate = certify(this.#known, tick.certificate);
    if (certificate === undefined) throw new Fault('case-tick', 'A tick needs the cosignatures of a quorum.');
    this.#checkWithin(certificate);
    return { kind: 'tick', record, certificate };
  }

  #checkWithin({ head }: Certificate): void {
    const root = this.rootAt(head.size);
    if (root === undefined || !sameBytes(root, head.root))
      throw new Fault('case-head-differs', 'The head is not one of this log.');
  }

  /** A term begins on the base that its statements lead to. Spec: CAS-12. */
  #checkBase({ head: { data } }: SignedRecord): void {
    const beginning = readTermBeginning(data);
    if (beginning.case !== this.#known.id || beginning.term <= this.#term)
      throw new Fault('case-term', 'A term comes after those before it.');
    const { head, within } = baseOfTerm(this.#known, beginning);
    // Without any head the case goes on from its first record.
    if (this.size !== (head?.size ?? 1)) throw new Fault('case-term', 'The term does not begin on its base.');
    for (const one of [...within, ...(head === undefined ? [] : [head])]) {
      const root = this.rootAt(one.size);
      if (root === undefined || !sameBytes(root, one.root))
        throw new Fault('case-term', 'The base of the term leaves out a head that it must contain.');
    }
  }
}
