import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { errorSummary, type FieldError, postForm, proseArea, textArea } from '../parts/form.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET and POST /mine/report: values (one a line), text. */
export interface MyReportView {
  readonly values: { readonly values: string; readonly text: string };
  readonly errors: readonly FieldError[];
  readonly mayAct: boolean;
  /** What the organisation has reported, newest first. */
  readonly reported: readonly { readonly title: string; readonly at: number }[];
}

function form(reader: Reader, { values, errors }: MyReportView): Html {
  const { t } = words(reader);
  const content = html`${textArea(reader, { name: 'values', label: t('report.values'), hint: t('report.values-hint'), value: values.values, errors })}
${proseArea(reader, { name: 'text', label: t('report.text'), hint: t('report.text-hint'), value: values.text, errors })}`;
  return postForm(reader, { action: '/mine/report', content, submit: 'report.send' });
}

/** Telling the centre what was observed. */
export function myReportPage(view: MyReportView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const reported = table<MyReportView['reported'][number]>({
    caption: plain('constituent.reports'),
    rows: view.reported,
    columns: [
      { head: plain('records.title'), as: 'name', cell: ({ title }) => html`<bdi class="title">${title}</bdi>` },
      { head: plain('constituent.reported'), cell: ({ at }) => moment(reader, at) },
    ],
  });
  return page(reader, {
    trail: html`<a href="/mine">${t('mine.title')}</a>`,
    title: t('report.title'),
    tab: plain('report.title'),
    main: html`${errorSummary(reader, view.errors)}<p class="lead">${t('report.lead', { party: reader.party })}</p>
${view.mayAct ? form(reader, view) : html`<p>${t('mine.only-reads')}</p>`}
<h2>${t('constituent.reports')}</h2>${view.reported.length === 0 ? html`<p>${t('constituent.no-reports')}</p>` : reported}`,
  });
}
