import { type Hole, type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { day } from '../moment.ts';
import { page } from '../page.ts';
import { type Bar, barChart, cellBar } from '../parts/bar-chart.ts';
import { kindName } from '../parts/clause.ts';
import { recordTitle } from '../parts/record-title.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export const situationPeriods = ['month', 'year', 'five-years'] as const;
export type SituationPeriod = (typeof situationPeriods)[number];
export const situationTrends = ['new', 'more', 'same', 'less', 'gone'] as const;

/** A step of the time line; both days are Unix seconds at midnight UTC, the last one included. */
export interface SituationStep {
  readonly from: number;
  readonly until: number;
  readonly records: number;
  readonly sightings: number;
}

/** Something counted, now and in the period of equal length before. */
export interface SituationRow {
  readonly title: string;
  /** The record that it is, when it is one and held here. */
  readonly seq?: number;
  /** A search that lists what was counted. */
  readonly search?: string;
  readonly now: number;
  readonly before: number;
  readonly trend: (typeof situationTrends)[number];
}

export const situationBlocks = ['technique', 'software', 'sector', 'seen', 'product', 'place'] as const;

/** GET /situation: period (month | year | five-years; standard year). Spec: SIT-3. */
export interface SituationView {
  readonly period: SituationPeriod;
  readonly steps: readonly SituationStep[];
  readonly kinds: readonly (SituationRow & { readonly kind: string })[];
  readonly blocks: Readonly<Record<(typeof situationBlocks)[number], readonly SituationRow[]>>;
  /** How many of the held records the counts reach. */
  readonly counted: number;
  readonly held: number;
}

function periods(reader: Reader, view: SituationView): Html {
  const { t, plain } = words(reader);
  return html`<nav class="choices" aria-label="${plain('situation.period')}"><ul>${situationPeriods.map((period) => html`<li><a href="${link('/situation', { period })}"${period === view.period && html` aria-current="true"`}>${t(`situation.period.${period}`)}</a></li>`)}</ul></nav>`;
}

const dayName = (reader: Reader, seconds: number): string => day(reader, seconds).text.replace(/<[^>]*>/g, '');

function timeLine(reader: Reader, view: SituationView): Html {
  const { t, plain, number } = words(reader);
  const bars = (of: (step: SituationStep) => number): Bar[] =>
    view.steps.map((step) => ({ name: dayName(reader, step.from), count: of(step) }));
  const some = view.steps.filter(({ records, sightings }) => records + sightings > 0);
  const rows = table<SituationStep>({
    caption: plain('situation.time'),
    rows: some,
    columns: [
      { head: plain('situation.from'), as: 'name', cell: ({ from }) => day(reader, from) },
      { head: plain('situation.until'), cell: ({ until }) => day(reader, until) },
      { head: plain('situation.records'), as: 'number', cell: ({ records }) => number(records) },
      { head: plain('situation.sightings'), as: 'number', cell: ({ sightings }) => number(sightings) },
    ],
  });
  return html`<h2>${t('situation.time')}</h2>
<h3>${t('situation.records')}</h3>
${barChart(reader, { caption: plain('situation.records'), bars: bars(({ records }) => records) })}
<h3>${t('situation.sightings')}</h3>
${barChart(reader, { caption: plain('situation.sightings'), bars: bars(({ sightings }) => sightings) })}
<details><summary>${t('situation.as-table', { count: some.length })}</summary>${rows}</details>`;
}

function trend(reader: Reader, row: SituationRow): Html {
  const { t } = words(reader);
  return html`<span class="trend">${t(`situation.trend.${row.trend}`, { before: row.before })}</span>`;
}

function ranking<Row extends SituationRow>(
  reader: Reader,
  { caption, head, rows, title }: { caption: string; head: string; rows: readonly Row[]; title: (row: Row) => Hole },
): Html {
  const { plain, number } = words(reader);
  const most = Math.max(0, ...rows.map(({ now }) => now));
  return table<Row>({
    caption,
    rows,
    columns: [
      { head, as: 'name', cell: title },
      {
        head: plain('situation.now'),
        as: 'number',
        cell: ({ now, search }) =>
          html`${search === undefined ? number(now) : html`<a href="${search}">${number(now)}</a>`}${cellBar(now, most)}`,
      },
      { head: plain('situation.before'), cell: (row) => trend(reader, row) },
    ],
  });
}

function block(reader: Reader, name: (typeof situationBlocks)[number], rows: readonly SituationRow[]): Html {
  const { t, plain } = words(reader);
  return html`<h2>${t(`situation.${name}`)}</h2>
${rows.length === 0 ? html`<p class="soft">${t(`situation.${name}.none`)}</p>` : ranking(reader, { caption: plain(`situation.${name}`), head: plain('records.title'), rows, title: ({ title, seq }) => recordTitle(title, seq) })}`;
}

function lead(reader: Reader, view: SituationView): Html {
  const { t } = words(reader);
  const sum = (of: (step: SituationStep) => number): number => view.steps.reduce((total, step) => total + of(step), 0);
  const [records, sightings] = [sum(({ records: count }) => count), sum(({ sightings: count }) => count)];
  return html`<p class="lead">${t('situation.lead', { records, sightings })}</p>`;
}

function main(reader: Reader, view: SituationView): Html {
  const { t, plain } = words(reader);
  if (view.held === 0) return html`<p>${t('situation.empty')} <a href="/import">${t('nav.import')}</a></p>`;
  const kinds = ranking(reader, {
    caption: plain('situation.kinds'),
    head: plain('records.kind'),
    rows: view.kinds,
    title: ({ kind }) => kindName(reader, kind),
  });
  return html`${lead(reader, view)}${periods(reader, view)}
${timeLine(reader, view)}
${situationBlocks.map((name) => block(reader, name, view.blocks[name]))}
<h2>${t('situation.kinds')}</h2>
${view.kinds.length === 0 ? html`<p class="soft">${t('situation.quiet')}</p>` : kinds}`;
}

/** What is going on, from what is held here. It names no actor: software gives no verdict. */
export function situationPage(view: SituationView, reader: Reader): Html {
  const { t, plain } = words(reader);
  return page(reader, {
    title: t('nav.situation'),
    tab: plain('nav.situation'),
    main: main(reader, view),
    margin: marginList([
      [t('situation.reach'), t('situation.reach.counts', { counted: view.counted, held: view.held })],
      [t('situation.how'), t('situation.how.said')],
      [t('situation.no-actors'), t('situation.no-actors.said')],
    ]),
  });
}
