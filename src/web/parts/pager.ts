import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Where a list stands. Pages count from 1. */
export interface Paging {
  readonly page: number;
  readonly pages: number;
  /** Of all pages together. */
  readonly total: number;
}

/** Links to the pages beside this one; nothing when there is one page only. */
export function pager(reader: Reader, { page, pages }: Paging): Html | '' {
  if (pages <= 1) return '';
  const { t, plain } = words(reader);
  const to = (number: number): string => link(reader.path, { ...reader.query, page: number });
  return html`<nav class="pager" aria-label="${plain('pager.name')}">
${page > 1 && html`<a rel="prev" href="${to(page - 1)}">${t('pager.previous')}</a>`}
<span>${t('pager.place', { page, pages })}</span>
${page < pages && html`<a rel="next" href="${to(page + 1)}">${t('pager.next')}</a>`}
</nav>`;
}

/** The link and state of a sortable heading. The query holds `sort` as a column's name, with a leading minus for descending. */
export function sorting(
  reader: Reader,
  column: string,
  standard: string,
): { href: string; order?: 'ascending' | 'descending' } {
  const now = reader.query['sort'] ?? standard;
  const next = now === column ? `-${column}` : column;
  const { page: _page, ...rest } = reader.query;
  const href = link(reader.path, { ...rest, sort: next });
  if (now === column) return { href, order: 'ascending' };
  return now === `-${column}` ? { href, order: 'descending' } : { href };
}
