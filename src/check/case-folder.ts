import { type JsonObject, parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8, sameBytes, utf8 } from '#protocol/bytes/text.ts';
import { CaseLog } from '#protocol/case/case-log.ts';
import { stateHash } from '#protocol/case/case-state.ts';
import type { KnownCase } from '#protocol/case/certificate.ts';
import { isFileKeyOf } from '#protocol/case/file-key.ts';
import { openCase } from '#protocol/case/genesis.ts';
import { procedureHash, readProcedure } from '#protocol/case/procedure.ts';
import { whereIs } from '#protocol/case/view.ts';
import { type KeyHistory, verifyKeyHistory } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { decodeBundle } from '#protocol/log/entry-bundle.ts';
import { growLog } from '#protocol/log/growth.ts';
import { tilePath, tilesOfLevel } from '#protocol/log/tile.ts';
import { openRecord, parseRecordHead } from '#protocol/record/record.ts';
import { bodyHash, saltLength } from '#protocol/record/salted-body.ts';
import { equivocationFormat, readEquivocationEvidence, verifyEquivocation } from './case-equivocation.ts';
import type { LogFiles } from './log-files.ts';
import { readProofFile } from './proof-file.ts';

/** What a folder of a case proves. */
export interface CaseVerdict {
  readonly id: string;
  readonly procedure: string;
  readonly accepted: number;
  readonly settled: number;
  readonly term: number;
  /** State of the main machine, and the hash of all that replay derives; absent before the first tick. */
  readonly state?: string;
  readonly hash?: string;
  /** Bodies that acts name: those that are here, and those that are not. */
  readonly bodies: { readonly here: number; readonly missing: number };
  /** Terms whose depositary a proof in the folder convicts. */
  readonly convicted: readonly number[];
}

const mostParties = 400;

function fileOf(files: LogFiles, path: string): Uint8Array {
  const bytes = files.read(path);
  if (bytes === undefined) throw new Fault('case-file-missing', 'A file of the case is missing.', path);
  return bytes;
}

function historiesIn(files: LogFiles): Map<string, KeyHistory> {
  const identities = parseForeignJson(fromUtf8(fileOf(files, 'identities.json')));
  const histories = new Fields({ identities }).list('identities', mostParties).map((notes) => {
    const texts = new Fields({ notes }).list('notes', 64);
    return verifyKeyHistory(texts.map((text) => parseNote(utf8(typeof text === 'string' ? text : ''))));
  });
  return new Map(histories.map((history) => [history.party, history]));
}

/** The entries in the bundles; every other tile is what these entries lead to. */
function entriesIn(files: LogFiles, size: number): Uint8Array[] {
  const entries = [...tilesOfLevel(size, 'entries')].flatMap((tile) => [
    ...decodeBundle(fileOf(files, tilePath(tile)), tile.width),
  ]);
  for (const { path, bytes } of growLog({ size: 0, read: () => undefined }, entries).files)
    if (!sameBytes(fileOf(files, path), bytes))
      throw new Fault('case-tile', 'A tile is not what the entries lead to.', path);
  return entries;
}

function knownFrom(first: Uint8Array | undefined, histories: ReadonlyMap<string, KeyHistory>): KnownCase {
  const note = parseNote(first ?? new Uint8Array());
  const history = histories.get(parseRecordHead(note.text).author);
  if (history === undefined) throw new Fault('case-keys', 'The keys of the opener are not in the folder.');
  const record = openRecord(note, history);
  return { id: record.id, terms: openCase(record), histories };
}

/** Bodies of acts are counted; those of rooms, which hold keys, are verified like them. */
function countBodies(files: LogFiles, log: CaseLog): CaseVerdict['bodies'] {
  const named = new Map([...log.records()].map(({ head }): [string | undefined, string] => [head.body, head.kind]));
  const counts = { here: 0, missing: 0 };
  for (const [hash, kind] of named) {
    if (hash === undefined) continue;
    const path = `bodies/${hash}`;
    const bytes = files.read(path);
    const holds = (salted: Uint8Array): boolean =>
      salted.length >= saltLength && bodyHash(salted.subarray(0, saltLength), salted.subarray(saltLength)) === hash;
    if (bytes !== undefined && !holds(bytes))
      throw new Fault('case-body', 'A body is not the one that its act names.', path);
    if (kind === 'act') counts[bytes === undefined ? 'missing' : 'here']++;
  }
  return counts;
}

const mostOpenings = 8_000_000;

/** Keys that come with the folder open the bodies that they name; what is inside is for people to compare. Spec: CEX-18, LNC-6. */
function checkOpenings(files: LogFiles): void {
  const path = 'openings.json';
  const bytes = files.read(path);
  if (bytes === undefined) return;
  if (bytes.length > mostOpenings) throw new Fault('case-opening', 'There are too many keys.', path);
  const keys: unknown = parseForeignJson(fromUtf8(bytes));
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys))
    throw new Fault('case-opening', 'Keys were expected.', path);
  for (const [hash, key] of Object.entries(keys)) {
    const body = idForm.test(hash) ? files.read(`bodies/${hash}`) : undefined;
    const text = typeof key === 'string' ? key : '!';
    if (body === undefined || !isFileKeyOf(body.subarray(saltLength), fromBase64(text)))
      throw new Fault('case-opening', 'A key opens no body of the case.', path);
  }
}

/** Each proof is a file that convicts with nothing beside it; here it must be of this case, and of the term that its name says. */
function convictedIn(files: LogFiles, id: string, term: number): number[] {
  const terms = Array.from({ length: term + 1 }, (_, one) => one);
  return terms.filter((one) => {
    const path = `equivocation-${one}.json`;
    const bytes = files.read(path);
    if (bytes === undefined) return false;
    const { members } = readProofFile(bytes, [equivocationFormat]);
    const verdict = verifyEquivocation(readEquivocationEvidence(members));
    if (verdict.case !== id || verdict.term !== one)
      throw new Fault('case-proof', 'A proof is of another case or term.', path);
    return true;
  });
}

/**
 * Verifies the folder of a case with nothing but its files: keys, entries, tiles, certificate,
 * replay, bodies and proofs of equivocation. Faults: `case-…` and those of what it reads. Spec: CEX-18.
 */
export function verifyCaseFolder(files: LogFiles): CaseVerdict {
  const checkpoint = parseNote(fileOf(files, 'checkpoint'));
  const entries = entriesIn(files, parseCheckpoint(checkpoint.text).size);
  const known = knownFrom(entries[0], historiesIn(files));
  const data = parseCanonical(fileOf(files, 'procedure.json')) as JsonObject;
  if (procedureHash(data) !== known.terms.procedure.hash)
    throw new Fault('case-procedure', 'The procedure is not the one that the case began with.', 'procedure.json');
  const procedure = readProcedure(data);
  const log = new CaseLog(known, procedure);
  for (const bytes of entries) log.append(bytes);
  log.accept(checkpoint);
  checkOpenings(files);
  const state = log.state();
  return {
    id: known.id,
    procedure: procedure.id,
    ...log.finality,
    term: log.term,
    ...(state === undefined ? {} : { state: whereIs(procedure, state).state, hash: stateHash(state) }),
    bodies: countBodies(files, log),
    convicted: convictedIn(files, known.id, log.term),
  };
}
