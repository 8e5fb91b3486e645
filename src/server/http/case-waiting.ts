import type { Waiting } from '#web/parts/waiting.ts';
import { standingIn } from '../case/case-members.ts';
import { type CaseSummary, summariesAt } from '../case/case-summary.ts';
import { caseRef, owedViews } from './case-view.ts';
import type { Visit } from './visit.ts';

/** What cases wait for from us: answers by their deadline, and invitations. */
export function waitingCases(visit: Visit): Waiting[] {
  const { party, names } = visit;
  const owed = summariesAt(party, 'joined').flatMap((one) =>
    owedViews(visit, one)
      .filter(({ isOurs }) => isOurs)
      .map(
        ({ wait, silence, to, due }): Waiting => ({
          what: 'case',
          case: caseRef(visit, one),
          wait,
          silence,
          ...(to === undefined ? {} : { to }),
          ...(due === undefined ? {} : { due }),
        }),
      ),
  );
  const invited = summariesAt(party, 'invited').map(
    (one): Waiting => ({
      what: 'case-invited',
      case: caseRef(visit, one),
      party: names.of(one.opener),
    }),
  );
  return [...owed, ...invited];
}

/** Whom a case that has not begun waits for: without enough of them it never begins. Spec: BRD-1. */
function joining(visit: Visit, one: CaseSummary): Waiting[] {
  const { party, names } = visit;
  if (one.state !== undefined) return [];
  const others = one.members.filter((id) => id !== party.id && standingIn(party, one.id, id).joined !== 1);
  if (others.length === 0) return [];
  return [{ what: 'case-joining', case: caseRef(visit, one), parties: others.map((id) => names.of(id)) }];
}

/** What others owe in the cases that we have joined; those who owe the same by the same time stand together. */
export function casesOwedByOthers(visit: Visit): Waiting[] {
  const { party } = visit;
  return summariesAt(party, 'joined').flatMap((one) => {
    const owed = owedViews(visit, one);
    const alike = Map.groupBy(owed, ({ wait, due }) => `${wait} ${due}`);
    const rest = [...alike.values()].flatMap((rows): Waiting[] => {
      const [first] = rows;
      const parties = rows.flatMap(({ owners }) => owners.filter(({ id }) => id !== party.id));
      if (first === undefined || parties.length === 0) return [];
      const { wait, silence, to, due } = first;
      return [
        {
          what: 'case-others',
          case: caseRef(visit, one),
          parties,
          wait,
          silence,
          ...(to === undefined ? {} : { to }),
          ...(due === undefined ? {} : { due }),
        },
      ];
    });
    return [...joining(visit, one), ...rest];
  });
}
