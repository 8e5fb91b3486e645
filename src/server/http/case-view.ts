import { instanceKey } from '#protocol/case/case-state.ts';
import { depositaryOf } from '#protocol/case/genesis.ts';
import { type Owed, owedIn, possibleFor, whereIs } from '#protocol/case/view.ts';
import type { CaseMemberView, CaseView, PossibleView } from '#web/pages/case-page.ts';
import type { CaseRef, OwedView } from '#web/parts/case-words.ts';
import { bodyOf } from '../case/case-body.ts';
import { membersOf } from '../case/case-channel.ts';
import type { CaseFile } from '../case/case-file.ts';
import { standingIn } from '../case/case-members.ts';
import { caseLog } from '../case/case-store.ts';
import { caseSteps } from './case-steps.ts';
import { labelView } from './decision-view.ts';
import { may, type Visit } from './visit.ts';

const longestTitle = 120;

/** The state of a case as it was accepted; undefined while it has not begun here. */
const stateOf = ({ party }: Visit, file: CaseFile) =>
  file.stage === 'invited' ? undefined : caseLog(party, file).state();

/** The first line of the first words. */
function titleOf(visit: Visit, file: CaseFile): { title?: string } {
  const log = caseLog(visit.party, file);
  for (const step of stateOf(visit, file)?.steps ?? []) {
    const hash = step.kind === 'act' ? log.recordAt(step.index)?.head.body : undefined;
    if (hash === undefined) continue;
    const [line = ''] = (bodyOf(visit.party, file.id, hash)?.words ?? '').trim().split('\n');
    return line === '' ? {} : { title: [...line].slice(0, longestTitle).join('') };
  }
  return {};
}

/** What names a case on any page. */
export const caseRef = (visit: Visit, file: CaseFile): CaseRef => ({
  id: file.id,
  ...titleOf(visit, file),
  procedure: file.procedure.procedure.id,
  others: membersOf(visit.party, file).flatMap((id) => (id === visit.party.id ? [] : [visit.names.of(id)])),
});

function owedView({ party, names }: Visit, { party: whose, owners, ...owed }: Owed, main: string): OwedView {
  return {
    ...owed,
    ...(whose === undefined ? {} : { party: names.of(whose) }),
    owners: owners.map((id) => names.of(id)),
    isOurs: owners.includes(party.id),
    isMain: owed.machine === main,
  };
}

/** What is owed in a case, the earliest first. */
export function owedViews(visit: Visit, file: CaseFile): OwedView[] {
  const state = stateOf(visit, file);
  if (state === undefined) return [];
  const { procedure } = file.procedure;
  const { machine } = whereIs(procedure, state);
  return owedIn(procedure, state)
    .filter(({ owners }) => owners.length > 0)
    .map((owed) => owedView(visit, owed, machine));
}

/** Where the main machine is; undefined while the case has not begun. */
export function whereOf(visit: Visit, file: CaseFile): { state: string; isEnd: boolean } | undefined {
  const state = stateOf(visit, file);
  return state === undefined ? undefined : whereIs(file.procedure.procedure, state);
}

function possibleViews(visit: Visit, file: CaseFile): PossibleView[] {
  const state = stateOf(visit, file);
  if (state === undefined) return [];
  const ours = owedViews(visit, file).filter(({ isOurs }) => isOurs);
  return possibleFor(file.procedure.procedure, state, visit.party.id).map(({ machine, about, rule }) => ({
    act: rule.key,
    machine,
    ...(about === undefined ? {} : { about: visit.names.of(about) }),
    isOwed: ours.some(({ wait, machine: of }) => of === machine && wait === rule.answers),
  }));
}

function members(visit: Visit, file: CaseFile): CaseMemberView[] {
  const { party, names } = visit;
  const state = stateOf(visit, file);
  return membersOf(party, file).map((id) => {
    const first = file.terms.members.find((member) => member.party === id);
    const { joined, size } = standingIn(party, file.id, id);
    const isSelf = id === party.id;
    return {
      party: names.of(id),
      roles: state?.members[id] ?? first?.roles ?? [],
      keeps: isSelf ? 'self' : joined === 1 ? 'joined' : 'none',
      size: isSelf ? caseLog(party, file).size : size,
    };
  });
}

/** The states of the machines of the whole case and of our own. */
function states(visit: Visit, file: CaseFile): Record<string, string> {
  const state = stateOf(visit, file);
  const found = file.procedure.procedure.machines.flatMap(({ key, each }): [string, string][] => {
    const instance = state?.machines[each === 'case' ? key : instanceKey(key, visit.party.id)];
    return instance === undefined ? [] : [[key, instance.state]];
  });
  return Object.fromEntries(found);
}

/** All that the page of a case shows. */
export function caseView(visit: Visit, file: CaseFile): CaseView {
  const { party, names } = visit;
  const log = caseLog(party, file);
  const all = members(visit, file);
  const owed = owedViews(visit, file);
  return {
    ...caseRef(visit, file),
    self: party.id,
    rules: file.procedure.procedure,
    stage: file.stage,
    opener: names.of(file.opener),
    ourRoles: all.find(({ keeps }) => keeps === 'self')?.roles ?? [],
    label: labelView(visit, file.label),
    states: states(visit, file),
    isEnd: whereOf(visit, file)?.isEnd ?? false,
    owed: [...owed.filter(({ isMain }) => isMain), ...owed.filter(({ isMain }) => !isMain)],
    possible: possibleViews(visit, file),
    mayAct: may(visit, 'approve-release'),
    steps: file.stage === 'invited' ? [] : caseSteps(visit, file),
    members: all,
    log: { size: log.size, settled: log.finality.settled },
    depositary: names.of(depositaryOf(file.terms, log.term)),
    council: file.terms.council.map((id) => names.of(id)),
  };
}
