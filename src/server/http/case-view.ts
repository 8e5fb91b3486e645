import { matrixView } from '#web/parts/case-matrix.ts';
import { caseOutlook, nothingYet, type Onlooker, type Outlook, owedView } from '#web/parts/case-outlook.ts';
import type { CaseMemberView, CaseView } from '#web/parts/case-view.ts';
import type { CaseRef, OwedView } from '#web/parts/case-words.ts';
import type { CaseFile } from '../case/case-file.ts';
import { firstLine, itemTitle } from '../case/case-items.ts';
import { standingIn } from '../case/case-members.ts';
import { caseLog } from '../case/case-store.ts';
import { type CaseSummary, summaryOf } from '../case/case-summary.ts';
import { titleWith } from '../case/case-title.ts';
import { caseStatus, type CaseStatus as SeenCase } from '../case/case-view.ts';
import { proofTexts } from '../case/contradiction.ts';
import { caseRoomsOf } from './case-room-view.ts';
import { caseSteps, underWay } from './case-steps.ts';
import { labelView } from './decision-view.ts';
import { type Looking, may } from './visit.ts';

/** The title that the opener gave, else the first line of the first words that were accepted. Spec: CPG-8. */
function titleOf({ party }: Looking, { id, title: given, words }: CaseSummary): { title?: string } {
  const title = (given && titleWith(party, id, given)) ?? firstLine(party, id, words);
  return title === undefined ? {} : { title };
}

/** What names a case on any page. */
export const caseRef = (visit: Looking, summary: CaseSummary): CaseRef => ({
  id: summary.id,
  ...titleOf(visit, summary),
  procedure: summary.procedure.id,
  others: summary.members.flatMap((id) => (id === visit.party.id ? [] : [visit.names.of(id)])),
});

/** Whoever reads here looks at a case for this party. */
export const onlooker = ({ party, names }: Looking, id: string): Onlooker => ({
  self: party.id,
  name: (one) => names.of(one),
  title: (item) => itemTitle(party, id, item),
});

/** All that is owed by somebody, the earliest first. */
export const owedViews = (visit: Looking, { id, owed, procedure }: CaseSummary): OwedView[] =>
  owed.map((one) => owedView(procedure, one, onlooker(visit, id)));

function memberViews({ party, names }: Looking, file: CaseFile, { id, members, log }: SeenCase): CaseMemberView[] {
  const { proven } = caseLog(party, file);
  return members.map(({ party: member, roles, hasJoined }) => {
    const isSelf = member === party.id;
    const { size, met, invited } = standingIn(party, id, member);
    return {
      party: names.of(member),
      roles,
      keeps: isSelf ? 'self' : hasJoined ? 'joined' : invited === 1 ? 'invited' : 'none',
      size: isSelf ? log.size : size,
      met,
      proven: proven.of(member),
    };
  });
}

function outlookOf(visit: Looking, file: CaseFile): Outlook & Pick<CaseView, 'matrix'> {
  const state = caseLog(visit.party, file).state();
  if (state === undefined) return nothingYet;
  const who = onlooker(visit, file.id);
  const { procedure } = file.procedure;
  const outlook = { ...caseOutlook(procedure, state, who), ...matrixView(procedure.id, state, who) };
  return file.stage === 'joined' ? outlook : { ...outlook, possible: [] };
}

/** All that the page of a case shows. */
export function caseView(visit: Looking, file: CaseFile): CaseView {
  const { party, names } = visit;
  const seen = caseStatus(party, file);
  const members = memberViews(visit, file, seen);
  return {
    ...caseRef(visit, summaryOf(party, file.id)),
    self: party.id,
    rules: file.procedure.procedure,
    stage: file.stage,
    opener: names.of(file.opener),
    ourRoles: members.find(({ keeps }) => keeps === 'self')?.roles ?? [],
    label: labelView(visit, file.label),
    ...outlookOf(visit, file),
    mayAct: may(visit, 'approve-release'),
    ...(file.stage === 'invited' ? { steps: [] } : caseSteps(visit, file)),
    ...(file.stage === 'joined' ? { underWay: underWay(visit, file) } : {}),
    members,
    log: seen.log,
    depositary: names.of(seen.depositary),
    convicted: proofTexts(party, file.id).map(({ term }) => term),
    council: file.terms.council.map((id) => names.of(id)),
    ...(file.stage === 'invited' ? {} : { secrecy: caseRoomsOf(visit, file) }),
  };
}
