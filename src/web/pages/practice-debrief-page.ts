import type { Silence } from '#protocol/case/procedure.ts';
import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { moment, span } from '../moment.ts';
import { page } from '../page.ts';
import { caseName } from '../parts/case-words.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { exerciseText } from '../parts/practice-names.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type ExerciseView, startForm } from './practice-page.ts';

/** Something that was owed, and how it was kept. Times in Unix seconds. */
export interface KeptView {
  readonly wait: string;
  readonly party: PartyRef;
  readonly isOurs: boolean;
  readonly due: number;
  readonly done?: number;
  readonly silence?: Silence;
  /** The time was agreed: that it came is no failing. */
  readonly isAgreed?: true;
}

/** GET /practice/debrief. */
export interface DebriefView {
  readonly exercise: ExerciseView;
  readonly otherSide?: ExerciseView;
  readonly case: string;
  readonly temper: string;
  readonly isEnd: boolean;
  /** State of the main machine; absent when the case never began. */
  readonly state?: string;
  /** Seconds on the clock of the practice, and acts by us and by others. */
  readonly took: number;
  readonly acts: { readonly ours: number; readonly theirs: number };
  readonly kept: readonly KeptView[];
}

function howKept(reader: Reader, { due, done, silence, isAgreed }: KeptView): Html {
  const { t } = words(reader);
  const meant = silence !== undefined && html`<br><small>${t(`cases.silence.${silence}`)}</small>`;
  if (done === undefined && isAgreed === true) return html`${t('practice.came')}${meant}`;
  if (done === undefined) return html`<span class="no">${t('practice.missed')}</span>${meant}`;
  if (done > due) return html`<span class="no">${t('time.late', { span: span(reader, done - due) })}</span>${meant}`;
  return html`<span class="yes">${t('practice.met', { span: span(reader, due - done) })}</span>`;
}

function keptTable(reader: Reader, procedure: string, rows: readonly KeptView[], caption: string): Html {
  const { t, plain } = words(reader);
  if (rows.length === 0) return html`<p>${t('practice.nothing-owed')}</p>`;
  return table<KeptView>({
    caption,
    rows,
    columns: [
      { head: plain('cases.owed'), as: 'name', cell: ({ wait }) => caseName(reader, procedure, `wait.${wait}`) },
      { head: plain('party.one'), cell: ({ party }) => partyLink(party) },
      { head: plain('cases.until'), cell: ({ due }) => moment(reader, due) },
      { head: plain('practice.kept'), cell: (row) => howKept(reader, row) },
    ],
  });
}

/** Looking back: how it ended, what was met and missed by when, and what to try next. Spec: PRA-6. */
export function practiceDebriefPage(view: DebriefView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { exercise, otherSide, kept, state, isEnd, acts, took } = view;
  const { procedure } = exercise;
  const ended =
    state === undefined
      ? t('cases.not-begun')
      : t(isEnd ? 'cases.ended' : 'practice.stands', { state: caseName(reader, procedure, `state.${state}`) });
  const lists = [true, false].map((isOurs) => {
    const key = isOurs ? 'practice.ours' : 'practice.theirs';
    const rows = kept.filter((one) => one.isOurs === isOurs);
    return html`<h2>${t(key)}</h2>${keptTable(reader, procedure, rows, plain(key))}`;
  });
  const other =
    otherSide !== undefined &&
    html`<h3>${t('line.named', { name: t('practice.other-side'), value: exerciseText(reader, otherSide.exercise, 'name') })}</h3>${startForm(reader, otherSide, true)}`;
  return page(reader, {
    title: t('line.named', { name: t('practice.debrief'), value: exerciseText(reader, exercise.exercise, 'name') }),
    tab: plain('practice.debrief'),
    trail: html`<a href="/practice">${t('practice.title')}</a> / <a href="${link(`/cases/${view.case}`, {})}">${t('practice.to-case')}</a>`,
    main: html`<div class="turn"><p><strong>${ended}</strong></p><p>${t('practice.took', { span: span(reader, took), ...acts })}</p>${!isEnd && html`<p>${t('practice.not-over')}</p>`}</div>
${lists}
<h2>${t('practice.again')}</h2>${startForm(reader, exercise)}${other}
<p><a href="/practice">${t('practice.all')}</a></p>`,
  });
}
