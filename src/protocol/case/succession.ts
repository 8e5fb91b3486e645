import type { JsonObject } from '../bytes/canonical-json.ts';
import { base64, fromBase64 } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { fromUtf8, sameBytes, utf8 } from '../bytes/text.ts';
import { formatNote, parseNote, type SignedNote } from '../identity/signed-note.ts';
import { verifyConsistency } from '../log/proof.ts';
import { openRecord, type RecordHead } from '../record/record.ts';
import {
  type CaseHead,
  type Certificate,
  isHigherHead,
  type KnownCase,
  openHead,
  readCertificate,
} from './certificate.ts';
import { quorumOf } from './genesis.ts';

/*
 * How a case gets another depositary. The rule for the base of a new term is the one that
 * `test/case-model` explores for four parties of which one lies. Spec: CAS-10 to CAS-12.
 */

/** What a member of the council says when it leaves a term: data of a `succession` record. Spec: CAS-10. */
export interface SuccessionStatement {
  readonly case: string;
  /** The term that it is ready for; it never cosigns in an earlier one again. */
  readonly term: number;
  /** The highest certificate that it has stored; absent: none. */
  readonly certificate?: SignedNote;
  /** The longest head that it cosigned, with its own cosignature; absent: none. */
  readonly tail?: SignedNote;
}

const noteForm = /^[^\u0000-\u0009\u000b-\u001f]{1,60000}$/u;
const noteOf = (fields: Fields, key: string): SignedNote => parseNote(utf8(fields.text(key, noteForm)));
const textOf = (note: SignedNote): string => fromUtf8(formatNote(note));

export function readStatement(data: JsonObject): SuccessionStatement {
  const fields = new Fields(data, '/data');
  const statement: SuccessionStatement = {
    case: fields.text('case', idForm),
    term: fields.integer('term', 1, 1_000_000),
    ...(fields.has('certificate') ? { certificate: noteOf(fields, 'certificate') } : {}),
    ...(fields.has('tail') ? { tail: noteOf(fields, 'tail') } : {}),
  };
  fields.end();
  return statement;
}

export const statementJson = (statement: SuccessionStatement): JsonObject => ({
  case: statement.case,
  term: statement.term,
  ...(statement.certificate === undefined ? {} : { certificate: textOf(statement.certificate) }),
  ...(statement.tail === undefined ? {} : { tail: textOf(statement.tail) }),
});

/** Two heads of one term that no log can have both: what convicts its depositary. Spec: CAS-11. */
export interface Equivocation {
  readonly one: SignedNote;
  readonly other: SignedNote;
  /** When the sizes differ: what the larger log held at the smaller size, and the proof of it. */
  readonly between?: { readonly root: Uint8Array; readonly proof: readonly Uint8Array[] };
}

/** Whether the proof convicts: both heads are of one term, signed by its depositary, and contradict each other. Spec: CAS-11. */
export function convicts(known: KnownCase, { one, other, between }: Equivocation): boolean {
  const [a, b] = [openHead(known, one), openHead(known, other)].toSorted((x, y) => x.size - y.size);
  if (a === undefined || b === undefined || a.term !== b.term) return false;
  if (a.size === b.size) return !sameBytes(a.root, b.root);
  if (between === undefined || sameBytes(between.root, a.root)) return false;
  verifyConsistency({ size: a.size, root: between.root }, b, between.proof);
  return true;
}

/** What a depositary puts first into its log: data of a `term` record. Spec: CAS-12. */
export interface TermBeginning {
  readonly case: string;
  readonly term: number;
  /** `succession` records of a quorum. */
  readonly statements: readonly SignedNote[];
  /** Why the base is less than the longest tail. */
  readonly equivocation?: Equivocation;
}

/** Reads a proof; whether it convicts says `convicts`. */
export function readEquivocation(fields: Fields): Equivocation {
  const bytes = (text: unknown): Uint8Array => fromBase64(typeof text === 'string' ? text : '!', 32);
  const equivocation: Equivocation = {
    one: noteOf(fields, 'one'),
    other: noteOf(fields, 'other'),
    ...(fields.has('root')
      ? { between: { root: bytes(fields.any('root')), proof: fields.list('proof', 63).map(bytes) } }
      : {}),
  };
  fields.end();
  return equivocation;
}

export function readTermBeginning(data: JsonObject): TermBeginning {
  const fields = new Fields(data, '/data');
  const beginning: TermBeginning = {
    case: fields.text('case', idForm),
    term: fields.integer('term', 1, 1_000_000),
    statements: fields.list('statements', 13).map((text) => {
      if (typeof text !== 'string') throw fields.fault('statements', 'A list of notes was expected.');
      return parseNote(utf8(text));
    }),
    ...(fields.has('equivocation') ? { equivocation: readEquivocation(fields.object('equivocation')) } : {}),
  };
  fields.end();
  return beginning;
}

export const termBeginningJson = (beginning: TermBeginning): JsonObject => ({
  case: beginning.case,
  term: beginning.term,
  statements: beginning.statements.map(textOf),
  ...(beginning.equivocation === undefined ? {} : { equivocation: equivocationJson(beginning.equivocation) }),
});

/** The canonical form of a proof. */
export const equivocationJson = ({ one, other, between }: Equivocation): JsonObject => ({
  one: textOf(one),
  other: textOf(other),
  ...(between === undefined ? {} : { root: base64(between.root), proof: between.proof.map(base64) }),
});

/** What a verified statement shows. */
export interface Stated {
  readonly certificate: Certificate | undefined;
  readonly tail: CaseHead | undefined;
}

/** A statement by a member of the council for this term, with all that it shows verified. Faults: `succession-…`. Spec: CAS-10. */
export function openStatement(known: KnownCase, term: number, note: SignedNote): Stated & { readonly author: string } {
  const author = authorOf(known, note);
  const said = readStatement(author.head.data);
  if (author.head.kind !== 'succession' || said.case !== known.id || said.term !== term)
    throw new Fault('succession-other', 'The statement is for another case or term.');
  const certificate = said.certificate === undefined ? undefined : readCertificate(known, said.certificate);
  if (said.certificate !== undefined && certificate === undefined)
    throw new Fault('succession-certificate', 'The certificate of a statement has no quorum.');
  const tail = said.tail === undefined ? undefined : openHead(known, said.tail);
  if ([certificate?.head, tail].some((head) => head !== undefined && head.term >= term))
    throw new Fault('succession-term', 'A statement shows heads of earlier terms only.');
  return { author: author.head.author, certificate, tail };
}

function authorOf({ terms, histories }: KnownCase, note: SignedNote): { head: RecordHead } {
  const member = terms.council.find((party) => note.signatures.some(({ name }) => name === `comity/record/${party}`));
  const history = member === undefined ? undefined : histories.get(member);
  if (history === undefined) throw new Fault('succession-author', 'Only the council decides about a succession.');
  return openRecord(note, history);
}

/** The base of a new term: a head, or nothing when the case's log begins anew. Spec: CAS-12. */
export interface TermBase {
  readonly head: CaseHead | undefined;
  /** Heads that the log of the base must contain. */
  readonly within: readonly CaseHead[];
}

/**
 * The base that the statements of a quorum lead to. Tails of the newest term that agree with each
 * other and with the highest certificate are kept; where they part, the highest certificate is the
 * base and the beginning must convict the depositary. Whether they agree is seen in the log itself:
 * the caller checks `within`. Faults: `succession-…`. Spec: CAS-12.
 */
export function baseOfTerm(known: KnownCase, beginning: TermBeginning): TermBase {
  const stated = beginning.statements.map((note) => openStatement(known, beginning.term, note));
  if (new Set(stated.map(({ author }) => author)).size < quorumOf(known.terms))
    throw new Fault('succession-quorum', 'A quorum of the council must state that it leaves the term before.');
  const higher = (best: CaseHead | undefined, head: CaseHead | undefined): CaseHead | undefined =>
    head !== undefined && (best === undefined || isHigherHead(head, best)) ? head : best;
  const certified = stated.map((one) => one.certificate?.head).reduce(higher, undefined);
  const longest = stated.map(({ tail }) => tail).reduce(higher, certified);
  const { equivocation } = beginning;
  if (equivocation !== undefined) {
    if (!convicts(known, equivocation) || openHead(known, equivocation.one).term !== longest?.term)
      throw new Fault('succession-proof', 'The beginning of the term does not convict the depositary before.');
    return { head: certified, within: [] };
  }
  const newest = stated.flatMap(({ tail }) => (tail !== undefined && tail.term === longest?.term ? [tail] : []));
  return { head: longest, within: [...newest, ...(certified?.term === longest?.term && certified ? [certified] : [])] };
}
