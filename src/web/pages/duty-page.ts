import { bdi, type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { errorSummary, type FieldError, postForm, proseArea } from '../parts/form.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type Waiting, waitingTable } from '../parts/waiting.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** A hand-over as it is listed. Times in Unix seconds. */
export interface HandOverView {
  readonly n: number;
  readonly at: number;
  readonly account: string;
  readonly words: string;
  readonly taken?: { readonly at: number; readonly by: string };
}

/** GET /duty. */
export interface DutyView {
  /** Who took over last, and when. */
  readonly onDuty?: { readonly account: string; readonly since: number };
  /** What nobody has taken yet. */
  readonly offered?: HandOverView;
  /** Late, or due within the watch. */
  readonly burning: readonly Waiting[];
  /** What we owe beyond that, and what others owe us. */
  readonly promised: readonly Waiting[];
  readonly expected: readonly Waiting[];
  /** What came, left and was refused since the last hand-over; in the last 24 hours where nobody is on duty yet. */
  readonly since: { readonly at: number; readonly reached: number; readonly left: number; readonly refused: number };
  readonly past: readonly HandOverView[];
  /** Whole addresses, for calendar programs. Spec: BRD-4. */
  readonly calendars: readonly string[];
  readonly mayHandOver: boolean;
  readonly typed: string;
  readonly errors: readonly FieldError[];
}

function offer(reader: Reader, { offered, mayHandOver }: DutyView): Html | false {
  const { t } = words(reader);
  if (offered === undefined) return false;
  const said = t('board.offered', { account: bdi(offered.account), moment: moment(reader, offered.at) });
  const isOwn = offered.account === reader.account?.name;
  const take = isOwn
    ? html`<p class="soft">${t('board.own-offer')}</p>`
    : mayHandOver && postForm(reader, { action: `/duty/${offered.n}/take`, content: '', submit: 'board.take' });
  return html`<div class="turn"><p><strong>${said}</strong></p><p class="said">${bdi(offered.words)}</p>${take}</div>`;
}

function section(
  reader: Reader,
  head: 'board.burning' | 'board.promised' | 'board.expected',
  rows: readonly Waiting[],
): Html {
  const { t } = words(reader);
  const none = html`<p>${t(head === 'board.burning' ? 'board.nothing-burns' : 'board.none-here')}</p>`;
  return html`<h2>${t(head)}</h2>${rows.length === 0 ? none : waitingTable(reader, rows, head)}`;
}

function handOverForm(reader: Reader, { typed, errors, mayHandOver }: DutyView): Html | false {
  const { t } = words(reader);
  if (!mayHandOver) return false;
  const content = proseArea(reader, {
    name: 'words',
    label: t('board.words'),
    hint: t('board.words-hint'),
    value: typed,
    errors,
  });
  return html`<h2>${t('board.hand-over')}</h2>${postForm(reader, { action: '/duty', content, submit: 'board.give' })}`;
}

function pastTable(reader: Reader, { past }: DutyView): Html | false {
  const { t, plain } = words(reader);
  if (past.length === 0) return false;
  const rows = table<HandOverView>({
    caption: plain('board.past'),
    rows: past,
    columns: [
      {
        head: plain('board.when'),
        as: 'name',
        cell: ({ n, at }) => html`<a href="/duty/${n}">${moment(reader, at)}</a>`,
      },
      { head: plain('board.from'), cell: ({ account }) => bdi(account) },
      {
        head: plain('board.to'),
        cell: ({ taken }) =>
          taken === undefined
            ? t('board.not-taken')
            : html`${bdi(taken.by)} <small>${moment(reader, taken.at)}</small>`,
      },
    ],
  });
  return html`<h2>${t('board.past')}</h2>${rows}`;
}

function margin(reader: Reader, { onDuty, since, calendars }: DutyView): Html {
  const { t } = words(reader);
  const number = (path: string, count: number): Html =>
    html`<a href="${link(path, { since: since.at })}">${t('count.records', { count })}</a>`;
  return marginList([
    [
      t('board.on-duty'),
      onDuty === undefined
        ? t('board.nobody-yet')
        : html`${bdi(onDuty.account)}<br><small>${t('time.from', { moment: moment(reader, onDuty.since) })}</small>`,
    ],
    onDuty === undefined
      ? [t('board.last-day'), t('time.from', { moment: moment(reader, since.at) })]
      : [t('board.since'), moment(reader, since.at)],
    [t('nav.reached'), number('/reached', since.reached)],
    [t('nav.left'), number('/left', since.left)],
    [t('today.refused'), t('count.records', { count: since.refused })],
    [
      t('board.calendar'),
      html`${calendars.map((url) => html`<code class="hash" dir="ltr">${url}</code><br>`)}<small>${t('board.calendar-sign-in')}</small>`,
    ],
  ]);
}

/** The duty board: what burns, what was promised to whom and by when, and the hand-over. Spec: BRD-1 to BRD-3. */
export function dutyPage(view: DutyView, reader: Reader): Html {
  const { t, plain } = words(reader);
  return page(reader, {
    title: t('board.title'),
    tab: plain('board.title'),
    main: html`${errorSummary(reader, view.errors)}
<p class="lead">${t('board.duty-lead', { burning: view.burning.length, promised: view.promised.length })}</p>
${offer(reader, view)}
${section(reader, 'board.burning', view.burning)}
${section(reader, 'board.promised', view.promised)}
${section(reader, 'board.expected', view.expected)}
${handOverForm(reader, view)}
${pastTable(reader, view)}`,
    margin: margin(reader, view),
  });
}
