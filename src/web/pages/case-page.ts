import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { caseDeadlines } from '../parts/case-deadlines.ts';
import { caseKeeping } from '../parts/case-keeping.ts';
import { caseLinked } from '../parts/case-linked.ts';
import { caseMargin } from '../parts/case-margin.ts';
import { caseMatrix } from '../parts/case-matrix.ts';
import { caseMay } from '../parts/case-may.ts';
import { caseParties } from '../parts/case-parties.ts';
import { caseProcedure } from '../parts/case-procedure.ts';
import { caseRooms } from '../parts/case-rooms.ts';
import { caseTimeline } from '../parts/case-timeline.ts';
import { caseTurn } from '../parts/case-turn.ts';
import type { CaseView } from '../parts/case-view.ts';
import { caseName, caseTitle, plainCaseName } from '../parts/case-words.ts';
import { pager } from '../parts/pager.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** One part of the page; a part that has nothing to say leaves nothing. */
type Section = (reader: Reader, view: CaseView) => Html | false;

const left: Section = (reader, { stage }) =>
  stage === 'left' && html`<p class="wait">${words(reader).t('cases.left')}</p>`;

const happened: Section = (reader, view) =>
  view.stage !== 'invited' &&
  html`<h2>${words(reader).t('cases.happened')}</h2>${caseTimeline(reader, view)}${view.paging && pager(reader, view.paging)}`;

const documents: Section = (reader, { stage, id }) =>
  stage !== 'invited' &&
  html`<h2>${words(reader).t('cases.documents')}</h2><p><a href="/cases/${id}/documents">${words(reader).t('cases.documents-link')}</a></p>`;

/** In the order of the page: what a reader needs first stands first. A new part is one more line. */
const sections: readonly Section[] = [
  left,
  caseTurn,
  caseMay,
  caseDeadlines,
  caseMatrix,
  caseLinked,
  happened,
  documents,
  caseRooms,
  caseParties,
  caseProcedure,
  caseKeeping,
];

/** A case: where it is, whose turn, until when, what silence means; then everything else. */
export const casePage = (view: CaseView, reader: Reader): Html =>
  page(reader, {
    title: caseTitle(reader, view),
    tab: view.title ?? plainCaseName(reader, view.procedure, 'name'),
    trail: html`<a href="/cases">${words(reader).t('nav.cases')}</a> / ${caseName(reader, view.procedure, 'name')}`,
    main: html`${sections.map((section) => section(reader, view))}`,
    margin: caseMargin(reader, view),
  });
