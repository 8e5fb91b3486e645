import { bdi, type Html, html, visibleControls } from '../html.ts';
import { page } from '../page.ts';
import { postForm } from '../parts/form.ts';
import { type PartyRef, partyNames } from '../parts/party.ts';
import { recordTitle } from '../parts/record-title.ts';
import { type StixObject, stixSummary } from '../parts/stix-summary.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Why a record cannot be stated anew; the codes of its faults. */
export const reissueFaults = [
  'reissue-done',
  'reissue-forbidden',
  'reissue-incomplete',
  'reissue-marking',
  'reissue-media',
  'reissue-names-source',
  'reissue-older',
  'reissue-recalled',
  'reissue-type',
  'reissue-unneeded',
] as const;
export type ReissueFault = (typeof reissueFaults)[number];

/** A record that is held back. `place`: where in it, as a JSON pointer, or ''. */
export interface HeldBackRow {
  readonly seq: number;
  readonly title: string;
  readonly fault: ReissueFault;
  readonly place: string;
}

/** GET /records/:seq/reissue; POST there: csrf. */
export interface ReissueView {
  readonly seq: number;
  readonly title: string;
  /** What would be stated; absent when the record itself is among the held back. */
  readonly planned?: {
    readonly object: StixObject;
    /** Properties or places that are taken out. */
    readonly taken: readonly string[];
    readonly reach: readonly PartyRef[];
    readonly awaitsApproval: boolean;
    /** How many other records go with it. */
    readonly others: number;
  };
  readonly held: readonly HeldBackRow[];
}

function heldTable(reader: Reader, held: readonly HeldBackRow[]): Html | '' {
  const { t, plain } = words(reader);
  if (held.length === 0) return '';
  const rows = table<HeldBackRow>({
    caption: plain('reissue.held'),
    rows: held,
    columns: [
      { head: plain('records.title'), as: 'name', cell: (row) => recordTitle(row.title, row.seq) },
      {
        head: plain('reissue.why'),
        cell: (row) =>
          html`${t(`reissue.fault.${row.fault}`)}${row.place !== '' && html` ${t('reissue.at', { place: html`<code dir="ltr">${row.place}</code>` })}`}`,
      },
    ],
  });
  return html`<h2>${t('reissue.held')}</h2>${rows}`;
}

function consequence(reader: Reader, planned: NonNullable<ReissueView['planned']>): Html {
  const { t } = words(reader);
  const { reach, taken, others, awaitsApproval, object } = planned;
  return html`<p><strong>${t('reissue.reach', { count: reach.length })}</strong> ${reach.length > 0 && partyNames(reader, reach)}</p>
${awaitsApproval && html`<p>${t('reissue.approval')}</p>`}
<p>${t('reissue.with', { count: others })}</p>
<h2>${t('reissue.taken')}</h2>
${taken.length === 0 ? html`<p>${t('reissue.taken-none')}</p>` : html`<ul>${taken.map((place) => html`<li><code dir="ltr">${place}</code></li>`)}</ul>`}
<h2>${t('reissue.result')}</h2>
<p>${t('reissue.read')}</p>
${stixSummary(reader, object)}
<details><summary>${t('record.raw-show')}</summary><pre dir="ltr" tabindex="0">${visibleControls(JSON.stringify(object, null, 2))}</pre></details>
<p class="soft">${t('reissue.kept')}</p>`;
}

/** What stating a record anew does, before it is done. Spec: RIS-2. */
export function reissuePage(view: ReissueView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { planned, seq } = view;
  const turn =
    planned === undefined
      ? html`<p><strong>${t('reissue.refused')}</strong></p>`
      : html`<div class="turn">${postForm(reader, {
          action: `/records/${seq}/reissue`,
          content: consequence(reader, planned),
          submit: 'reissue.do',
        })}</div>`;
  return page(reader, {
    trail: html`<a href="/records">${t('nav.records')}</a> / <a href="/records/${seq}">${bdi(view.title)}</a>`,
    title: t('reissue.title'),
    tab: plain('reissue.title'),
    main: html`<p class="lead">${t('reissue.lead')}</p>${turn}${heldTable(reader, view.held)}`,
  });
}
