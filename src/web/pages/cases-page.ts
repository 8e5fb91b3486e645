import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { isMessageKey } from '../messages/catalogue.ts';
import { page } from '../page.ts';
import {
  type CaseRef,
  caseLink,
  caseName,
  type OwedView,
  ownersNames,
  roleNames,
  silenceWords,
  untilWhen,
} from '../parts/case-words.ts';
import { type Paging, pager } from '../parts/pager.ts';
import { type PartyRef, partyLink, partyNames } from '../parts/party.ts';
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

/** Which cases the list shows. */
export const caseChoices = ['running', 'ours', 'over'] as const;
export type CaseChoice = (typeof caseChoices)[number];

/** Who invites us to what, and as whom. */
export interface InvitationCard extends CaseRef {
  readonly from: PartyRef;
  readonly roles: readonly string[];
}

/** GET /cases: `show`, `desk`, `page`. What waits for us stands first, then by deadline. */
export interface CasesView {
  readonly self: string;
  readonly invitations: readonly InvitationCard[];
  readonly shown: CaseChoice;
  readonly counts: Readonly<Record<CaseChoice, number>>;
  readonly desk?: string;
  /** Desks that have cases here. */
  readonly desks: readonly string[];
  readonly cases: readonly CaseLine[];
  readonly paging: Paging;
  readonly mayOpen: boolean;
  /** Address of a practice on this machine, if one runs. */
  readonly practiceAt?: string;
}

const stateOf = (reader: Reader, { procedure, state }: CaseLine): Html =>
  state === undefined ? words(reader).t('cases.not-begun') : caseName(reader, procedure, `state.${state}`);

function runningTable(reader: Reader, { cases, self }: CasesView): Html {
  const { t, plain } = words(reader);
  const nothing = t('cases.nothing-owed');
  return table<CaseLine>({
    caption: plain('cases.running'),
    rows: cases,
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

/** Links that choose: whose turn, or what is over; and of which desk. */
function choices(reader: Reader, { shown, counts, desk, desks }: CasesView): Html {
  const { t, plain, number } = words(reader);
  const item = (href: string, isHere: boolean, name: Html): Html =>
    html`<li><a href="${href}"${isHere && html` aria-current="true"`}>${name}</a></li>`;
  const kinds = caseChoices.map((one) =>
    item(
      link('/cases', { show: one === 'running' ? undefined : one, desk }),
      one === shown,
      html`${t(`cases.${one}`)} <small>${number(counts[one])}</small>`,
    ),
  );
  const show = shown === 'running' ? undefined : shown;
  const byDesk =
    desks.length > 1 &&
    desks.map((one) => {
      const key = `cases.desk.${one}`;
      const name = isMessageKey(key) ? t(key) : html`<code>${one}</code>`;
      return item(link('/cases', { show, desk: one === desk ? undefined : one }), one === desk, name);
    });
  return html`<nav class="choices" aria-label="${plain('cases.filter')}"><ul>${kinds}${byDesk}</ul></nav>`;
}

/** An invitation, with what joining means. Spec: CEX-6. */
function invitationCard(reader: Reader, card: InvitationCard): Html {
  const { t } = words(reader);
  const { from, roles, procedure, others } = card;
  const said = t('cases.invited-to', {
    party: partyLink(from),
    procedure: caseName(reader, procedure, 'name'),
    roles: roleNames(reader, procedure, roles),
  });
  const rest = others.filter(({ id }) => id !== from.id);
  return html`<div class="turn"><h3>${caseLink(reader, card)}</h3><p>${said}${
    rest.length > 0 && html` ${t('cases.invited-with', { parties: partyNames(reader, rest) })}`
  }</p><p class="soft">${t('cases.invited-joining')}</p><p><a class="button" href="/cases/${card.id}">${t('cases.look')}</a></p></div>`;
}

/** Cases: what several parties do together; ours first, then by the next deadline. */
export function casesPage(view: CasesView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { invitations, cases, counts, shown, mayOpen, paging } = view;
  const isEmpty = invitations.length + counts.running + counts.over === 0;
  const rows =
    cases.length === 0
      ? html`<p>${t('cases.none-here')}</p>`
      : shown === 'over'
        ? overTable(reader, cases)
        : runningTable(reader, view);
  return page(reader, {
    title: t('nav.cases'),
    tab: plain('nav.cases'),
    main: html`<p class="lead">${t('cases.lead')}</p>
${mayOpen && html`<p><a class="button" href="/cases/new">${t('cases.open-new')}</a></p>`}
${view.practiceAt !== undefined && html`<p><a href="${view.practiceAt}">${t('practice.first')}</a></p>`}
${invitations.length > 0 && html`<h2>${t('cases.invitations')}</h2>${invitations.map((one) => invitationCard(reader, one))}`}
${isEmpty ? html`<p>${t('cases.none')}</p>` : html`${choices(reader, view)}${rows}${pager(reader, paging)}`}`,
  });
}
