import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import {
  type CaseRef,
  caseLink,
  caseName,
  type OwedView,
  ownersNames,
  silenceWords,
  untilWhen,
} from '../parts/case-words.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** A case in a list. */
export interface CaseLine extends CaseRef {
  /** State of the main machine; absent while the case has not begun. */
  readonly state?: string;
  /** What is owed next; absent when nothing is. */
  readonly next?: OwedView;
}

/** GET /cases. Running cases stand by their next deadline. */
export interface CasesView {
  readonly self: string;
  readonly invitations: readonly (CaseRef & { readonly from: PartyRef })[];
  readonly running: readonly CaseLine[];
  readonly over: readonly CaseLine[];
  readonly mayOpen: boolean;
  /** Address of a practice on this machine, if one runs. */
  readonly practiceAt?: string;
}

const stateOf = (reader: Reader, { procedure, state }: CaseLine): Html =>
  state === undefined ? words(reader).t('cases.not-begun') : caseName(reader, procedure, `state.${state}`);

function runningTable(reader: Reader, { running, self }: CasesView): Html {
  const { t, plain } = words(reader);
  const nothing = t('cases.nothing-owed');
  return table<CaseLine>({
    caption: plain('cases.running'),
    rows: running,
    columns: [
      {
        head: plain('cases.case'),
        as: 'name',
        cell: (row) => html`${caseLink(reader, row)}<br><small>${caseName(reader, row.procedure, 'name')}</small>`,
      },
      { head: plain('cases.where'), cell: (row) => stateOf(reader, row) },
      {
        head: plain('cases.turn'),
        cell: ({ next, procedure }) =>
          next === undefined
            ? nothing
            : html`${ownersNames(reader, next, self)}<br><small>${caseName(reader, procedure, `wait.${next.wait}`)}</small>`,
      },
      { head: plain('cases.until'), cell: ({ next }) => (next === undefined ? '' : untilWhen(reader, next)) },
      {
        head: plain('cases.silence'),
        cell: ({ next, procedure }) => (next === undefined ? '' : silenceWords(reader, procedure, next)),
      },
    ],
  });
}

function overTable(reader: Reader, over: readonly CaseLine[]): Html {
  const { plain } = words(reader);
  return table<CaseLine>({
    caption: plain('cases.over'),
    rows: over,
    columns: [
      { head: plain('cases.case'), as: 'name', cell: (row) => caseLink(reader, row) },
      { head: plain('cases.procedure'), cell: (row) => caseName(reader, row.procedure, 'name') },
      { head: plain('cases.where'), cell: (row) => stateOf(reader, row) },
    ],
  });
}

/** Cases: what several parties do together, by the next deadline. */
export function casesPage(view: CasesView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { invitations, running, over, mayOpen } = view;
  const isEmpty = invitations.length + running.length === 0;
  return page(reader, {
    title: t('nav.cases'),
    tab: plain('nav.cases'),
    main: html`<p class="lead">${t('cases.lead')}</p>
${mayOpen && html`<p><a class="button" href="/cases/new">${t('cases.open-new')}</a></p>`}
${view.practiceAt !== undefined && html`<p><a href="${view.practiceAt}">${t('practice.first')}</a></p>`}
${isEmpty && html`<p>${t('cases.none')}</p>`}
${
  invitations.length > 0 &&
  html`<h2>${t('cases.invitations')}</h2><ul>${invitations.map((one) => html`<li>${caseLink(reader, one)} <small>${partyLink(one.from)}</small></li>`)}</ul>`
}
${running.length > 0 && html`<h2>${t('cases.running')}</h2>${runningTable(reader, view)}`}
${over.length > 0 && html`<h2>${t('cases.over')}</h2>${overTable(reader, over)}`}`,
  });
}
