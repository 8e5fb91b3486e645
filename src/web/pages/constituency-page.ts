import type { Sector } from '#desks/infrastructure/sector.ts';
import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { cellBar } from '../parts/bar-chart.ts';
import { sectorName } from '../parts/concern.ts';
import type { PartyRef } from '../parts/party.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** One enrolled organisation. Times in Unix seconds. */
export interface ConstituentRow {
  readonly party: PartyRef;
  readonly sectors: readonly Sector[];
  /** How many of the five lists of its profile say something. */
  readonly declared: number;
  readonly isCustodial: boolean;
  /** Whether an agreement with it is in force. */
  readonly isInForce: boolean;
  readonly fetched?: number;
  /** Notices that were delivered to it, want an answer, and have none. */
  readonly unanswered: number;
}

/** GET /constituency: sector. */
export interface ConstituencyView {
  readonly rows: readonly ConstituentRow[];
  /** How many organisations declare each sector, most first. */
  readonly bySector: readonly { readonly sector: Sector; readonly count: number }[];
  readonly sector?: Sector;
  readonly mayEnrol: boolean;
}

export const constituentLink = ({ id, name }: PartyRef): Html =>
  html`<a href="/constituency/${id}"><bdi>${name}</bdi></a>`;

function sectorWords(reader: Reader, sectors: readonly Sector[]): Html {
  const { t, list } = words(reader);
  if (sectors.length === 0) return html`<span class="soft">${t('constituency.no-sector')}</span>`;
  return list(sectors.map((sector) => sectorName(reader, sector)));
}

/** Whether the agreement is in force, in words. */
export function joined(reader: Reader, isInForce: boolean): Html {
  const { t } = words(reader);
  return isInForce
    ? html`<span class="yes">${t('constituency.accepted')}</span>`
    : html`<span class="wait">${t('constituency.not-accepted')}</span>`;
}

function organisations(reader: Reader, rows: readonly ConstituentRow[]): Html {
  const { t, plain, number } = words(reader);
  return table<ConstituentRow>({
    caption: plain('constituency.title'),
    rows,
    columns: [
      { head: plain('constituency.organisation'), as: 'name', cell: (row) => constituentLink(row.party) },
      { head: plain('constituency.sectors'), cell: (row) => sectorWords(reader, row.sectors) },
      {
        head: plain('constituency.server'),
        cell: (row) => t(row.isCustodial ? 'constituency.without-server' : 'constituency.with-server'),
      },
      { head: plain('constituency.agreement'), cell: (row) => joined(reader, row.isInForce) },
      { head: plain('constituency.profile'), cell: (row) => t('constituency.declared', { count: row.declared }) },
      {
        head: plain('constituency.fetched'),
        cell: (row) => (row.fetched === undefined ? t('record.never') : moment(reader, row.fetched)),
      },
      {
        head: plain('constituency.unanswered'),
        as: 'number',
        cell: (row) => (row.unanswered > 0 ? html`<span class="no">${number(row.unanswered)}</span>` : number(0)),
      },
    ],
  });
}

function sectorTable(reader: Reader, { bySector }: ConstituencyView): Html {
  const { plain, number } = words(reader);
  const most = Math.max(0, ...bySector.map(({ count }) => count));
  return table<ConstituencyView['bySector'][number]>({
    caption: plain('constituency.by-sector'),
    rows: bySector,
    columns: [
      {
        head: plain('constituency.sector'),
        as: 'name',
        cell: ({ sector }) => html`<a href="/constituency?sector=${sector}">${sectorName(reader, sector)}</a>`,
      },
      {
        head: plain('constituency.organisations'),
        as: 'number',
        cell: ({ count }) => html`${number(count)}${cellBar(count, most)}`,
      },
    ],
  });
}

function content(reader: Reader, view: ConstituencyView): Html {
  const { t } = words(reader);
  const { rows, bySector, sector } = view;
  if (rows.length === 0 && sector === undefined) return html`<p>${t('constituency.none')}</p>`;
  const only =
    sector !== undefined &&
    html`<p>${t('constituency.only-sector', { sector: sectorName(reader, sector) })} <a href="/constituency">${t('constituency.all')}</a></p>`;
  return html`${only}${organisations(reader, rows)}
${bySector.length > 0 && html`<h2>${t('constituency.by-sector')}</h2>${sectorTable(reader, view)}`}`;
}

/** Whom a centre serves. */
export function constituencyPage(view: ConstituencyView, reader: Reader): Html {
  const { t, plain } = words(reader);
  return page(reader, {
    title: t('constituency.title'),
    tab: plain('constituency.title'),
    main: html`<p class="lead">${t('constituency.lead', { count: view.rows.length })}</p>
${view.mayEnrol && html`<p><a class="button" href="/constituency/enrol">${t('constituency.enrol')}</a></p>`}
${content(reader, view)}`,
  });
}
