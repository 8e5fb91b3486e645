import { type AnswerRole, type AnswerStatus, answerStatuses } from '#desks/infrastructure/notice-answer.ts';
import { bdi, type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { postForm, radioField } from '../parts/form.ts';
import {
  answerWords,
  deadline,
  isOver,
  type NoticeView,
  newerVersion,
  noticeFacts,
  noticeText,
  urgencyWords,
} from '../parts/notice.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import type { Fact } from '../parts/summary.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** What our party has told the author. Unix seconds. */
export interface OwnAnswer {
  readonly at: number;
  readonly role: AnswerRole;
  readonly status?: AnswerStatus;
}

export interface ReceivedNoticeView {
  readonly notice: NoticeView;
  readonly from: PartyRef;
  readonly opened?: OwnAnswer;
  readonly acknowledged?: OwnAnswer;
  readonly mayAnswer: boolean;
  /** Whether answers reach the author: not when it came through a third party. */
  readonly isDirect: boolean;
  /** Under which address the pages of an enrolled organisation stand; absent for our own. */
  readonly under?: '/mine';
  /** When we were last reminded, Unix seconds. */
  readonly reminded?: number;
}

/** Before it is opened, somebody who may answer sees what it is about and from whom, and no more. Spec: NTC-14. */
function closed(reader: Reader, { notice, from, under }: ReceivedNoticeView): Html {
  const { t } = words(reader);
  const content = html`<p>${t('warn.open-hint', { party: from.name })}</p><p><button class="button">${t('warn.open')}</button></p>`;
  return html`<section class="turn">${postForm(reader, { action: `${under ?? ''}/notices/${notice.id}/open`, content })}</section>`;
}

function acknowledgeForm(reader: Reader, { notice, acknowledged, under }: ReceivedNoticeView): Html {
  const { t } = words(reader);
  const content = html`${radioField(reader, {
    name: 'status',
    label: t('warn.status'),
    value: acknowledged?.status ?? 'none',
    errors: [],
    choices: [
      { value: 'none', label: t('warn.status.none') },
      ...answerStatuses.map((status) => ({ value: status, label: t(`warn.status.${status}`) })),
    ],
  })}<p><button class="button">${t(acknowledged === undefined ? 'warn.acknowledge' : 'warn.acknowledge-again')}</button></p>`;
  return html`<section class="turn">${postForm(reader, { action: `${under ?? ''}/notices/${notice.id}/acknowledge`, content })}</section>`;
}

/** An organisation has no page of its centre to be led to. */
const author = ({ from, under }: ReceivedNoticeView): Html => (under === undefined ? partyLink(from) : bdi(from.name));

const told = (reader: Reader, { at, role, status }: OwnAnswer): Html =>
  html`${moment(reader, at)}, ${answerWords(reader, role, status)}`;

function facts(reader: Reader, view: ReceivedNoticeView): Fact[] {
  const { t } = words(reader);
  const { opened, acknowledged, reminded, notice } = view;
  return [
    [t('warn.from'), author(view)],
    [t('warn.answer-by'), deadline(reader, notice.by)],
    [t('warn.state.opened'), opened && told(reader, opened)],
    [t('warn.state.acknowledged'), acknowledged && told(reader, acknowledged)],
    [t('warn.reminded'), reminded === undefined ? undefined : moment(reader, reminded)],
  ];
}

function answers(reader: Reader, view: ReceivedNoticeView): Html | '' {
  const { t } = words(reader);
  if (!view.isDirect) return html`<p class="hint">${t('warn.not-direct')}</p>`;
  if (!view.mayAnswer) return html`<p class="hint">${t('warn.only-reads')}</p>`;
  return isOver(reader, view.notice) && view.acknowledged !== undefined ? '' : acknowledgeForm(reader, view);
}

/** A notice that reached us: what to do, by when, and our answer. */
export function noticeReceivedPage(view: ReceivedNoticeView, reader: Reader): Html {
  const { t } = words(reader);
  const { notice } = view;
  const isClosed = view.mayAnswer && view.isDirect && view.opened === undefined;
  return page(reader, {
    trail:
      view.under === undefined
        ? html`<a href="/notices">${t('warn.title')}</a>`
        : html`<a href="/mine">${t('mine.title')}</a>`,
    title: html`<bdi lang="${notice.text.lang}">${notice.text.title}</bdi>`,
    tab: notice.text.title,
    main: html`<p>${urgencyWords(reader, notice.urgency)} ${t('warn.from-party', { party: author(view) })}</p>${newerVersion(reader, notice)}
${isClosed ? closed(reader, view) : html`${noticeText(reader, notice)}${answers(reader, view)}`}
${noticeFacts(reader, notice, facts(reader, view))}`,
  });
}
