import { bdi, type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { postForm } from '../parts/form.ts';
import { type PartyRef, partyNames } from '../parts/party.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET /records/:seq/erase; POST there: csrf. */
export interface EraseView {
  readonly seq: number;
  readonly title: string;
  readonly isOwn: boolean;
  /** Who holds a receipt of it and will be told. */
  readonly holders: readonly PartyRef[];
}

/** What erasing does, before it is done. */
export function erasePage(view: EraseView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const reach = view.isOwn
    ? html`<p>${t('erase.told', { count: view.holders.length })} ${view.holders.length > 0 && partyNames(reader, view.holders)}</p>`
    : html`<p>${t('erase.foreign')}</p>`;
  return page(reader, {
    trail: html`<a href="/records">${t('nav.records')}</a> / <a href="/records/${view.seq}">${bdi(view.title)}</a>`,
    title: t('erase.title'),
    tab: plain('erase.title'),
    main: html`<div class="turn">${postForm(reader, {
      action: `/records/${view.seq}/erase`,
      content: html`<p><strong>${t('erase.for-good')}</strong></p>${reach}<p class="soft">${t('erase.stays')}</p>`,
      submit: 'erase.do',
      style: 'grave',
    })}</div>`,
  });
}
