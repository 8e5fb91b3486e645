import type { Waiting } from '#web/pages/today-page.ts';
import { casesAt } from '../case/case-file.ts';
import { viewCase } from '../case/case-view.ts';
import { caseRef, owedViews } from './case-view.ts';
import type { Visit } from './visit.ts';

/** What cases wait for from us: answers by their deadline, and invitations. */
export function waitingCases(visit: Visit): Waiting[] {
  const { party, names } = visit;
  const owed = casesAt(party, 'joined').flatMap((file) =>
    owedViews(visit, file, viewCase(party, file.id))
      .filter(({ isOurs }) => isOurs)
      .map(
        ({ wait, silence, to, due }): Waiting => ({
          what: 'case',
          case: caseRef(visit, file),
          wait,
          silence,
          ...(to === undefined ? {} : { to }),
          ...(due === undefined ? {} : { due }),
        }),
      ),
  );
  const invited = casesAt(party, 'invited').map(
    (file): Waiting => ({
      what: 'case-invited',
      case: caseRef(visit, file),
      party: names.of(file.opener),
    }),
  );
  return [...owed, ...invited];
}
