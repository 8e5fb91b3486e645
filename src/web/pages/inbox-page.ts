import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import { page } from '../page.ts';
import { deadlineBars } from '../parts/deadline-bars.ts';
import { type Paging, pager } from '../parts/pager.ts';
import { areaOf, type Waiting, type WaitingArea, waitingAreas, waitingTable } from '../parts/waiting.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET /inbox. Both lists whole, in any order; a page of them is shown. */
export interface InboxView {
  readonly ours: readonly Waiting[];
  readonly others: readonly Waiting[];
  /** The work that is looked at; absent: all. */
  readonly area?: WaitingArea;
  /** Of what is shown of both lists together. */
  readonly paging: Paging;
}

/** Rows of one page, of both lists together. */
export const rowsOnPage = 100;

const hour = 3600;

/** Waiting things by how soon they are due; an empty part is left out. */
const parts = [
  { key: 'board.late', until: 0 },
  { key: 'board.day', until: 24 * hour },
  { key: 'board.week', until: 7 * 24 * hour },
  { key: 'board.later', until: Number.MAX_SAFE_INTEGER },
] as const;

/** The earliest deadline first; what has none stands last. */
const byDeadline = (waiting: readonly Waiting[]): Waiting[] =>
  waiting.toSorted((a, b) => (a.due ?? Number.MAX_SAFE_INTEGER) - (b.due ?? Number.MAX_SAFE_INTEGER));

/** What is on the page of a list in the order of its deadlines, in parts; each says how many it has in all. */
function inParts(reader: Reader, waiting: readonly Waiting[], onPage: ReadonlySet<Waiting>): Html[] {
  const { t, number } = words(reader);
  const isDue = ({ due }: Waiting, after: number, until: number): boolean =>
    due !== undefined && due - reader.now >= after && due - reader.now < until;
  const groups = parts.map(({ key, until }, index) => {
    const after = parts[index - 1]?.until ?? Number.NEGATIVE_INFINITY;
    return { key, rows: waiting.filter((row) => isDue(row, after, until)) };
  });
  const rest = { key: 'board.no-limit' as const, rows: waiting.filter(({ due }) => due === undefined) };
  return [...groups, rest].flatMap(({ key, rows }) => {
    const shown = rows.filter((row) => onPage.has(row));
    if (shown.length === 0) return [];
    return [html`<h3>${t(key)} <small>${number(rows.length)}</small></h3>${waitingTable(reader, shown, key)}`];
  });
}

/** One of the two lists; nothing when it is on other pages only. */
function list(
  reader: Reader,
  { key, none, rows }: { readonly key: MessageKey; readonly none: MessageKey; readonly rows: readonly Waiting[] },
  onPage: ReadonlySet<Waiting>,
): Html | '' {
  const { t } = words(reader);
  if (rows.length === 0) return html`<h2>${t(key)}</h2><p>${t(none)}</p>`;
  const shown = inParts(reader, rows, onPage);
  return shown.length === 0 ? '' : html`<h2>${t(key)}</h2>${shown}`;
}

function areaLinks(reader: Reader, { ours, others, area }: InboxView): Html {
  const { t, plain, number } = words(reader);
  const all = [...ours, ...others];
  const item = (key: WaitingArea | 'all', href: string, count: number): Html =>
    html`<li><a href="${href}"${(area ?? 'all') === key && html` aria-current="true"`}>${t(`board.area.${key}`)} <small>${number(count)}</small></a></li>`;
  const links = waitingAreas.map((one) =>
    item(one, link('/inbox', { of: one }), all.filter((row) => areaOf(row) === one).length),
  );
  return html`<nav class="choices" aria-label="${plain('board.by-area')}"><ul>${item('all', '/inbox', all.length)}${links}</ul></nav>`;
}

/** What waits across all desks, by deadline: for us, and for others. Spec: BRD-1. */
export function inboxPage(view: InboxView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const isShown = (row: Waiting): boolean => view.area === undefined || areaOf(row) === view.area;
  const [ours, others] = [byDeadline(view.ours.filter(isShown)), byDeadline(view.others.filter(isShown))];
  const all = [...ours, ...others];
  const dues = all.flatMap(({ due }) => (due === undefined ? [] : [due]));
  const { page: at } = view.paging;
  const onPage = new Set(all.slice((at - 1) * rowsOnPage, at * rowsOnPage));
  return page(reader, {
    title: t('board.inbox'),
    tab: plain('board.inbox'),
    main: html`<p class="lead">${t('board.lead', { ours: ours.length, others: others.length })}</p>
${areaLinks(reader, view)}
${dues.length > 0 && deadlineBars(reader, dues)}
${list(reader, { key: 'board.ours', none: 'board.none', rows: ours }, onPage)}
${list(reader, { key: 'board.others', none: 'board.none-others', rows: others }, onPage)}
${pager(reader, view.paging)}`,
  });
}
