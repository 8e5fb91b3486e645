import { type Hole, type Html, html, visibleControls } from '../html.ts';

/** The order that a heading's link asks for, and the one in force. */
export interface Sorting {
  readonly href: string;
  readonly order?: 'ascending' | 'descending';
}

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Hole;
  /** 'name' heads its row, 'number' aligns to the end. */
  readonly as?: 'name' | 'number';
  readonly sort?: Sorting;
}

export interface Table<Row> {
  /** Says what the table is, for those who cannot see where it stands. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

function heading<Row>({ head, as, sort }: Column<Row>): Html {
  const shown = sort === undefined ? html`${head}` : html`<a href="${sort.href}">${head}</a>`;
  const arrow = sort?.order && html`<span aria-hidden="true">${sort.order === 'ascending' ? ' ↑' : ' ↓'}</span>`;
  return html`<th role="columnheader" scope="col" class="${as}" aria-sort="${sort && (sort.order ?? 'none')}">${shown}${arrow}</th>`;
}

function cell<Row>({ head, as, cell: content }: Column<Row>, row: Row): Html {
  const shown = content(row);
  return as === 'name'
    ? html`<th role="rowheader" scope="row" data-label="${head}">${shown}</th>`
    : html`<td role="cell" class="${as}" data-label="${head}">${shown}</td>`;
}

/**
 * A table that becomes a stack of named values on a narrow screen. The roles keep it a table for
 * screen readers when the style takes the table layout away.
 */
export function table<Row>({ caption, columns, rows }: Table<Row>): Html {
  const body = rows.map((row) => html`<tr role="row">${columns.map((column) => cell(column, row))}</tr>\n`);
  return html`<table role="table">
<caption>${visibleControls(caption)}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(heading)}</tr></thead>
<tbody role="rowgroup">${body}</tbody>
</table>`;
}
