import type { Json } from '../bytes/canonical-json.ts';
import { base64, fromBase64 } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields } from '../bytes/fields.ts';
import { parseForeignJson } from '../bytes/foreign-json.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { type KeyHistory, keyNames, textId, verifyKeyHistory, witnessKeys } from '../identity/key-history.ts';
import { formatNote, isSignedOnlyBy, parseNote, type SignedNote } from '../identity/signed-note.ts';
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts';
import { cosignaturesOf } from '../log/cosignature.ts';
import { leafHash, treeInMemory } from '../log/merkle.ts';
import { inclusionProof, maxProofLength, verifyInclusion } from '../log/proof.ts';
import { openRecord, parseRecordHead, type RecordHead } from '../record/record.ts';
import { bodyHash } from '../record/salted-body.ts';
import { type Act, readAct } from './act.ts';
import { depositaryKeys, lowerMedian, readCertificate } from './certificate.ts';
import { isFileKeyOf } from './file-key.ts';
import { caseOrigin, openCase, quorumOf } from './genesis.ts';

/** The words of an act as they are kept, with their salt. */
export interface ProvedBody {
  readonly salt: Uint8Array;
  /** Sealed, as they are in the log's head (ROM-1). */
  readonly bytes: Uint8Array;
  /** The file key of age that opens these bytes and nothing else; absent: they stay sealed. Spec: LNC-6. */
  readonly key?: Uint8Array;
}

const keyLength = 16;

/** All that a stranger needs to check one act of a case. Spec: LNC-1. */
export interface ActProof {
  /** The note as it stands in the log. */
  readonly act: SignedNote;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  readonly certificate: SignedNote;
  readonly histories: readonly (readonly SignedNote[])[];
  /** Absent in the closed form. Spec: LNC-2, LNC-3. */
  readonly genesis?: SignedNote;
  readonly body?: ProvedBody;
}

/** What a proof is made from: a log up to a certificate, and the keys of everybody in it. */
export interface ProofSource {
  /** Entries below the certificate's size, as their bytes. */
  readonly entries: readonly Uint8Array[];
  readonly certificate: SignedNote;
  readonly histories: ReadonlyMap<string, KeyHistory>;
}

/** Most bytes of a proof, checked before it is read. Spec: LNC-1. */
export const longestActProof = 4_000_000;

export const actProofFormat = 'comity/act-proof/v1';
const text = (note: SignedNote): string => fromUtf8(formatNote(note));
const noteIn = (value: Json | undefined): SignedNote => parseNote(utf8(typeof value === 'string' ? value : ''));
const bytesIn = (value: Json | undefined): Uint8Array => fromBase64(typeof value === 'string' ? value : '!');

function placeIn({ entries }: ProofSource, index: number): Pick<ActProof, 'act' | 'index' | 'path'> {
  const entry = entries[index];
  if (entry === undefined) throw new Fault('act-proof-place', 'The act is not below the certificate.');
  const path = inclusionProof(index, entries.length, treeInMemory(entries.map(leafHash)));
  return { act: parseNote(entry), index, path };
}

const notesOf = ({ histories }: ProofSource, parties: Iterable<string>): SignedNote[][] =>
  [...new Set(parties)].toSorted().map((party) => {
    const history = histories.get(party);
    if (history === undefined) throw new Fault('case-keys', 'The keys of a party of the proof are not known.');
    return [...history.notes];
  });

/** The proof that names nobody but its author and those of `named` who cosigned. Faults: `act-proof-place`, `act-proof-attester`. Spec: LNC-2. */
export function closedActProof(source: ProofSource, index: number, named: readonly string[]): ActProof {
  const place = placeIn(source, index);
  const { author } = parseRecordHead(place.act.text);
  const lines = new Map([author, ...named].map((party) => [keyNames.witness(party), party]));
  const { text: head, signatures } = source.certificate;
  const kept = signatures.filter(({ name }) => lines.has(name));
  if (kept.length === 0)
    throw new Fault('act-proof-attester', 'Nobody who may be named has cosigned a head with the act.');
  const cosigners = kept.flatMap(({ name }) => lines.get(name) ?? []);
  return {
    ...place,
    certificate: { text: head, signatures: kept },
    histories: notesOf(source, [author, ...cosigners]),
  };
}

/** The proof that a quorum accepted the act; it names every member that the case began with. Spec: LNC-3. */
export function openActProof(source: ProofSource, index: number): ActProof {
  const place = placeIn(source, index);
  const genesis = parseNote(source.entries[0] ?? new Uint8Array());
  const opener = parseRecordHead(genesis.text).author;
  const opened = openRecord(genesis, verifyKeyHistory(notesOf(source, [opener]).flat()));
  const { council, depositaries } = openCase(opened);
  const { author } = parseRecordHead(place.act.text);
  const histories = notesOf(source, [author, opener, ...council, ...depositaries]);
  return { ...place, certificate: source.certificate, histories, genesis };
}

const bodyJson = ({ salt, bytes, key }: ProvedBody) => ({
  salt: base64(salt),
  bytes: base64(bytes),
  ...(key === undefined ? {} : { key: base64(key) }),
});

/** The proof as a file. Spec: LNC-1. */
export function formatActProof({ act, index, path, certificate, histories, genesis, body }: ActProof): string {
  const json = {
    format: actProofFormat,
    act: text(act),
    index,
    path: path.map(base64),
    certificate: text(certificate),
    histories: histories.map((notes) => notes.map(text)),
    ...(genesis === undefined ? {} : { genesis: text(genesis) }),
    ...(body === undefined ? {} : { body: bodyJson(body) }),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

function readBody(fields: Fields): ProvedBody {
  const body = {
    salt: bytesIn(fields.any('salt')),
    bytes: bytesIn(fields.any('bytes')),
    ...(fields.has('key') ? { key: fromBase64(fields.text('key', /^.{24}$/), keyLength) } : {}),
  };
  fields.end();
  return body;
}

/** Reads a proof; proves nothing yet. Faults: `act-proof-size` and those of what it reads. Spec: LNC-1. */
export function readActProof(bytes: Uint8Array): ActProof {
  if (bytes.length > longestActProof) throw new Fault('act-proof-size', 'The proof is too large.');
  const fields = new Fields(parseForeignJson(fromUtf8(bytes)));
  fields.oneOf('format', [actProofFormat]);
  const proof: ActProof = {
    act: noteIn(fields.any('act')),
    index: fields.integer('index', 1),
    path: fields.list('path', maxProofLength).map(bytesIn),
    certificate: noteIn(fields.any('certificate')),
    histories: fields
      .list('histories', 30)
      .map((notes) => new Fields({ notes }, '/histories').list('notes', 64).map(noteIn)),
    ...(fields.has('genesis') ? { genesis: noteIn(fields.any('genesis')) } : {}),
    ...(fields.has('body') ? { body: readBody(fields.object('body')) } : {}),
  };
  fields.end();
  return proof;
}

/** What a proof shows. Spec: LNC-4, LNC-5. */
export interface ProvedAct {
  readonly form: 'closed' | 'open';
  /** The id of the act's record. */
  readonly id: string;
  readonly head: RecordHead;
  readonly act: Act;
  readonly index: number;
  /** Parties that cosigned, as far as the proof names them, sorted. */
  readonly cosigners: readonly string[];
  /** How many of the council make a quorum, in the open form. */
  readonly quorum?: { readonly needed: number; readonly council: number };
  /** Lower median of the cosigners' times, Unix seconds. */
  readonly time: number;
  /** The words as they are kept; absent when the act has none, or they were left out. */
  readonly body?: Uint8Array;
  /** What opens them. */
  readonly key?: Uint8Array;
}

type Histories = ReadonlyMap<string, KeyHistory>;

function historyOf(histories: Histories, party: string): KeyHistory {
  const history = histories.get(party);
  if (history === undefined) throw new Fault('case-keys', 'The proof lacks the keys of a party that it needs.');
  return history;
}

type Attested = Pick<ProvedAct, 'form' | 'cosigners' | 'quorum' | 'time'>;

/** Who cosigned, where nothing says who the council is. Spec: LNC-4. */
function attestedClosed({ certificate }: ActProof, histories: Histories): Attested {
  const times = new Map<string, number>();
  for (const [party, history] of histories)
    for (const { time } of cosignaturesOf(certificate, witnessKeys(history)))
      times.set(party, Math.max(time, times.get(party) ?? 0));
  if (times.size === 0) throw new Fault('act-proof-attester', 'Nobody whose keys are in the proof has cosigned.');
  return { form: 'closed', cosigners: [...times.keys()].toSorted(), time: lowerMedian([...times.values()]) };
}

/** A quorum of the council that the case's own first record names. Spec: LNC-4. */
function attestedOpen(genesis: SignedNote, { certificate }: ActProof, caseId: string, histories: Histories): Attested {
  const record = openRecord(genesis, historyOf(histories, parseRecordHead(genesis.text).author));
  if (record.id !== caseId) throw new Fault('act-proof-case', 'The first record is of another case.');
  const terms = openCase(record);
  const certified = readCertificate({ id: caseId, terms, histories }, certificate);
  if (certified === undefined) throw new Fault('case-uncertified', 'The head lacks cosignatures of a quorum.');
  const quorum = { needed: quorumOf(terms), council: terms.council.length };
  return { form: 'open', cosigners: certified.signers, quorum, time: certified.time };
}

function checkPlace({ act, index, path }: ActProof, caseId: string, head: Checkpoint): void {
  if (head.origin !== caseOrigin(caseId))
    throw new Fault('act-proof-case', 'The certificate is of another case than the act.');
  verifyInclusion({ leaf: leafHash(formatNote(act)), index, size: head.size }, head.root, path);
}

/** A line that nobody can check with the file alone is not in it: one that was damaged would pass for such a line. Spec: LNC-4. */
function checkLines(certificate: SignedNote, caseId: string, histories: Histories): void {
  const keys = [...histories.values()].flatMap((one) => [...witnessKeys(one), ...depositaryKeys(caseId, one)]);
  if (!isSignedOnlyBy(certificate, keys))
    throw new Fault('act-proof-signature', 'A signature of the certificate is of a key that is not in the proof.');
}

function checkBody({ salt, bytes, key }: ProvedBody, head: RecordHead): void {
  if (bodyHash(salt, bytes) !== head.body)
    throw new Fault('act-proof-body', 'The words are not those that the act names.');
  if (key !== undefined && !isFileKeyOf(bytes, key))
    throw new Fault('act-proof-key', 'The key is not the one under which the words were sealed.');
}

/** Verifies a proof with nothing but itself. Faults: `act-proof-…`, `case-…` and those of what it reads. Spec: LNC-4. */
export function verifyActProof(proof: ActProof): ProvedAct {
  const histories = new Map(proof.histories.map(verifyKeyHistory).map((history) => [history.party, history]));
  const { head } = openRecord(proof.act, historyOf(histories, parseRecordHead(proof.act.text).author));
  if (head.kind !== 'act') throw new Fault('act-proof-case', 'The proof is not of an act.');
  const act = readAct(head.data);
  checkPlace(proof, act.case, parseCheckpoint(proof.certificate.text));
  checkLines(proof.certificate, act.case, histories);
  const { body, genesis } = proof;
  if (body !== undefined) checkBody(body, head);
  const attested =
    genesis === undefined ? attestedClosed(proof, histories) : attestedOpen(genesis, proof, act.case, histories);
  return {
    ...attested,
    id: textId(proof.act.text),
    head,
    act,
    index: proof.index,
    ...(body === undefined ? {} : { body: body.bytes }),
    ...(body?.key === undefined ? {} : { key: body.key }),
  };
}
