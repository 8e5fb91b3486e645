import type { RecipientState } from '#desks/infrastructure/answer-matrix.ts';
import type { NoticeText } from '#desks/infrastructure/notice.ts';
import type { AnswerRole, AnswerStatus } from '#desks/infrastructure/notice-answer.ts';
import type { Urgency } from '#desks/infrastructure/urgency.ts';
import { type Html, html } from '../html.ts';
import { due, moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { recordTitle } from './record-title.ts';
import { type Fact, summaryList } from './summary.ts';
import { type LabelView, label } from './tlp.ts';

/** One version of a notice as pages show it. Times in Unix seconds. */
export interface NoticeView {
  readonly id: string;
  readonly version: number;
  /** The highest version held, when it is another than this one. */
  readonly newest?: number;
  readonly state: 'current' | 'cancelled';
  readonly urgency: Urgency;
  /** In the reader's language where the notice speaks it. */
  readonly text: NoticeText;
  readonly label: LabelView;
  readonly at: number;
  readonly from: number;
  readonly until: number;
  readonly by?: number;
  /** Records that it names; without a place when they are not held here. */
  readonly records: readonly { readonly title: string; readonly seq?: number }[];
}

const classes: Readonly<Record<Urgency, string>> = { immediate: 'no', urgent: 'wait', routine: 'soft' };

/** An urgency as a state in words. */
export const urgencyWords = (reader: Reader, urgency: Urgency): Html =>
  html`<span class="${classes[urgency]}">${words(reader).t(`warn.urgency.${urgency}`)}</span>`;

const stateClasses: Readonly<Record<RecipientState, string>> = {
  'not-delivered': 'no',
  delivered: 'wait',
  opened: 'wait',
  acknowledged: 'yes',
  lapsed: 'no',
};

/** Where a recipient stands, in words. */
export const recipientState = (reader: Reader, state: RecipientState, isLate: boolean): Html => {
  const { t } = words(reader);
  return html`<span class="${stateClasses[state]}">${t(`warn.state.${state}`)}</span>${isLate && html` <span class="no">${t('warn.late')}</span>`}`;
};

/** Who answered, as a function, and what an acknowledgement added. */
export const answerWords = (reader: Reader, role: AnswerRole, status: AnswerStatus | undefined): Html => {
  const { t } = words(reader);
  return html`${t(`role.${role}`)}${status !== undefined && html`<br>${t(`warn.status.${status}`)}`}`;
};

/** Whether a notice still asks for something. */
export const isOver = (reader: Reader, { state, until }: Pick<NoticeView, 'state' | 'until'>): boolean =>
  state === 'cancelled' || reader.now > until;

/** Whether it holds, is over, or was cancelled. */
export function validity(reader: Reader, notice: Pick<NoticeView, 'state' | 'until'>): Html {
  const { t } = words(reader);
  if (notice.state === 'cancelled') return html`<span class="no">${t('warn.cancelled')}</span>`;
  if (isOver(reader, notice)) return html`<span class="soft">${t('warn.over')}</span>`;
  return html`<span class="yes">${t('warn.valid')}</span>`;
}

/** By when an acknowledgement is asked for, and how much time is left. */
export const deadline = (reader: Reader, by: number | undefined): Html =>
  by === undefined ? words(reader).t('warn.no-answer') : html`${due(reader, by)}<br>${moment(reader, by)}`;

/** What a notice says: in its own language and direction. */
export function noticeText(reader: Reader, { text }: NoticeView): Html {
  const { t } = words(reader);
  const { lang } = text;
  const steps = text.steps.map((step) => html`<li>${step}</li>`);
  return html`${text.body !== '' && html`<p class="said" lang="${lang}" dir="auto">${text.body}</p>`}
${text.steps.length > 0 && html`<h2>${t('warn.do')}</h2><ol class="steps" lang="${lang}" dir="auto">${steps}</ol>`}`;
}

/** The facts of a notice that stand below what it says. `more` come first. */
export function noticeFacts(reader: Reader, notice: NoticeView, more: readonly Fact[] = []): Html {
  const { t } = words(reader);
  const records = notice.records.map(({ title, seq }) => html`<li>${recordTitle(title, seq)}</li>`);
  return summaryList([
    ...more,
    [t('warn.urgency'), urgencyWords(reader, notice.urgency)],
    [t('warn.label'), label(reader, notice.label)],
    [
      t('warn.period'),
      html`${validity(reader, notice)}<br><bdi>${moment(reader, notice.from)}</bdi> – <bdi>${moment(reader, notice.until)}</bdi>`,
    ],
    [t('warn.version'), t('warn.version-at', { number: notice.version, time: moment(reader, notice.at) })],
    [t('warn.records'), records.length === 0 ? undefined : html`<ul>${records}</ul>`],
  ]);
}

/** A line that leads to the version that counts. */
export const newerVersion = (reader: Reader, { id, newest }: NoticeView): Html | '' =>
  newest === undefined
    ? ''
    : html`<p class="turn grave"><a href="/notices/${id}">${words(reader).t('warn.newer', { number: newest })}</a></p>`;
