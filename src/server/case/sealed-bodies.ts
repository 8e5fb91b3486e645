import { readAct } from '#protocol/case/act.ts';
import { areOpen, sealOf } from '#protocol/case/sealed-words.ts';
import { parseRecordHead, type RecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { waitingNotes } from './case-acts.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';

const hasSeals = ({ procedure: { procedure } }: CaseFile): boolean =>
  procedure.machines.some(({ acts }) => acts.some(({ sealed }) => sealed !== undefined));

/** Hashes of the bodies that must not leave yet, or ever: those of acts that seal their words. Spec: SAY-3. */
export function sealedBodies(party: Party, file: CaseFile): ReadonlySet<string> {
  if (!hasSeals(file)) return new Set();
  const { procedure } = file.procedure;
  const log = caseLog(party, file);
  const steps = log.state()?.steps ?? [];
  const sealed = new Set<string>();
  const look = (head: RecordHead, index: number): void => {
    if (head.kind !== 'act' || head.body === undefined) return;
    const seal = sealOf(procedure, readAct(head.data).act);
    if (seal !== undefined && !areOpen(seal, steps, index)) sealed.add(head.body);
  };
  [...log.records()].forEach(({ head }, index) => look(head, index));
  for (const { text } of waitingNotes(party, file.id)) look(parseRecordHead(text), log.size);
  return sealed;
}

/** Those of some bodies that may leave. Spec: SAY-3. */
export function unsealed(party: Party, file: CaseFile, wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return wanted;
  const sealed = sealedBodies(party, file);
  return wanted.filter((hash) => !sealed.has(hash));
}
