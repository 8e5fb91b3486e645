import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { kindName } from '../parts/clause.ts';
import { selectField, textField } from '../parts/form.ts';
import { type Paging, pager, sorting } from '../parts/pager.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { recordTitle } from '../parts/record-title.ts';
import { marginList } from '../parts/summary.ts';
import { type Column, table } from '../parts/table.ts';
import { type LabelView, label, tlp } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export interface RecordRow {
  /** Position in our own order of records. */
  readonly seq: number;
  readonly title: string;
  /** STIX type, or another kind. */
  readonly kind: string;
  readonly label: LabelView;
  readonly origin: PartyRef;
  /** When it was imported or reached us, Unix seconds. */
  readonly at: number;
}

export interface Tally<Value> {
  readonly value: Value;
  readonly count: number;
}

/**
 * GET /records: q, kind, label, origin (party id or "own"), waiting (approval | erasure),
 * refused (party id), since (Unix seconds), sort (at | title | kind | label, leading minus for
 * descending; standard −at), page.
 */
export interface RecordsView {
  readonly search: {
    readonly q?: string;
    readonly kind?: string;
    readonly label?: Tlp;
    readonly origin?: string;
    readonly waiting?: 'approval' | 'erasure';
    readonly refused?: PartyRef;
  };
  readonly kinds: readonly Tally<string>[];
  readonly labels: readonly Tally<Tlp>[];
  readonly origins: readonly PartyRef[];
  readonly rows: readonly RecordRow[];
  readonly paging: Paging;
  /** All that is held here, whatever the search. */
  readonly held: number;
  /** The newest records whose words are not searchable yet; absent when there are none. */
  readonly withoutWords?: number;
}

function searchForm(reader: Reader, view: RecordsView): Html {
  const { t, plain } = words(reader);
  const { search } = view;
  const errors = [] as const;
  const any = { value: '', label: t('records.any') };
  return html`<form method="get" action="/records" class="search" role="search" aria-label="${plain('records.search')}">
${search.waiting && html`<input type="hidden" name="waiting" value="${search.waiting}">`}
${search.refused && html`<input type="hidden" name="refused" value="${search.refused.id}">`}
${textField(reader, { name: 'q', label: t('records.words'), type: 'search', value: search.q ?? '', errors })}
${selectField(reader, { name: 'kind', label: t('records.kind'), value: search.kind ?? '', errors, choices: [any, ...view.kinds.map(({ value }) => ({ value, label: kindName(reader, value) }))] })}
${selectField(reader, { name: 'label', label: t('records.label'), value: search.label ?? '', errors, choices: [any, ...tlpLevels.map((level) => ({ value: level, label: `TLP:${level.toUpperCase()}` }))] })}
${selectField(reader, { name: 'origin', label: t('records.origin'), value: search.origin ?? '', errors, choices: [any, { value: 'own', label: t('records.own') }, ...view.origins.map(({ id, name }) => ({ value: id, label: name }))] })}
<button class="button">${t('records.search')}</button></form>`;
}

function columns(reader: Reader): Column<RecordRow>[] {
  const { plain } = words(reader);
  const sort = (column: string) => sorting(reader, column, '-at');
  return [
    { head: plain('records.title'), as: 'name', sort: sort('title'), cell: (row) => recordTitle(row.title, row.seq) },
    { head: plain('records.kind'), sort: sort('kind'), cell: (row) => kindName(reader, row.kind) },
    { head: plain('records.label'), sort: sort('label'), cell: (row) => label(reader, row.label) },
    { head: plain('records.origin'), cell: (row) => partyLink(row.origin) },
    { head: plain('records.at'), sort: sort('at'), cell: (row) => moment(reader, row.at) },
  ];
}

function found(reader: Reader, view: RecordsView): Html {
  const { t } = words(reader);
  if (view.held === 0) return html`<p>${t('records.none')} <a href="/import">${t('today.first.import')}</a></p>`;
  if (view.rows.length === 0) return html`<p>${t('records.no-match')} <a href="/records">${t('records.all')}</a></p>`;
  return html`${table({ caption: words(reader).plain('nav.records'), columns: columns(reader), rows: view.rows })}${pager(reader, view.paging)}`;
}

function lead(reader: Reader, { search, paging, held, withoutWords }: RecordsView): Html {
  const { t } = words(reader);
  const counted = t('records.found', { count: paging.total, held });
  const why = search.waiting
    ? t(`records.waiting.${search.waiting}`)
    : search.refused && t('records.refused', { party: search.refused.name });
  const behind = search.q !== undefined && withoutWords !== undefined;
  return html`<p class="lead">${counted}${why && html` ${why}`}</p>${behind && html`<p>${t('records.words-behind', { count: withoutWords })}</p>`}`;
}

function margin(reader: Reader, view: RecordsView): Html {
  const { t, number } = words(reader);
  const counted = (name: 'kind' | 'label', value: string, count: number, shown: Html): Html =>
    html`<li>${shown} <a href="${link('/records', { [name]: value })}">${number(count)}</a></li>`;
  return marginList([
    [
      t('records.by-label'),
      html`<ul>${view.labels.map(({ value, count }) => counted('label', value, count, tlp(value)))}</ul>`,
    ],
    [
      t('records.by-kind'),
      html`<ul>${view.kinds.map(({ value, count }) => counted('kind', value, count, kindName(reader, value)))}</ul>`,
    ],
    [t('today.do'), html`<a href="/import">${t('nav.import')}</a>`],
  ]);
}

export function recordsPage(view: RecordsView, reader: Reader): Html {
  const { t, plain } = words(reader);
  return page(reader, {
    title: t('nav.records'),
    tab: plain('nav.records'),
    main: html`${lead(reader, view)}${searchForm(reader, view)}${found(reader, view)}`,
    margin: margin(reader, view),
  });
}
