import type { Urgency } from '#desks/infrastructure/urgency.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import type { CorrectionKind } from '#protocol/agreement/correction.ts';
import { bdi, type Html, html } from '../html.ts';
import { day, moment } from '../moment.ts';
import { page } from '../page.ts';
import { clauseSentence, dutySentences, kindName } from '../parts/clause.ts';
import { type ReasonWords, reasonList } from '../parts/concern.ts';
import { custodyMark } from '../parts/custody.ts';
import { confirmField, errorSummary, type FieldError, postForm } from '../parts/form.ts';
import { deadline, urgencyWords, validity } from '../parts/notice.ts';
import type { PartyRef } from '../parts/party.ts';
import { summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type LabelView, label } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** An agreement with the centre: offered, or in force. Times in Unix seconds. */
export interface MyAgreement {
  readonly id: string;
  readonly title: string;
  readonly clauses: readonly Clause[];
  readonly end: number;
}

/** A notice, and how far the organisation has come with it. */
export interface MyNotice {
  readonly id: string;
  readonly title: string;
  readonly urgency: Urgency;
  readonly state: 'current' | 'cancelled';
  readonly until: number;
  readonly by?: number;
  readonly ours: 'new' | 'opened' | 'acknowledged';
}

/** A record that it may read. */
export interface MyRecord {
  readonly seq: number;
  readonly title: string;
  readonly kind: string;
  readonly label: LabelView;
  readonly at: number;
  readonly reasons: readonly ReasonWords[];
}

/** GET /mine: show (concerning | all; standard concerning). */
export interface MyView {
  readonly organisation: PartyRef;
  readonly isCustodial: boolean;
  readonly offers: readonly MyAgreement[];
  readonly inForce: readonly MyAgreement[];
  /** Names the ids in clauses. */
  readonly parties: readonly PartyRef[];
  readonly notices: readonly MyNotice[];
  readonly show: 'concerning' | 'all';
  readonly concerning: number;
  readonly all: number;
  readonly records: readonly MyRecord[];
  /** Corrections of what was released to it that it has not said it followed. */
  readonly owed: readonly {
    readonly id: string;
    readonly what: CorrectionKind;
    readonly titles: readonly string[];
    readonly due: number;
  }[];
  readonly declared: number;
  readonly feeds: readonly string[];
  /** Shown once, on the page that answers the POST. */
  readonly key?: { readonly name: string; readonly token: string };
  readonly url: string;
  readonly mayAct: boolean;
  readonly errors: readonly FieldError[];
}

function terms(reader: Reader, { clauses }: MyAgreement, parties: readonly PartyRef[]): Html {
  const all = clauses.map(
    (clause) =>
      html`<li>${clauseSentence(reader, clause, parties)}<ul class="plain">${dutySentences(reader, clause.duties).map((duty) => html`<li>${duty}</li>`)}</ul></li>`,
  );
  return html`<ul>${all}</ul>`;
}

function offer(reader: Reader, view: MyView, agreement: MyAgreement, place: number): Html {
  const { t } = words(reader);
  const content = html`${confirmField(reader, t('mine.accept-confirm', { name: view.organisation.name }), view.errors, place === 0 ? 'f-confirm' : `f-confirm-${place}`)}`;
  return html`<section class="turn"><h2>${t('mine.offer', { party: reader.party })}</h2>
<p>${t('mine.offer-means')}</p>${terms(reader, agreement, view.parties)}
<p>${t('mine.until', { time: day(reader, agreement.end) })}</p>
${view.mayAct && postForm(reader, { action: `/mine/agreements/${agreement.id}/accept`, content, submit: 'mine.accept' })}</section>`;
}

const oursClass = { new: 'no', opened: 'wait', acknowledged: 'yes' } as const;

function notices(reader: Reader, { notices: rows }: MyView): Html {
  const { t, plain } = words(reader);
  if (rows.length === 0) return html`<p>${t('mine.no-notices')}</p>`;
  return table<MyNotice>({
    caption: plain('warn.title'),
    rows,
    columns: [
      { head: plain('warn.urgency'), cell: (row) => urgencyWords(reader, row.urgency) },
      {
        head: plain('warn.notice'),
        as: 'name',
        cell: ({ id, title }) => html`<a href="/mine/notices/${id}"><bdi class="title">${title}</bdi></a>`,
      },
      { head: plain('warn.answer-by'), cell: (row) => deadline(reader, row.by) },
      {
        head: plain('warn.our-answer'),
        cell: (row) => html`<span class="${oursClass[row.ours]}">${t(`warn.ours.${row.ours}`)}</span>`,
      },
      { head: plain('warn.period'), cell: (row) => validity(reader, row) },
    ],
  });
}

function records(reader: Reader, view: MyView): Html {
  const { t, plain } = words(reader);
  const choice = (show: MyView['show'], count: number): Html =>
    html`<li><a href="/mine?show=${show}"${show === view.show && html` aria-current="true"`}>${t(`mine.show.${show}`, { count })}</a></li>`;
  const rows = table<MyRecord>({
    caption: plain('mine.records'),
    rows: view.records,
    columns: [
      {
        head: plain('records.title'),
        as: 'name',
        cell: ({ seq, title }) => html`<a href="/mine/records/${seq}"><bdi class="title">${title}</bdi></a>`,
      },
      { head: plain('mine.kind'), cell: ({ kind }) => kindName(reader, kind) },
      { head: plain('warn.label'), cell: (row) => label(reader, row.label) },
      { head: plain('mine.released'), cell: ({ at }) => moment(reader, at) },
      { head: plain('mine.why'), cell: ({ reasons }) => reasonList(reader, reasons) },
    ],
  });
  const empty = view.all === 0 ? 'mine.nothing' : view.declared === 0 ? 'mine.declare-first' : 'mine.nothing-concerns';
  return html`<nav class="choices" aria-label="${plain('mine.records')}"><ul>${choice('concerning', view.concerning)}${choice('all', view.all)}</ul></nav>
${view.records.length === 0 ? html`<p>${t(empty)}</p>` : rows}
${view.records.length > 0 && view.records.length < view[view.show] && html`<p class="soft">${t('mine.newest', { count: view.records.length })}</p>`}`;
}

function owed(reader: Reader, { owed: all, mayAct }: MyView): Html | '' {
  if (all.length === 0) return '';
  const { t } = words(reader);
  const items = all.map(
    ({ id, what, titles, due }) =>
      html`<section class="turn"><p><strong>${t(`correction.what.${what}`)}</strong> ${t('mine.owed-by', { time: moment(reader, due) })}</p><ul>${titles.map((title) => html`<li><bdi>${title}</bdi></li>`)}</ul><p>${t(`mine.do.${what}`)}</p>
${mayAct && postForm(reader, { action: `/mine/corrections/${id}`, content: '', submit: 'mine.done' })}</section>`,
  );
  return html`<h2>${t('mine.owed')}</h2>${items}`;
}

function feeds(reader: Reader, view: MyView): Html {
  const { t } = words(reader);
  const { key, url } = view;
  const ends = view.feeds.map(
    (name) =>
      html`<li>${bdi(name)} ${view.mayAct && postForm(reader, { action: '/mine/feed/end', content: html`<input type="hidden" name="name" value="${name}">`, submit: 'mine.feed-end', style: 'quiet' })}</li>`,
  );
  const made =
    key !== undefined &&
    html`<section class="turn" role="status"><p><strong>${t('accounts.once')}</strong></p>${summaryList([
      [t('sign-in.name'), bdi(key.name)],
      [t('accounts.token'), html`<code class="hash" dir="ltr">${key.token}</code>`],
    ])}<p class="soft">${t('mine.feed-how')}</p></section>`;
  return html`<h2>${t('mine.feeds')}</h2>${made}<p>${t('mine.feeds-hint')}</p>
${summaryList([
  ['CSV', html`<code class="hash" dir="ltr">${url}/mine/feed.csv</code>`],
  ['STIX 2.1', html`<code class="hash" dir="ltr">${url}/mine/feed.json</code>`],
  ['TAXII 2.1', html`<code class="hash" dir="ltr">${url}/taxii2/</code>`],
])}
${ends.length > 0 && html`<ul>${ends}</ul>`}
${view.mayAct && postForm(reader, { action: '/mine/feed', content: '', submit: 'mine.feed-new', style: 'quiet' })}`;
}

function agreementsInForce(reader: Reader, view: MyView): Html | '' {
  if (view.inForce.length === 0) return '';
  const { t } = words(reader);
  const leave = (agreement: MyAgreement): Html =>
    html`<details><summary>${t('mine.leave')}</summary><p>${t('mine.leave-means')}</p>${postForm(reader, { action: `/mine/agreements/${agreement.id}/leave`, content: confirmField(reader, t('mine.leave-confirm'), [], `leave-${agreement.id.slice(0, 8)}`), submit: 'mine.leave', style: 'grave' })}</details>`;
  return html`<h2>${t('nav.agreements')}</h2>${view.inForce.map((agreement) => html`<p>${t('mine.until', { time: day(reader, agreement.end) })}</p>${terms(reader, agreement, view.parties)}${view.mayAct && view.isCustodial && leave(agreement)}`)}`;
}

/** What an enrolled organisation sees of its centre: what is its own, and nothing else. Spec: CST-6. */
export function myPage(view: MyView, reader: Reader): Html {
  const { t } = words(reader);
  const { organisation } = view;
  return page(reader, {
    title: bdi(organisation.name),
    tab: organisation.name,
    main: html`${errorSummary(reader, view.errors)}<p class="lead">${t('mine.lead', { party: reader.party })}</p>
${view.isCustodial && html`<p>${custodyMark(reader, reader.party)} ${t('custody.means', { party: reader.party })}</p>`}
${view.offers.map((one, place) => offer(reader, view, one, place))}
<h2>${t('warn.title')}</h2>${notices(reader, view)}
${owed(reader, view)}
<h2>${t('mine.records')}</h2>${records(reader, view)}
${agreementsInForce(reader, view)}
${feeds(reader, view)}`,
  });
}
