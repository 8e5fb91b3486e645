import { readAct } from '#protocol/case/act.ts';
import { areOpen, withholdingOf } from '#protocol/case/withheld-words.ts';
import { parseRecordHead, type RecordHead } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';
import { waitingNotes } from './waiting-acts.ts';

const withholds = ({ procedure: { procedure } }: CaseFile): boolean =>
  procedure.machines.some(({ acts }) => acts.some(({ withheld }) => withheld !== undefined));

/** Hashes of the bodies that must not leave yet, or ever: those of acts that withhold their words. Spec: SAY-3. */
export function withheldBodies(party: Party, file: CaseFile): ReadonlySet<string> {
  if (!withholds(file)) return new Set();
  const { procedure } = file.procedure;
  const log = caseLog(party, file);
  const steps = log.state()?.steps ?? [];
  const withheld = new Set<string>();
  const look = (head: RecordHead, index: number): void => {
    if (head.kind !== 'act' || head.body === undefined) return;
    const until = withholdingOf(procedure, readAct(head.data).act);
    if (until !== undefined && !areOpen(until, steps, index)) withheld.add(head.body);
  };
  [...log.records()].forEach(({ head }, index) => look(head, index));
  for (const { text } of waitingNotes(party, file.id)) look(parseRecordHead(text), log.size);
  return withheld;
}

/** Those of some bodies that may leave. Spec: SAY-3. */
export function mayLeave(party: Party, file: CaseFile, wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return wanted;
  const withheld = withheldBodies(party, file);
  return wanted.filter((hash) => !withheld.has(hash));
}
