import { bdi, type Html, html, visibleControls } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { hash } from '../parts/hash.ts';
import { type Paging, pager } from '../parts/pager.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { marginList, summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type VerifyTarget, verifyButton, verifyModule } from '../parts/verify-button.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** What an entry of our log holds; 'commitment' when we do not say. */
export const entryKinds = ['identity', 'batch', 'release', 'agreement', 'withdrawal', 'record', 'commitment'] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface LogRow {
  /** From 0. */
  readonly index: number;
  readonly kind: EntryKind;
  /** What it is about, e.g. an agreement's title or a party's name. */
  readonly about?: string;
  /** Unix seconds. */
  readonly at: number;
}

export interface Cosignature {
  readonly party: PartyRef;
  /** Unix seconds, as cosigned. Absent: not yet for this checkpoint. */
  readonly at?: number;
}

/** GET /log-book: page. Newest entries first. */
export interface LogBookView {
  readonly origin: string;
  readonly size: number;
  /** Root of the newest checkpoint, base64 as it stands there. Absent while the log is empty. */
  readonly root?: string;
  readonly at?: number;
  /** The checkpoint with its signatures. */
  readonly checkpoint?: string;
  readonly cosignatures: readonly Cosignature[];
  readonly rows: readonly LogRow[];
  readonly paging: Paging;
  /** Verifies the newest entry. */
  readonly newest?: VerifyTarget;
}

function cosignatureTable(reader: Reader, cosignatures: readonly Cosignature[]): Html {
  const { t, plain } = words(reader);
  return table<Cosignature>({
    caption: plain('log.cosignatures'),
    rows: cosignatures,
    columns: [
      { head: plain('log.witness'), as: 'name', cell: (row) => partyLink(row.party) },
      {
        head: plain('receipt.state'),
        cell: (row) =>
          row.at === undefined
            ? html`<span class="wait">${t('signature.missing')}</span>`
            : html`<span class="yes">${t('log.cosigned')}</span>`,
      },
      { head: plain('records.at'), cell: (row) => (row.at === undefined ? '' : moment(reader, row.at)) },
    ],
  });
}

function entries(reader: Reader, view: LogBookView): Html {
  const { t, plain, number } = words(reader);
  const rows = table<LogRow>({
    caption: plain('log.entries'),
    rows: view.rows,
    columns: [
      {
        head: plain('log.index'),
        as: 'name',
        cell: (row) => html`<a href="/log-book/${row.index}">${number(row.index)}</a>`,
      },
      { head: plain('log.holds'), cell: (row) => t(`log.kind.${row.kind}`) },
      { head: plain('log.about'), cell: (row) => (row.about === undefined ? '' : bdi(row.about)) },
      { head: plain('records.at'), cell: (row) => moment(reader, row.at) },
    ],
  });
  return html`${rows}${pager(reader, view.paging)}`;
}

export function logBookPage(view: LogBookView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const seen = view.cosignatures.filter(({ at }) => at !== undefined).length;
  return page(reader, {
    title: t('nav.log'),
    tab: plain('nav.log'),
    modules: view.newest === undefined ? [] : [verifyModule],
    main: html`<p class="lead">${t('count.entries', { count: view.size })} · ${t('today.witnessed', { count: seen, asked: view.cosignatures.length })}</p>
<p>${t('log.lead')}</p>
<h2>${t('log.checkpoint')}</h2>
${
  view.checkpoint === undefined
    ? html`<p>${t('log.empty')}</p>`
    : summaryList([
        [t('log.size'), words(reader).number(view.size)],
        [t('log.root'), hash(view.root ?? '')],
        [t('receipt.at'), view.at === undefined ? undefined : moment(reader, view.at)],
        [t('log.origin'), hash(view.origin)],
      ])
}
${view.newest !== undefined && html`<p>${t('log.verify-newest')}</p>${verifyButton(reader, view.newest)}`}
${view.checkpoint !== undefined && html`<details><summary>${t('log.checkpoint-show')}</summary><pre dir="ltr" tabindex="0">${visibleControls(view.checkpoint)}</pre></details>`}
<h2>${t('log.cosignatures')}</h2>
${view.cosignatures.length === 0 ? html`<p>${t('log.no-witness')}</p>` : cosignatureTable(reader, view.cosignatures)}
<h2>${t('log.entries')}</h2>
${view.rows.length === 0 ? html`<p>${t('log.empty')}</p>` : entries(reader, view)}`,
    margin: marginList([
      [t('log.public'), html`<a href="/log/checkpoint">${t('log.checkpoint')}</a>`],
      [t('log.elsewhere'), html`<code dir="ltr">npx comity verify DIR</code>`],
    ]),
  });
}
