import type { RecipientState, Tally } from '#desks/infrastructure/answer-matrix.ts';
import type { AnswerRole, AnswerStatus } from '#desks/infrastructure/notice-answer.ts';
import { type Hole, type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { due, moment } from '../moment.ts';
import { page } from '../page.ts';
import { postForm } from '../parts/form.ts';
import { type LinkState, linkState } from '../parts/link-state.ts';
import {
  answerWords,
  isOver,
  type NoticeView,
  newerVersion,
  noticeFacts,
  noticeText,
  recipientState,
  urgencyWords,
} from '../parts/notice.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { type ReasonView, reasonWords } from '../parts/reasons.ts';
import { stateBar } from '../parts/state-bar.ts';
import { type Lane, stepLanes } from '../parts/step-lanes.ts';
import { type Column, table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Something that a recipient told us. Unix seconds: `at` by our clock when it arrived, `said` by its own. */
export interface ToldView {
  readonly at: number;
  readonly said: number;
  readonly role: AnswerRole;
}

/** One recipient. Times in Unix seconds, as far as they are known. */
export interface RecipientRow {
  readonly party: PartyRef;
  readonly state: RecipientState;
  readonly isLate: boolean;
  readonly released?: number;
  readonly delivered?: number;
  readonly opened?: ToldView;
  readonly acknowledged?: ToldView;
  readonly status?: AnswerStatus;
  /** The receipt that proves delivery. */
  readonly receipt?: string;
  /** Why it is not delivered: the rule that refuses, or the link when nothing does. */
  readonly refusedBy?: ReasonView;
  readonly link?: LinkState;
}

/** What happened with the mail about this notice. */
export interface MailState {
  readonly sent: number;
  readonly waiting: number;
  readonly failed: readonly { readonly party: PartyRef; readonly code: string }[];
}

/** The orders of the matrix. */
export const matrixOrders = ['state', 'party', 'answered'] as const;
export type MatrixOrder = (typeof matrixOrders)[number];

/** GET /notices/:id of a notice of ours: `sort`, `version`, `renew` (1: the page renews itself). */
export interface SentNoticeView {
  readonly notice: NoticeView;
  readonly rows: readonly RecipientRow[];
  readonly counts: Tally;
  readonly order: MatrixOrder;
  /** The time by which the states were derived. */
  readonly now: number;
  /** The record that waits for a releaser; absent when none does. */
  readonly waitsFor?: number;
  /** Absent for those who may not remind. `from`: when it is possible again. */
  readonly remind?: { readonly count: number; readonly from: number; readonly last?: number };
  readonly mayChange: boolean;
  readonly renews: boolean;
  readonly mail?: MailState;
}

function headline(reader: Reader, { counts, notice, rows }: SentNoticeView): Html {
  const { t } = words(reader);
  const read = rows.filter(({ opened }) => opened !== undefined).length;
  return html`<p class="headline"><strong>${t('warn.have-read-it', { count: read })}</strong> <span class="${read < counts.all && 'no'}">${t('warn.have-not', { count: counts.all - read })}</span></p>
<p class="lead">${t('warn.acknowledged-of', { count: counts.acknowledged, all: counts.all })} ${
    notice.by !== undefined &&
    !isOver(reader, notice) &&
    t('line.named', {
      name: t('warn.answer-by'),
      value: html`${due(reader, notice.by)} · ${moment(reader, notice.by)}`,
    })
  }</p>`;
}

function remindForm(reader: Reader, { notice, remind }: SentNoticeView): Html | '' {
  const { t } = words(reader);
  if (remind === undefined) return '';
  const { count, from, last } = remind;
  if (count === 0) return html`<p class="turn">${t('warn.all-answered')}</p>`;
  const before = last !== undefined && html`<p>${t('warn.reminded-at', { time: moment(reader, last) })}</p>`;
  if (from > reader.now)
    return html`<section class="turn">${before}<p>${t('warn.remind-from', { time: moment(reader, from) })}</p></section>`;
  const content = html`${before}<p>${t('warn.remind-hint')}</p><p><button class="button">${t('warn.remind', { count })}</button></p>`;
  return html`<section class="turn">${postForm(reader, { action: `/notices/${notice.id}/remind`, content })}</section>`;
}

function why(reader: Reader, row: RecipientRow): Hole {
  if (row.refusedBy !== undefined) return reasonWords(reader, row.refusedBy);
  return row.link !== undefined && html`${words(reader).t('warn.not-fetched')} ${linkState(reader, row.link)}`;
}

function delivered(reader: Reader, { delivered: at, receipt }: RecipientRow): Hole {
  const { t } = words(reader);
  return html`${at !== undefined && moment(reader, at)}${receipt !== undefined && html`<br><a href="/receipts/${receipt}">${t('warn.receipt')}</a>`}`;
}

function toldAt(reader: Reader, told: ToldView | undefined, status?: AnswerStatus): Hole {
  if (told === undefined) return '';
  const { at, said, role } = told;
  const differs = Math.abs(said - at) > 90;
  return html`${moment(reader, at)}${differs && html`<br><small>${words(reader).t('warn.says', { time: moment(reader, said) })}</small>`}<br><small>${answerWords(reader, role, status)}</small>`;
}

function matrix(reader: Reader, view: SentNoticeView): Html {
  const { plain } = words(reader);
  const sort = (order: MatrixOrder): Pick<Column<RecipientRow>, 'sort'> => ({
    sort: {
      href: link(reader.path, { ...reader.query, sort: order }),
      ...(view.order === order ? { order: 'ascending' as const } : {}),
    },
  });
  return table<RecipientRow>({
    caption: plain('warn.matrix'),
    rows: view.rows,
    columns: [
      { head: plain('party.one'), as: 'name', cell: (row) => partyLink(row.party), ...sort('party') },
      { head: plain('warn.state'), cell: (row) => recipientState(reader, row.state, row.isLate), ...sort('state') },
      { head: plain('warn.state.delivered'), cell: (row) => delivered(reader, row) },
      { head: plain('warn.state.opened'), cell: (row) => toldAt(reader, row.opened) },
      {
        head: plain('warn.state.acknowledged'),
        cell: (row) => toldAt(reader, row.acknowledged, row.status),
        ...sort('answered'),
      },
      { head: plain('warn.why'), cell: (row) => why(reader, row) },
    ],
  });
}

/** The same as the matrix, as a picture over time; nothing before a release is made. */
function lanes(reader: Reader, { rows, notice, now }: SentNoticeView): Html | '' {
  if (rows.every(({ released }) => released === undefined)) return '';
  const drawn = rows.map(
    ({ party, opened, acknowledged, ...row }): Lane => ({
      name: party.name,
      ...row,
      ...(opened === undefined ? {} : { opened: opened.at }),
      ...(acknowledged === undefined ? {} : { acknowledged: acknowledged.at }),
    }),
  );
  const times = { from: notice.at, now, ...(notice.by === undefined ? {} : { by: notice.by }) };
  return html`<h2>${words(reader).t('warn.over-time')}</h2>${stepLanes(reader, drawn, times)}`;
}

function mailLines(reader: Reader, mail: MailState | undefined): Html | '' {
  if (mail === undefined) return '';
  const { t } = words(reader);
  const failed = mail.failed.map(
    ({ party, code }) =>
      html`<li>${t('line.named', { name: partyLink(party), value: html`<code dir="ltr">${code}</code>` })}</li>`,
  );
  return html`<h2>${t('warn.mail')}</h2><p>${t('warn.mail-state', { sent: mail.sent, waiting: mail.waiting })}</p>
${failed.length > 0 && html`<p class="no">${t('warn.mail-failed')}</p><ul>${failed}</ul>`}`;
}

function changes(reader: Reader, { notice, mayChange }: SentNoticeView): Html | '' {
  if (!mayChange || notice.newest !== undefined || notice.state === 'cancelled') return '';
  const { t } = words(reader);
  const content = html`<p>${t('warn.cancel-hint')}</p>`;
  return html`<h2>${t('warn.change')}</h2><p><a href="${link('/notices/new', { of: notice.id })}">${t('warn.new-version')}</a></p>
<details><summary>${t('warn.cancel')}</summary>${postForm(reader, { action: `/notices/${notice.id}/cancel`, content, submit: 'warn.cancel', style: 'grave' })}</details>`;
}

/** The screen of 03:00: who has read it, who has not, how long there is, and one press to reach the rest. */
export function noticeSentPage(view: SentNoticeView, reader: Reader): Html {
  const { t } = words(reader);
  const { notice } = view;
  const renewal = view.renews ? { ...reader.query, renew: undefined } : { ...reader.query, renew: 1 };
  return page(reader, {
    trail: html`<a href="/notices">${t('warn.title')}</a>`,
    title: html`<bdi lang="${notice.text.lang}">${notice.text.title}</bdi>`,
    tab: notice.text.title,
    main: html`<p>${urgencyWords(reader, notice.urgency)}</p>${newerVersion(reader, notice)}
${headline(reader, view)}
${stateBar(reader, view.counts)}
${view.waitsFor !== undefined && html`<p class="turn grave">${t('warn.waits-approval')} <a href="/records/${view.waitsFor}">${t('warn.to-approval')}</a></p>`}
${remindForm(reader, view)}
${lanes(reader, view)}
<h2>${t('warn.matrix')}</h2>
${matrix(reader, view)}
<p class="soft">${t('warn.derived', { time: moment(reader, view.now) })} <a class="renew" href="${link(reader.path, renewal)}">${t(view.renews ? 'warn.renew-off' : 'warn.renew-on')}</a></p>
${mailLines(reader, view.mail)}
<h2>${t('warn.what-it-says')}</h2>
${noticeText(reader, notice)}
${noticeFacts(reader, notice)}
${changes(reader, view)}`,
  });
}
