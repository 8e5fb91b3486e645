import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { narrowing, type ReleasesView, releaseTable } from '../parts/release-table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** What left us: one line per release, each with its receipt. */
export function leftPage(view: ReleasesView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const empty = html`<p>${t('left.none')} <a href="/agreements">${t('nav.agreements')}</a></p>`;
  return page(reader, {
    title: t('nav.left'),
    tab: plain('nav.left'),
    main: html`<p class="lead">${t('releases.count', { count: view.paging.total, objects: t('count.objects', { count: view.objects }) })}</p>
${narrowing(reader, view)}
${view.rows.length === 0 ? empty : releaseTable(reader, view, plain('nav.left'))}`,
  });
}
