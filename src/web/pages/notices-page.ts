import type { Urgency } from '#desks/infrastructure/urgency.ts';
import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { deadline, urgencyWords, validity } from '../parts/notice.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

interface NoticeLine {
  readonly id: string;
  readonly title: string;
  readonly urgency: Urgency;
  readonly state: 'current' | 'cancelled';
  readonly until: number;
  readonly by?: number;
}

/** A notice that reached us: `ours` is how far we have come with it. */
export interface ReceivedLine extends NoticeLine {
  readonly from: PartyRef;
  readonly ours: 'new' | 'opened' | 'acknowledged';
}

/** A notice of ours, and how many of its recipients have read it. */
export interface SentLine extends NoticeLine {
  readonly read: number;
  readonly acknowledged: number;
  readonly all: number;
}

/** Newest first, what still asks for something before what is over. */
export interface NoticesView {
  readonly received: readonly ReceivedLine[];
  readonly sent: readonly SentLine[];
  readonly mayState: boolean;
}

const oursClass = { new: 'no', opened: 'wait', acknowledged: 'yes' } as const;

const title = ({ id, title: text }: NoticeLine): Html =>
  html`<a href="/notices/${id}"><bdi class="title">${text}</bdi></a>`;

function receivedTable(reader: Reader, rows: readonly ReceivedLine[]): Html {
  const { t, plain } = words(reader);
  return table<ReceivedLine>({
    caption: plain('warn.to-us'),
    rows,
    columns: [
      { head: plain('warn.urgency'), cell: (row) => urgencyWords(reader, row.urgency) },
      { head: plain('warn.notice'), as: 'name', cell: title },
      { head: plain('warn.from'), cell: (row) => partyLink(row.from) },
      { head: plain('warn.answer-by'), cell: (row) => deadline(reader, row.by) },
      {
        head: plain('warn.our-answer'),
        cell: (row) => html`<span class="${oursClass[row.ours]}">${t(`warn.ours.${row.ours}`)}</span>`,
      },
      { head: plain('warn.period'), cell: (row) => validity(reader, row) },
    ],
  });
}

function sentTable(reader: Reader, rows: readonly SentLine[]): Html {
  const { t, plain } = words(reader);
  return table<SentLine>({
    caption: plain('warn.from-us'),
    rows,
    columns: [
      { head: plain('warn.urgency'), cell: (row) => urgencyWords(reader, row.urgency) },
      { head: plain('warn.notice'), as: 'name', cell: title },
      { head: plain('warn.have-read'), cell: (row) => t('warn.read-of', { read: row.read, all: row.all }) },
      {
        head: plain('warn.state.acknowledged'),
        cell: (row) => t('warn.read-of', { read: row.acknowledged, all: row.all }),
      },
      { head: plain('warn.answer-by'), cell: (row) => deadline(reader, row.by) },
      { head: plain('warn.period'), cell: (row) => validity(reader, row) },
    ],
  });
}

export function noticesPage({ received, sent, mayState }: NoticesView, reader: Reader): Html {
  const { t, plain } = words(reader);
  return page(reader, {
    title: t('warn.title'),
    tab: plain('warn.title'),
    main: html`<p class="lead">${t('warn.lead')}</p>
${mayState && html`<p><a class="button" href="/notices/new">${t('warn.new')}</a></p>`}
<h2>${t('warn.to-us')}</h2>
${received.length === 0 ? html`<p>${t('warn.none-to-us')}</p>` : receivedTable(reader, received)}
<h2>${t('warn.from-us')}</h2>
${sent.length === 0 ? html`<p>${t('warn.none-from-us')}</p>` : sentTable(reader, sent)}`,
  });
}
