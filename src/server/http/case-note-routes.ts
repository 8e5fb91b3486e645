import { faultCode } from '#protocol/bytes/fault.ts';
import { caseNotesPage } from '#web/pages/case-notes-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { addNote, dropNote, notesOn } from '../case/case-notes.ts';
import { summaryOf } from '../case/case-summary.ts';
import { knownCase } from './case-routes.ts';
import { caseRef } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, may, numberParam, sendPage, type Visit } from './visit.ts';

function page(visit: Visit, value: string, errors: readonly FieldError[]): Response {
  const { party, reader } = visit;
  const { id } = knownCase(visit);
  const view = {
    ...caseRef(visit, summaryOf(party, id)),
    notes: notesOn(party, id).toReversed(),
    mayWrite: may(visit, 'approve-release'),
    value,
    errors,
  };
  return sendPage(caseNotesPage(view, reader), errors.length > 0 ? 422 : 200);
}

function add(visit: Visit): Response {
  const { id } = knownCase(visit);
  const text = field(visit.form, 'text').replaceAll('\r\n', '\n').toWellFormed();
  try {
    addNote(visit.party, id, text, accountName(visit));
  } catch (error) {
    if (faultCode(error) !== 'case-note') throw error;
    return page(visit, text, [{ field: 'text', code: 'note-text' }]);
  }
  return goTo(visit, `/cases/${id}/notes`, 'note-kept');
}

function drop(visit: Visit): Response {
  const { id } = knownCase(visit);
  dropNote(visit.party, id, numberParam(visit, 'n'));
  return goTo(visit, `/cases/${id}/notes`, 'note-dropped');
}

/** Private notes are for those who decide in the case. Spec: ROM-12. */
export const caseNoteRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/notes', needs: 'approve-release', answer: (visit) => page(visit, '', []) },
  { method: 'POST', path: '/cases/:id/notes', needs: 'approve-release', bodyLimit: 131_072, answer: add },
  { method: 'POST', path: '/cases/:id/notes/:n/drop', needs: 'approve-release', answer: drop },
];
