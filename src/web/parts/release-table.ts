import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type Paging, pager } from './pager.ts';
import { type PartyRef, partyLink } from './party.ts';
import { type AgreementRef, agreementLink } from './reasons.ts';
import { table } from './table.ts';

/** How many items went under which clause. */
export interface ShareView {
  readonly agreement: AgreementRef;
  readonly clause: number;
  readonly count: number;
}

/** One release, seen from either side. */
export interface ReleaseRow {
  /** Record id of the receipt: the same on both sides. */
  readonly id: string;
  /** Counts the releases from one party to another from 1. */
  readonly number: number;
  /** The other party. */
  readonly party: PartyRef;
  /** When it was signed, Unix seconds. */
  readonly at: number;
  readonly count: number;
  readonly shares: readonly ShareView[];
  /** Whether the recipient has countersigned. */
  readonly isCountersigned: boolean;
}

/** GET /left and GET /reached: party (id), agreement (id), since (Unix seconds), page. */
export interface ReleasesView {
  readonly rows: readonly ReleaseRow[];
  readonly paging: Paging;
  /** Objects in all releases found, not in this page only. */
  readonly objects: number;
  /** The party that the list is narrowed to. */
  readonly party?: PartyRef;
  readonly since?: number;
}

const shares = (reader: Reader, row: ReleaseRow): Html => {
  const { t } = words(reader);
  return html`${row.shares.map((share, index) => html`${index > 0 && html`<br>`}${agreementLink(share.agreement)}, ${t('clause.number', { n: share.clause })}: ${t('count.objects', { count: share.count })}`)}`;
};

/** A list of releases with the clause that allowed each. */
export function releaseTable(reader: Reader, view: ReleasesView, caption: string): Html {
  const { t, plain, number } = words(reader);
  const rows = table<ReleaseRow>({
    caption,
    rows: view.rows,
    columns: [
      {
        head: plain('receipt.one'),
        as: 'name',
        cell: (row) => html`<a href="/receipts/${row.id}">${t('receipt.number', { number: row.number })}</a>`,
      },
      { head: plain('party.one'), cell: (row) => partyLink(row.party) },
      { head: plain('records.at'), cell: (row) => moment(reader, row.at) },
      {
        head: plain('receipt.objects'),
        as: 'number',
        cell: (row) => html`<a href="/receipts/${row.id}#items">${number(row.count)}</a>`,
      },
      { head: plain('receipt.allowed-by'), cell: (row) => shares(reader, row) },
      {
        head: plain('receipt.state'),
        cell: (row) =>
          row.isCountersigned
            ? html`<span class="yes">${t('receipt.both')}</span>`
            : html`<span class="wait">${t('receipt.one-side')}</span>`,
      },
    ],
  });
  return html`${rows}${pager(reader, view.paging)}`;
}

/** What the list is narrowed to, with a way back to all. */
export function narrowing(reader: Reader, view: ReleasesView): Html | '' {
  if (view.party === undefined && view.since === undefined) return '';
  const { t } = words(reader);
  return html`<p>${view.party && t('releases.only', { party: view.party.name })} ${view.since !== undefined && t('time.from', { moment: moment(reader, view.since) })} <a href="${reader.path}">${t('releases.all')}</a></p>`;
}
