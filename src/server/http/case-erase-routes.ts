import type { RecordHead } from '#protocol/record/record.ts';
import { caseErasePage } from '#web/pages/case-erase-page.ts';
import { eraseBody, hasBody } from '../case/case-body.ts';
import type { CaseFile } from '../case/case-file.ts';
import { caseLog } from '../case/case-store.ts';
import { summaryOf } from '../case/case-summary.ts';
import { keptCase } from './case-entry-routes.ts';
import { caseRef } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, goTo, nothingHere, numberParam, sendPage, type Visit } from './visit.ts';

interface Erasable {
  readonly file: CaseFile;
  readonly index: number;
  readonly head: RecordHead;
  readonly body: string;
}

/** The act in the address, if it has words that are here. */
function erasable(visit: Visit): Erasable {
  const [file, index] = [keptCase(visit), numberParam(visit, 'index')];
  const head = caseLog(visit.party, file).recordAt(index)?.head;
  const body = head?.kind === 'act' ? head.body : undefined;
  if (head === undefined || body === undefined || !hasBody(visit.party, file.id, body)) throw nothingHere();
  return { file, index, head, body };
}

function ask(visit: Visit): Response {
  const { file, index, head } = erasable(visit);
  const by = visit.names.of(head.author);
  const view = { ...caseRef(visit, summaryOf(visit.party, file.id)), index, by, isOwn: head.author === visit.party.id };
  return sendPage(caseErasePage(view, visit.reader));
}

function erase(visit: Visit): Response {
  const { file, index, body } = erasable(visit);
  visit.party.transaction(() => {
    eraseBody(visit.party, file.id, body);
    visit.party.deed(accountName(visit), 'case-erase', `${file.id} ${body}`);
  });
  return goTo(visit, `/cases/${file.id}/entries/${index}`, 'case-erased');
}

const path = '/cases/:id/entries/:index/erase';

/** Erasing the words of one act here. Spec: CEX-17, CPY-6. */
export const caseEraseRoutes: readonly PageRoute[] = [
  { method: 'GET', path, needs: 'erase-records', answer: ask },
  { method: 'POST', path, needs: 'erase-records', answer: erase },
];
