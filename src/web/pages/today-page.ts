import type { Urgency } from '#desks/infrastructure/urgency.ts';
import type { Silence } from '#protocol/case/procedure.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { due, moment, span } from '../moment.ts';
import { page } from '../page.ts';
import { type CaseRef, caseLink, caseName, silenceWords } from '../parts/case-words.ts';
import { type LinkState, linkState } from '../parts/link-state.ts';
import { urgencyWords } from '../parts/notice.ts';
import { type PartyRef, partyLink, partyNames } from '../parts/party.ts';
import { type AgreementRef, agreementLink } from '../parts/reasons.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { tlp } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

interface NoticeRef {
  readonly id: string;
  readonly title: string;
}

const noticeLink = ({ id, title }: NoticeRef): Html =>
  html`<a href="/notices/${id}"><bdi class="title">${title}</bdi></a>`;

/** One thing that waits for this reader. `due` in Unix seconds where there is a time limit. */
export type Waiting =
  | {
      readonly what: 'approval';
      readonly count: number;
      readonly level: Tlp;
      readonly parties: readonly PartyRef[];
      readonly due?: number;
    }
  | {
      readonly what: 'signature';
      readonly agreement: AgreementRef;
      readonly proposedBy: PartyRef;
      readonly due?: number;
    }
  | {
      readonly what: 'notice';
      readonly notice: NoticeRef;
      readonly urgency: Urgency;
      readonly party: PartyRef;
      readonly due?: number;
    }
  | { readonly what: 'notice-rest'; readonly notice: NoticeRef; readonly count: number; readonly due?: number }
  | {
      readonly what: 'case';
      readonly case: CaseRef;
      readonly wait: string;
      readonly silence: Silence;
      readonly to?: string;
      readonly due?: number;
    }
  | { readonly what: 'case-invited'; readonly case: CaseRef; readonly party: PartyRef; readonly due?: undefined }
  | { readonly what: 'erasure'; readonly count: number; readonly due: number }
  | {
      readonly what: 'link-fault';
      readonly party: PartyRef;
      readonly code: string;
      readonly since: number;
      readonly due?: undefined;
    }
  | { readonly what: 'unwitnessed'; readonly since: number; readonly due?: undefined };

export interface PartyDay {
  readonly party: PartyRef;
  readonly reached: number;
  readonly left: number;
  /** Records that stay here because nothing allows them to this party. */
  readonly refused: number;
  readonly link: LinkState;
}

export interface TodayView {
  /** Most urgent first. */
  readonly waiting: readonly Waiting[];
  /** Start of the table "since yesterday", Unix seconds. */
  readonly since: number;
  readonly parties: readonly PartyDay[];
  readonly log: {
    readonly size: number;
    readonly witnesses: number;
    readonly witnessesAsked: number;
    readonly at?: number;
  };
  readonly held: { readonly records: number; readonly own: number; readonly erasedToday: number };
}

function whatWaits(reader: Reader, waiting: Waiting): Html {
  const { t } = words(reader);
  switch (waiting.what) {
    case 'approval':
      return html`<a href="${link('/records', { waiting: 'approval', label: waiting.level })}">${t('today.approve', { count: waiting.count })}</a> ${tlp(waiting.level)} ${t('today.approve-for', { parties: partyNames(reader, waiting.parties) })}`;
    case 'signature':
      return t('today.sign', { agreement: agreementLink(waiting.agreement), party: waiting.proposedBy.name });
    case 'notice':
      return t('warn.today-open', {
        notice: noticeLink(waiting.notice),
        urgency: urgencyWords(reader, waiting.urgency),
        party: partyLink(waiting.party),
      });
    case 'notice-rest':
      return t('warn.today-rest', { count: waiting.count, notice: noticeLink(waiting.notice) });
    case 'case':
      return t('cases.today', {
        case: caseLink(reader, waiting.case),
        wait: caseName(reader, waiting.case.procedure, `wait.${waiting.wait}`),
      });
    case 'case-invited':
      return t('cases.today-invited', { party: partyLink(waiting.party), case: caseLink(reader, waiting.case) });
    case 'erasure':
      return html`<a href="${link('/records', { waiting: 'erasure' })}">${t('today.erase', { count: waiting.count })}</a>`;
    case 'link-fault':
      return html`${t('today.link', { party: partyLink(waiting.party), span: span(reader, reader.now - waiting.since) })} <code dir="ltr">${waiting.code}</code>`;
    case 'unwitnessed':
      return html`<a href="/log-book">${t('today.unwitnessed', { span: span(reader, reader.now - waiting.since) })}</a>`;
  }
}

function otherwise(reader: Reader, waiting: Waiting): Html {
  const { t } = words(reader);
  if (waiting.what === 'case') return silenceWords(reader, waiting.case.procedure, waiting);
  return waiting.what === 'case-invited' ? t('cases.otherwise-invited') : t(`today.otherwise.${waiting.what}`);
}

function waitingTable(reader: Reader, waiting: readonly Waiting[]): Html {
  const { t, plain } = words(reader);
  return table<Waiting>({
    caption: plain('today.waits'),
    rows: waiting,
    columns: [
      {
        head: plain('today.due'),
        cell: (row) =>
          row.due === undefined
            ? t('today.no-limit')
            : html`${due(reader, row.due)}<br><small>${moment(reader, row.due)}</small>`,
      },
      { head: plain('today.what'), as: 'name', cell: (row) => whatWaits(reader, row) },
      { head: plain('today.otherwise'), cell: (row) => otherwise(reader, row) },
    ],
  });
}

function partyTable(reader: Reader, { parties, since }: TodayView): Html {
  const { plain, number } = words(reader);
  const linked = (path: string, query: Readonly<Record<string, string | number>>, count: number): Html | string =>
    count === 0 ? number(0) : html`<a href="${link(path, query)}">${number(count)}</a>`;
  return table<PartyDay>({
    caption: plain('today.since'),
    rows: parties,
    columns: [
      { head: plain('party.one'), as: 'name', cell: (row) => partyLink(row.party) },
      {
        head: plain('nav.reached'),
        as: 'number',
        cell: (row) => linked('/reached', { party: row.party.id, since }, row.reached),
      },
      {
        head: plain('nav.left'),
        as: 'number',
        cell: (row) => linked('/left', { party: row.party.id, since }, row.left),
      },
      {
        head: plain('today.refused'),
        as: 'number',
        cell: (row) => linked('/records', { refused: row.party.id, since }, row.refused),
      },
      { head: plain('today.link-head'), cell: (row) => linkState(reader, row.link) },
    ],
  });
}

function firstSteps(reader: Reader): Html {
  const { t } = words(reader);
  return html`<h2>${t('today.first')}</h2><ol><li><a href="/import">${t('today.first.import')}</a></li><li><a href="/agreements/new">${t('today.first.agree')}</a></li><li><a href="/parties/self">${t('today.first.identity')}</a></li></ol>`;
}

function lead(reader: Reader, { waiting }: TodayView): Html {
  const { t } = words(reader);
  const next = waiting.find((one) => one.due !== undefined)?.due;
  return html`<p class="lead">${t('today.lead', { count: waiting.length })}${next !== undefined && html` ${t('today.next', { due: due(reader, next), moment: moment(reader, next) })}`}</p>`;
}

function margin(reader: Reader, { log, held }: TodayView): Html {
  const { t } = words(reader);
  const seen = t('today.witnessed', { count: log.witnesses, asked: log.witnessesAsked });
  return marginList([
    [
      t('today.log'),
      html`<a href="/log-book">${t('count.entries', { count: log.size })}</a><br><span class="${log.witnesses < log.witnessesAsked ? 'wait' : 'yes'}">${seen}</span>`,
    ],
    [t('today.checkpoint'), log.at === undefined ? undefined : moment(reader, log.at)],
    [t('today.held'), html`<a href="/records">${t('count.records', { count: held.records })}</a>`],
    [t('today.own'), html`<a href="/records?origin=own">${t('count.records', { count: held.own })}</a>`],
    [
      t('today.erased'),
      html`<a href="/records?waiting=erasure">${t('count.records', { count: held.erasedToday })}</a>`,
    ],
    [
      t('today.do'),
      html`<a href="/import">${t('nav.import')}</a><br><a href="/agreements/new">${t('nav.propose')}</a>`,
    ],
  ]);
}

export function todayPage(view: TodayView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const isNew = view.held.records === 0 && view.parties.length === 0;
  return page(reader, {
    title: t('nav.today'),
    tab: plain('nav.today'),
    main: html`${lead(reader, view)}
${view.waiting.length > 0 && html`<h2>${t('today.waits')}</h2>${waitingTable(reader, view.waiting)}`}
${isNew && firstSteps(reader)}
${view.parties.length > 0 && html`<h2>${t('today.since')} <small>${t('time.from', { moment: moment(reader, view.since) })}</small></h2>${partyTable(reader, view)}`}`,
    margin: margin(reader, view),
  });
}
