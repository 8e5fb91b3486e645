import type { CorrectionKind, Ground } from '#protocol/agreement/correction.ts';
import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { recordTitle } from '../parts/record-title.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** How a correction stands with one party. Spec: COR-8. */
export type CorrectionState = 'done' | 'kept' | 'late' | 'refused' | 'underway' | 'unreachable' | 'waiting';

export interface CorrectionRow {
  readonly party: PartyRef;
  readonly what: CorrectionKind;
  /** The release that it is about. */
  readonly receipt: string;
  /** The first of its records as they stand here; an erased one has no title. */
  readonly records: readonly { readonly seq: number; readonly title: string }[];
  readonly count: number;
  /** Unix seconds. */
  readonly at: number;
  readonly due: number;
  readonly answeredAt?: number;
  readonly state: CorrectionState;
  readonly ground?: Ground;
}

/** GET /corrections: record (its number) narrows to one record. */
export interface CorrectionsView {
  readonly sent: readonly CorrectionRow[];
  readonly received: readonly CorrectionRow[];
  /** The record that the lists are narrowed to. */
  readonly record?: number;
}

const settled: readonly CorrectionState[] = ['done'];
const wrong: readonly CorrectionState[] = ['late', 'refused', 'unreachable'];

const classOf = (state: CorrectionState): string =>
  settled.includes(state) ? 'yes' : wrong.includes(state) ? 'no' : 'wait';

function stateCell(reader: Reader, { state, ground, answeredAt }: CorrectionRow): Html {
  const { t } = words(reader);
  return html`<span class="${classOf(state)}">${t(`correction.state.${state}`)}</span>${ground !== undefined && html`<br>${t(`correction.ground.${ground}`)}`}${answeredAt !== undefined && html`<br><small>${moment(reader, answeredAt)}</small>`}`;
}

function recordsCell(reader: Reader, { records, count }: CorrectionRow): Html {
  const { t } = words(reader);
  const more = count - records.length;
  return html`${records.map(({ title, seq }, index) => html`${index > 0 && html`<br>`}${title === '' ? t('correction.gone', { number: seq }) : recordTitle(title, seq)}`)}${more > 0 && html`<br>${t('correction.more', { count: more })}`}`;
}

function correctionTable(reader: Reader, rows: readonly CorrectionRow[], caption: string): Html {
  const { t, plain } = words(reader);
  return table<CorrectionRow>({
    caption,
    rows,
    columns: [
      {
        head: plain('correction.what'),
        as: 'name',
        cell: (row) => html`<a href="/receipts/${row.receipt}">${t(`correction.what.${row.what}`)}</a>`,
      },
      { head: plain('correction.records'), cell: (row) => recordsCell(reader, row) },
      { head: plain('party.one'), cell: (row) => partyLink(row.party) },
      { head: plain('correction.said'), cell: (row) => moment(reader, row.at) },
      { head: plain('correction.due'), cell: (row) => moment(reader, row.due) },
      { head: plain('correction.state'), cell: (row) => stateCell(reader, row) },
    ],
  });
}

/** How many stand how, worst first; what is nothing is left out. */
function tally(reader: Reader, rows: readonly CorrectionRow[]): Html {
  const { t } = words(reader);
  const order: readonly CorrectionState[] = ['late', 'unreachable', 'refused', 'kept', 'waiting', 'underway', 'done'];
  const counts = order.map((state) => ({ state, count: rows.filter((row) => row.state === state).length }));
  return html`<p>${counts.filter(({ count }) => count > 0).map(({ state, count }) => html`<span class="${classOf(state)}">${t(`correction.state.${state}`)}</span> ${count} `)}</p>`;
}

/** What became of records after their release: who was told, who has followed, who is late. */
export function correctionsPage(view: CorrectionsView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const part = (
    rows: readonly CorrectionRow[],
    side: 'sent' | 'received',
  ): Html => html`<h2>${t(`correction.${side}`)}</h2>
${rows.length === 0 ? html`<p>${t(`correction.none-${side}`)}</p>` : html`${tally(reader, rows)}${correctionTable(reader, rows, plain(`correction.${side}`))}`}`;
  return page(reader, {
    title: t('correction.title'),
    tab: plain('correction.title'),
    main: html`<p class="lead">${t('correction.lead')}</p>
${view.record !== undefined && html`<p>${t('correction.only', { number: view.record })} <a href="/corrections">${t('correction.all')}</a></p>`}
${part(view.sent, 'sent')}
${part(view.received, 'received')}`,
  });
}
