import { quorumOf } from '#protocol/case/genesis.ts';
import { caseLeavePage } from '#web/pages/case-leave-page.ts';
import { type CaseFile, isOfCouncil } from '../case/case-file.ts';
import { leaveCase } from '../case/open-case.ts';
import { knownCase } from './case-routes.ts';
import { caseView } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, goTo, nothingHere, sendPage, type Visit } from './visit.ts';

/** The case in the address, if we take part in it. */
function joinedCase(visit: Visit): CaseFile {
  const file = knownCase(visit);
  if (file.stage !== 'joined') throw nothingHere();
  return file;
}

function ask(visit: Visit): Response {
  const file = joinedCase(visit);
  const { owed, ...view } = caseView(visit, file);
  const { council } = file.terms;
  const ours = isOfCouncil(visit.party, file)
    ? { council: { size: council.length, needed: quorumOf(file.terms) } }
    : {};
  const { id, title, procedure, others } = view;
  const named = { id, procedure, others, ...(title === undefined ? {} : { title }) };
  return sendPage(caseLeavePage({ ...named, owed: owed.filter(({ isOurs }) => isOurs), ...ours }, visit.reader));
}

/** An invitation is declined as a case is left: nothing was said in it, so nothing follows. Spec: CEX-6. */
function leave(visit: Visit): Response {
  const { id, stage } = knownCase(visit);
  if (stage === 'left') throw nothingHere();
  leaveCase(visit.party, id, accountName(visit));
  return goTo(visit, `/cases/${id}`, stage === 'invited' ? 'case-declined' : 'case-left');
}

/** Leaving a case: what follows is shown first. Spec: CPY-3, CPY-6. */
export const caseLeaveRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/leave', needs: 'approve-release', answer: ask },
  { method: 'POST', path: '/cases/:id/leave', needs: 'approve-release', answer: leave },
];
