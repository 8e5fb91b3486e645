import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { type ReasonWords, reasonList } from '../parts/concern.ts';
import type { PartyRef } from '../parts/party.ts';
import { recordTitle } from '../parts/record-title.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { constituentLink } from './constituency-page.ts';

interface ConcernedRow {
  readonly party: PartyRef;
  readonly reasons: readonly ReasonWords[];
  readonly isAllowed: boolean;
}

/** GET /records/:seq/concerns. */
export interface ConcernsView {
  readonly seq: number;
  readonly title: string;
  readonly rows: readonly ConcernedRow[];
}

/** Which enrolled organisations a record would concern, and which of them may have it. */
export function concernsPage({ seq, title, rows }: ConcernsView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const concerned = table<ConcernedRow>({
    caption: plain('record.concerns'),
    rows,
    columns: [
      { head: plain('constituency.organisation'), as: 'name', cell: ({ party }) => constituentLink(party) },
      { head: plain('record.concerns-why'), cell: ({ reasons }) => reasonList(reader, reasons) },
      {
        head: plain('record.may-have'),
        cell: ({ isAllowed }) =>
          isAllowed
            ? html`<span class="yes">${t('record.may-have')}</span>`
            : html`<span class="no">${t('record.may-not-have')}</span>`,
      },
    ],
  });
  return page(reader, {
    trail: recordTitle(title, seq),
    title: t('record.concerns'),
    tab: plain('record.concerns'),
    main: html`<p class="lead">${t('record.concerns-hint')}</p>${rows.length === 0 ? html`<p>${t('record.concerns-none')}</p>` : concerned}`,
  });
}
