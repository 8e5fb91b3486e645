import type { CaseLog } from '#protocol/case/case-log.ts';
import { readStatement, readTermBeginning } from '#protocol/case/succession.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { type CaseFile, knownCase } from './case-file.ts';
import { newestHead } from './case-heads.ts';
import { caseLog, entriesFrom } from './case-store.ts';
import { contradictionOf, keepProof } from './contradiction.ts';

/** Heads of earlier terms that the beginnings of terms in a log show. */
const headsShown = (log: CaseLog): SignedNote[] =>
  [...log.records()]
    .filter(({ head }) => head.kind === 'term')
    .flatMap(({ head }) => readTermBeginning(head.data).statements)
    .flatMap(({ text }) => {
      const { tail, certificate } = readStatement(parseRecordHead(text).data);
      return [tail, certificate].flatMap((note) => (note === undefined ? [] : [note]));
    });

/**
 * Before our log gives way to one of a later term: if that one shows a head of our term that
 * contradicts ours, the depositary of our term has signed two logs, and whoever takes part only in the
 * later term could never see it. Call inside a case transaction. Spec: CAS-11, CEX-8.
 */
export function convictEarlier(party: Party, file: CaseFile, other: CaseLog, theirs: readonly Uint8Array[]): void {
  const log = caseLog(party, file);
  const ours = newestHead(party, file.id, log.term);
  if (ours === undefined) return;
  const known = knownCase(party, file);
  const own = { rootAt: (size: number) => log.rootAt(size), entries: entriesFrom(party, file.id, 0) };
  const given = { rootAt: (size: number) => other.rootAt(size), entries: theirs };
  for (const shown of headsShown(other)) {
    const both = [ours.note, shown];
    const proof = contradictionOf(known, both, given) ?? contradictionOf(known, both, own);
    if (proof !== undefined && keepProof(party, known, proof)) return;
  }
}
