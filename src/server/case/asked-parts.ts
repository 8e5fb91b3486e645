import type { ActRule } from '#protocol/case/procedure.ts';
import type { Party } from '../party/party.ts';
import { bodyOf } from './case-body.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';
import type { SaidPart } from './said-parts.ts';

/** What an act is to answer one by one: the parts of the newest act that has such; none when its words are not here. Spec: SAY-1. */
export function askedParts(party: Party, file: CaseFile, { parts }: ActRule): SaidPart[] {
  const each = parts.find((part) => part.each !== undefined)?.each;
  if (each === undefined) return [];
  const log = caseLog(party, file);
  const asking = file.procedure.procedure.machines
    .flatMap(({ acts }) => acts)
    .filter((rule) => rule.parts.some(({ key }) => key === each))
    .map(({ key }) => key);
  const step = log.state()?.steps.findLast((one) => one.kind === 'act' && asking.includes(one.act));
  const hash = step?.kind === 'act' ? log.recordAt(step.index)?.head.body : undefined;
  const said = hash === undefined ? undefined : bodyOf(party, file.id, hash)?.parts;
  return (said ?? []).filter(({ key }) => key === each);
}
