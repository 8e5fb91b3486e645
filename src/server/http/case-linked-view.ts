import { possibleFor } from '#protocol/case/view.ts';
import type { CarriedView, LinkedView, StatedView } from '#web/parts/case-linked.ts';
import { type CarriedAct, carriedFrom, carriedInto, carryingRules } from '../case/carried-act.ts';
import { type CaseFile, caseFile } from '../case/case-file.ts';
import { firstLine } from '../case/case-items.ts';
import { caseLog } from '../case/case-store.ts';
import { summaryOf } from '../case/case-summary.ts';
import { releasedActs, releaseOf } from '../case/released-act.ts';
import { caseRef } from './case-view.ts';
import { labelView } from './decision-view.ts';
import type { Visit } from './visit.ts';

/** What a verified proof says, with names; `words`: those that it opens. Spec: LNC-10. */
export function statedView(
  visit: Visit,
  { head, act, time, cosigners }: NonNullable<CarriedAct['proved']>,
  words: string | undefined,
): StatedView {
  const { party, names } = visit;
  const source = caseFile(party, act.case);
  return {
    author: names.of(head.author),
    case: source === undefined ? { id: act.case } : { known: caseRef(visit, summaryOf(party, source.id)) },
    time,
    cosigners: cosigners.map((id) => names.of(id)),
    label: labelView(visit, releaseOf(head)?.label ?? head.label),
    ...(words === undefined ? {} : { words }),
  };
}

function carriedView(visit: Visit, { index, carrier, proved, words, fault }: CarriedAct): CarriedView {
  return {
    index,
    carrier: visit.names.of(carrier),
    ...(proved === undefined ? {} : { stated: statedView(visit, proved, words) }),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** The act by which this party may carry something into a case now. */
export function carryingAct({ party }: Visit, file: CaseFile) {
  const state = file.stage === 'joined' ? caseLog(party, file).state() : undefined;
  if (state === undefined) return undefined;
  const { procedure } = file.procedure;
  const possible = possibleFor(procedure, state, party.id).map(({ rule }) => rule.key);
  return carryingRules(procedure).find(({ rule }) => possible.includes(rule.key));
}

/** How a case is linked to others. Spec: LNC-10, LNC-11. */
export async function linkedView(visit: Visit, file: CaseFile): Promise<LinkedView | undefined> {
  const { party } = visit;
  if (file.stage === 'invited') return undefined;
  const carryBy = carryingAct(visit, file)?.rule.key;
  return {
    carried: (await carriedInto(party, file)).map((one) => carriedView(visit, one)),
    released: releasedActs(party, file).map(({ index, record }) => ({
      index,
      title: firstLine(party, file.id, record.head.body) ?? record.id.slice(0, 12),
    })),
    onward: carriedFrom(party, file).map((other) => caseRef(visit, summaryOf(party, other.id))),
    ...(carryBy === undefined ? {} : { carryBy }),
  };
}
