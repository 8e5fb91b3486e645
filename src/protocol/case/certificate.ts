import { Fault } from '../bytes/fault.ts';
import { type KeyHistory, witnessKeys } from '../identity/key-history.ts';
import { type NoteKey, noteKey } from '../identity/note-key.ts';
import type { NoteSignature, SignedNote } from '../identity/signed-note.ts';
import { type Checkpoint, openSignedCheckpoint, parseCheckpoint } from '../log/checkpoint.ts';
import { type CarriedCosignature, cosignaturesOf, cosignatureTime } from '../log/cosignature.ts';
import { type CaseTerms, caseOrigin, depositaryOf, quorumOf } from './genesis.ts';

/** A case as those who verify it know it. */
export interface KnownCase {
  readonly id: string;
  readonly terms: CaseTerms;
  /** Key histories of members, by party. */
  readonly histories: ReadonlyMap<string, KeyHistory>;
}

/** A checkpoint of a case with the term in which it was signed. Spec: CAS-5. */
export interface CaseHead extends Checkpoint {
  readonly term: number;
}

/** A head with the line of its depositary that verified. */
export interface SignedHead extends CaseHead {
  readonly line: NoteSignature;
}

/** A head that a quorum of the council cosigned. Spec: CAS-7. */
export interface Certificate {
  readonly head: CaseHead;
  /** Distinct parties of the council, sorted. */
  readonly signers: readonly string[];
  /** Median of the signers' times, Unix seconds: nobody's clock alone. Spec: CAS-9. */
  readonly time: number;
  readonly note: SignedNote;
}

/** The line by which a checkpoint of a case says its term. */
export const termLine = (term: number): string => `term ${term}`;

const termForm = /^term (0|[1-9]\d{0,6})$/;

function termOf({ extensions }: Checkpoint): number {
  const [line, ...more] = extensions;
  const [, term] = termForm.exec(line ?? '') ?? [];
  if (term === undefined || more.length > 0)
    throw new Fault('case-head', 'A checkpoint of a case says its term, and nothing else.');
  return Number(term);
}

/** The keys with which a party may sign checkpoints of a case that it orders, newest first. Spec: CAS-5. */
export const depositaryKeys = (caseId: string, history: KeyHistory): NoteKey[] =>
  history.entries.toReversed().map((entry) => noteKey(caseOrigin(caseId), entry.keys.log));

function historyOf({ histories }: KnownCase, party: string): KeyHistory {
  const history = histories.get(party);
  if (history === undefined) throw new Fault('case-keys', 'The keys of a member of the case are not known.');
  return history;
}

/** A checkpoint that the depositary of its term signed. Faults: `case-head`, `case-keys` and those of checkpoints. Spec: CAS-5. */
export function openHead(known: KnownCase, note: SignedNote): SignedHead {
  const term = termOf(parseCheckpoint(note.text));
  const depositary = historyOf(known, depositaryOf(known.terms, term));
  const { checkpoint, line } = openSignedCheckpoint(note, depositaryKeys(known.id, depositary));
  return { ...checkpoint, term, line };
}

/** Cosignatures by members of the council, the newest of each party. Spec: CAS-7, P3. */
export function councilCosignatures(known: KnownCase, note: SignedNote): Map<string, CarriedCosignature> {
  const byParty = new Map<string, CarriedCosignature>();
  for (const party of known.terms.council) {
    const found = cosignaturesOf(note, witnessKeys(historyOf(known, party)));
    const newest = found.toSorted((a, b) => b.time - a.time)[0];
    if (newest !== undefined) byParty.set(party, newest);
  }
  return byParty;
}

/** The lower median: with a quorum of honest parties among the signers it lies between the times of two of them. */
export function lowerMedian(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

interface Signed {
  readonly head: CaseHead;
  /** Times of the cosignatures, by party. */
  readonly cosigned: ReadonlyMap<string, { readonly time: number }>;
  readonly note: SignedNote;
}

function certificateOf({ terms }: KnownCase, { head, cosigned, note }: Signed): Certificate | undefined {
  if (cosigned.size < quorumOf(terms)) return undefined;
  const time = lowerMedian([...cosigned.values()].map((one) => one.time));
  return { head, signers: [...cosigned.keys()].toSorted(), time, note };
}

/** A certificate; undefined while the cosignatures make no quorum. Faults as `openHead`. Spec: CAS-7, CAS-9. */
export const readCertificate = (known: KnownCase, note: SignedNote): Certificate | undefined =>
  certificateOf(known, { head: openHead(known, note), cosigned: councilCosignatures(known, note), note });

/** The same of a note whose signatures were verified before it was stored: they are not verified again. */
export function storedCertificate(known: KnownCase, note: SignedNote): Certificate | undefined {
  const checkpoint = parseCheckpoint(note.text);
  const cosigned = known.terms.council.flatMap((party): [string, { time: number }][] => {
    const keys = witnessKeys(historyOf(known, party));
    const lines = note.signatures.filter((line) =>
      keys.some((key) => key.name === line.name && key.keyId === line.keyId),
    );
    const time = Math.max(0, ...lines.map(({ signature }) => cosignatureTime(signature)));
    return time === 0 ? [] : [[party, { time }]];
  });
  return certificateOf(known, { head: { ...checkpoint, term: termOf(checkpoint) }, cosigned: new Map(cosigned), note });
}

/** The order of certificates: by term, then by size. */
export const isHigherHead = (a: CaseHead, b: CaseHead): boolean =>
  a.term > b.term || (a.term === b.term && a.size > b.size);
