import { canonicalText, type JsonObject } from '#protocol/bytes/canonical-json.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { readActProof, verifyActProof } from '#protocol/case/act-proof.ts';
import { CaseLog } from '#protocol/case/case-log.ts';
import { stateHash } from '#protocol/case/case-state.ts';
import { type CaseTerms, openCase } from '#protocol/case/genesis.ts';
import { readProcedure } from '#protocol/case/procedure.ts';
import { CaseReplay, type TimedAct } from '#protocol/case/replay.ts';
import type { TimedRoomEntry } from '#protocol/case/room-rules.ts';
import { verifyKeyHistory } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { openRecord, parseRecordHead } from '#protocol/record/record.ts';

/*
 * What Node and a browser are asked to do alike: data in, hashes out. It runs in both, with the
 * primitives of each.
 */

/** Something that happens in a case, in order. */
export type Happening =
  | { readonly kind: 'act'; readonly timed: TimedAct }
  | { readonly kind: 'room'; readonly timed: TimedRoomEntry }
  | { readonly kind: 'tick'; readonly time: number; readonly signers: readonly string[]; readonly size: number };

/** A case as plain data. */
export interface RandomCase {
  readonly procedure: JsonObject;
  readonly terms: CaseTerms;
  readonly start: number;
  readonly happenings: readonly Happening[];
}

export function happen(replay: CaseReplay, one: Happening): void {
  if (one.kind === 'act') return replay.apply(one.timed);
  if (one.kind === 'room') return replay.applyRoom(one.timed);
  replay.advance(one.time);
  replay.reach(one.signers, one.size);
}

/** The hash of the state half way through, and at the end, of each case. Spec: CAS-14. */
export function replayed(cases: readonly RandomCase[]): string[] {
  return cases.flatMap(({ procedure, terms, start, happenings }) => {
    const replay = new CaseReplay(terms, readProcedure(procedure), start);
    const half = Math.floor(happenings.length / 2);
    for (const one of happenings.slice(0, half)) happen(replay, one);
    const middle = stateHash(replay.state);
    for (const one of happenings.slice(half)) happen(replay, one);
    return [middle, stateHash(replay.state)];
  });
}

/** A signed log as texts. */
export interface SignedLog {
  readonly entries: readonly string[];
  readonly histories: readonly (readonly string[])[];
  readonly procedure: JsonObject;
  readonly certificate: string;
}

/** What a log leads to when every signature in it is verified. */
export function verified({ entries, histories, procedure, certificate }: SignedLog): string {
  const known = histories.map((notes) => verifyKeyHistory(notes.map((note) => parseNote(utf8(note)))));
  const keys = new Map(known.map((history) => [history.party, history]));
  const genesis = parseNote(utf8(entries[0] ?? ''));
  const opener = keys.get(parseRecordHead(genesis.text).author);
  if (opener === undefined) throw new Error('The keys of the opener are missing.');
  const record = openRecord(genesis, opener);
  const log = new CaseLog({ id: record.id, terms: openCase(record), histories: keys }, readProcedure(procedure));
  for (const entry of entries) log.append(utf8(entry));
  log.accept(parseNote(utf8(certificate)));
  const state = log.state();
  const { size, root } = log.head;
  return canonicalText({
    size,
    root: root.toHex(),
    term: log.term,
    ...log.finality,
    state: state === undefined ? 'none' : stateHash(state),
  });
}

/** What the file of a proof of an act shows. Spec: CPY-4. */
export function proved(file: string): string {
  const { id, cosigners, index, time } = verifyActProof(readActProof(utf8(file)));
  return canonicalText({ id, cosigners, index, time });
}
