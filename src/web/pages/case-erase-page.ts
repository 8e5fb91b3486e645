import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { type CaseRef, caseLink } from '../parts/case-words.ts';
import { postForm } from '../parts/form.ts';
import type { PartyRef } from '../parts/party.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET /cases/:id/entries/:index/erase; POST there: csrf. */
export interface CaseEraseView extends CaseRef {
  readonly index: number;
  readonly by: PartyRef;
  readonly isOwn: boolean;
}

/** What erasing the words of an act does and does not, before it is done. Spec: CEX-17, CPY-6. */
export function caseErasePage(view: CaseEraseView, reader: Reader): Html {
  const { t, plain, number } = words(reader);
  const { id, index, by, isOwn } = view;
  const whose = isOwn ? t('entry.erase-own') : t('entry.erase-others', { party: by.name });
  return page(reader, {
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)} / <a href="/cases/${id}/entries/${index}">${t('entry.title', { index: number(index) })}</a>`,
    title: t('entry.erase-title'),
    tab: plain('entry.erase-title'),
    main: html`<div class="turn">${postForm(reader, {
      action: `/cases/${id}/entries/${index}/erase`,
      content: html`<p><strong>${t('entry.erase-does')}</strong></p><p>${whose}</p><p class="soft">${t('entry.erase-stays')}</p>`,
      submit: 'entry.erase-do',
      style: 'grave',
    })}</div>`,
  });
}
