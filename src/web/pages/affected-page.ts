import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { postForm, textField } from '../parts/form.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { recordTitle } from '../parts/record-title.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export interface AffectedRow {
  readonly seq: number;
  readonly title: string;
  readonly party: PartyRef;
  /** Unix seconds. */
  readonly at: number;
  readonly done?: number;
  readonly proof?: string;
}

/** GET /affected; POST /affected/:seq: csrf, party (id), proof. */
export interface AffectedView {
  readonly rows: readonly AffectedRow[];
  readonly mayMark: boolean;
}

function stateCell(reader: Reader, row: AffectedRow, mayMark: boolean): Html {
  const { t } = words(reader);
  if (row.done !== undefined)
    return html`<span class="yes">${t('affected.done')}</span> ${moment(reader, row.done)}<br><bdi>${row.proof}</bdi>`;
  if (!mayMark) return html`<span class="wait">${t('affected.open')}</span>`;
  return html`<span class="wait">${t('affected.open')}</span>${postForm(reader, {
    action: `/affected/${row.seq}`,
    content: html`<input type="hidden" name="party" value="${row.party.id}">${textField(reader, { name: `proof-${row.seq}-${row.party.id.slice(0, 8)}`, label: t('affected.proof'), errors: [] })}`,
    submit: 'affected.mark',
    style: 'quiet',
  })}`;
}

/** Whom received records oblige us to notify, and who has been. */
export function affectedPage(view: AffectedView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const rows = table<AffectedRow>({
    caption: plain('affected.title'),
    rows: view.rows,
    columns: [
      { head: plain('affected.record'), as: 'name', cell: (row) => recordTitle(row.title, row.seq) },
      { head: plain('affected.party'), cell: (row) => partyLink(row.party) },
      { head: plain('affected.since'), cell: (row) => moment(reader, row.at) },
      { head: plain('correction.state'), cell: (row) => stateCell(reader, row, view.mayMark) },
    ],
  });
  return page(reader, {
    title: t('affected.title'),
    tab: plain('affected.title'),
    main: html`<p class="lead">${t('affected.lead')}</p>${view.rows.length === 0 ? html`<p>${t('affected.none')}</p>` : rows}`,
  });
}
