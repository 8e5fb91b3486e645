import type { Urgency } from '#desks/infrastructure/urgency.ts';
import type { Silence } from '#protocol/case/procedure.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import { due, moment, span } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type CaseRef, caseLink, caseName, silenceWords } from './case-words.ts';
import { urgencyWords } from './notice.ts';
import { type PartyRef, partyLink, partyNames } from './party.ts';
import { type AgreementRef, agreementLink } from './reasons.ts';
import { table } from './table.ts';
import { tlp } from './tlp.ts';

interface NoticeRef {
  readonly id: string;
  readonly title: string;
}

const noticeLink = ({ id, title }: NoticeRef): Html =>
  html`<a href="/notices/${id}"><bdi class="title">${title}</bdi></a>`;

/** One thing that waits, for us or for others. `due` in Unix seconds where there is a time limit. */
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
  | {
      /** Owed by others in a case of ours. */
      readonly what: 'case-others';
      readonly case: CaseRef;
      readonly parties: readonly PartyRef[];
      readonly wait: string;
      readonly silence: Silence;
      readonly to?: string;
      readonly due?: number;
    }
  | {
      /** Invited to a case that has not begun, and not heard of yet. */
      readonly what: 'case-joining';
      readonly case: CaseRef;
      readonly parties: readonly PartyRef[];
      readonly due?: undefined;
    }
  | {
      /** Parties that have not signed yet. */
      readonly what: 'signature-others';
      readonly agreement: AgreementRef;
      readonly parties: readonly PartyRef[];
      readonly due?: number;
    }
  | { readonly what: 'erasure'; readonly count: number; readonly due: number }
  | {
      readonly what: 'link-fault';
      readonly party: PartyRef;
      readonly code: string;
      readonly since: number;
      readonly due?: undefined;
    }
  | { readonly what: 'unwitnessed'; readonly since: number; readonly due?: undefined };

/** Desks and other work by which an inbox is looked through. */
export const waitingAreas = ['cases', 'notices', 'agreements', 'records', 'server'] as const;
export type WaitingArea = (typeof waitingAreas)[number];

/** The work that something belongs to. */
export function areaOf({ what }: Waiting): WaitingArea {
  switch (what) {
    case 'case':
    case 'case-invited':
    case 'case-others':
    case 'case-joining':
      return 'cases';
    case 'notice':
    case 'notice-rest':
      return 'notices';
    case 'signature':
    case 'signature-others':
      return 'agreements';
    case 'approval':
    case 'erasure':
      return 'records';
    case 'link-fault':
    case 'unwitnessed':
      return 'server';
  }
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
    case 'case-others':
      return t('board.case-others', {
        parties: partyNames(reader, waiting.parties),
        case: caseLink(reader, waiting.case),
        wait: caseName(reader, waiting.case.procedure, `wait.${waiting.wait}`),
      });
    case 'case-joining':
      return t('board.case-joining', {
        parties: partyNames(reader, waiting.parties),
        case: caseLink(reader, waiting.case),
      });
    case 'signature-others':
      return t('board.signature-others', {
        parties: partyNames(reader, waiting.parties),
        agreement: agreementLink(waiting.agreement),
      });
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
  const { what } = waiting;
  if (what === 'case' || what === 'case-others') return silenceWords(reader, waiting.case.procedure, waiting);
  if (what === 'case-invited') return t('cases.otherwise-invited');
  return t(`today.otherwise.${what === 'signature-others' ? 'signature' : what}`);
}

/** What waits, one a row. `caption` says for whom. */
export function waitingTable(reader: Reader, waiting: readonly Waiting[], caption: MessageKey = 'today.waits'): Html {
  const { t, plain } = words(reader);
  return table<Waiting>({
    caption: plain(caption),
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
