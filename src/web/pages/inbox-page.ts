import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { page } from '../page.ts';
import { deadlineBars } from '../parts/deadline-bars.ts';
import { areaOf, type Waiting, type WaitingArea, waitingAreas, waitingTable } from '../parts/waiting.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET /inbox. Both lists by deadline. */
export interface InboxView {
  readonly ours: readonly Waiting[];
  readonly others: readonly Waiting[];
  /** The work that is looked at; absent: all. */
  readonly area?: WaitingArea;
}

const hour = 3600;

/** Waiting things by how soon they are due; an empty part is left out. */
const parts = [
  { key: 'board.late', until: 0 },
  { key: 'board.day', until: 24 * hour },
  { key: 'board.week', until: 7 * 24 * hour },
  { key: 'board.later', until: Number.MAX_SAFE_INTEGER },
] as const;

function byDeadline(reader: Reader, waiting: readonly Waiting[]): Html[] {
  const { t, number } = words(reader);
  const left = (row: Waiting): number => (row.due ?? Number.MAX_SAFE_INTEGER) - reader.now;
  const timed = waiting.filter(({ due }) => due !== undefined).toSorted((a, b) => left(a) - left(b));
  const groups = parts.map(({ key, until }, index) => {
    const after = parts[index - 1]?.until ?? Number.NEGATIVE_INFINITY;
    return { key, rows: timed.filter((row) => left(row) >= after && left(row) < until) };
  });
  const rest = { key: 'board.no-limit' as const, rows: waiting.filter(({ due }) => due === undefined) };
  return [...groups, rest].flatMap(({ key, rows }) =>
    rows.length === 0
      ? []
      : [html`<h3>${t(key)} <small>${number(rows.length)}</small></h3>${waitingTable(reader, rows, key)}`],
  );
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
  const [ours, others] = [view.ours.filter(isShown), view.others.filter(isShown)];
  const dues = [...ours, ...others].flatMap(({ due }) => (due === undefined ? [] : [due]));
  return page(reader, {
    title: t('board.inbox'),
    tab: plain('board.inbox'),
    main: html`<p class="lead">${t('board.lead', { ours: ours.length, others: others.length })}</p>
${areaLinks(reader, view)}
${dues.length > 0 && deadlineBars(reader, dues)}
<h2>${t('board.ours')}</h2>${ours.length === 0 ? html`<p>${t('board.none')}</p>` : byDeadline(reader, ours)}
<h2>${t('board.others')}</h2>${others.length === 0 ? html`<p>${t('board.none-others')}</p>` : byDeadline(reader, others)}`,
  });
}
