import { type Html, html } from '../html.ts';
import { day, moment, span } from '../moment.ts';
import { page } from '../page.ts';
import { barChart } from '../parts/bar-chart.ts';
import { postForm } from '../parts/form.ts';
import { partyLink } from '../parts/party.ts';
import { marginList, summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { tlp } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type ChannelRow, channelState, dueAt } from './feeds-page.ts';

/** Counts of one day; `at` is midnight UTC in Unix seconds. */
export interface FeedDay {
  readonly at: number;
  readonly accepted: number;
  readonly known: number;
  readonly refused: number;
}

/** GET /feeds/:name; POST /feeds/:name/pull, /pause, /resume and /remove. */
export interface FeedView extends Omit<ChannelRow, 'days'> {
  readonly kind: 'taxii' | 'url';
  readonly url: string;
  readonly collection?: string;
  readonly format?: string;
  readonly level: 'clear' | 'green' | 'amber' | 'amber+strict' | 'red';
  readonly onward: boolean;
  /** Seconds. */
  readonly every: number;
  readonly lastTry?: number;
  readonly hasCredential: boolean;
  /** What the other server was last asked to go on from. */
  readonly reached?: string;
  /** Code and English sentence of the last fault. */
  readonly fault?: { readonly code: string; readonly message: string };
  readonly days: readonly FeedDay[];
  readonly refusedBy: readonly { readonly code: string; readonly count: number }[];
  /** Whether the reader may fetch now and pause; and resume and remove. */
  readonly mayPull: boolean;
  readonly mayManage: boolean;
}

const ltr = (text: string | undefined): Html | undefined =>
  text === undefined ? undefined : html`<bdi dir="ltr">${text}</bdi>`;

function whatItIs(reader: Reader, view: FeedView): Html {
  const { t } = words(reader);
  const isSource = view.party === undefined;
  return summaryList([
    [t('feeds.kind'), t(`feeds.kind.${view.kind}`)],
    [t('feeds.address'), html`<code dir="ltr">${view.url}</code>`],
    [t('feeds.collection'), ltr(view.collection)],
    [t('feeds.format'), ltr(view.format)],
    [t('feeds.belongs'), view.party && partyLink(view.party)],
    [t('feeds.every'), html`<bdi>${span(reader, view.every)}</bdi>`],
    [t('feeds.credential'), t(view.hasCredential ? 'feeds.credential.yes' : 'feeds.credential.no')],
    [t('feeds.level'), isSource ? tlp(view.level) : undefined],
    [t('feeds.onward'), isSource ? t(view.onward ? 'feeds.onward.yes' : 'feeds.onward.no') : undefined],
  ]);
}

function howItGoes(reader: Reader, view: FeedView): Html {
  const { t } = words(reader);
  return summaryList([
    [t('feeds.state'), channelState(reader, view)],
    [
      t('feeds.fault'),
      view.fault && html`<code dir="ltr">${view.fault.code}</code> <bdi lang="en">${view.fault.message}</bdi>`,
    ],
    [t('feeds.last-try'), view.lastTry === undefined ? '–' : moment(reader, view.lastTry)],
    [t('feeds.last-good'), view.lastGood === undefined ? '–' : moment(reader, view.lastGood)],
    [t('feeds.next'), dueAt(reader, view.nextDue)],
    [t('feeds.reached'), ltr(view.reached)],
  ]);
}

function overTime(reader: Reader, { days, party }: FeedView): Html {
  const { t, plain, number } = words(reader);
  const what = party === undefined ? 'feeds.accepted' : 'feeds.brought';
  const name = (at: number): string => day(reader, at).text.replace(/<[^>]*>/g, '');
  const some = days.filter(({ accepted, known, refused }) => accepted + known + refused > 0);
  const rows = table<FeedDay>({
    caption: plain('feeds.days'),
    rows: some,
    columns: [
      { head: plain('feeds.day'), as: 'name', cell: ({ at }) => day(reader, at) },
      { head: plain(what), as: 'number', cell: ({ accepted }) => number(accepted) },
      { head: plain('feeds.known'), as: 'number', cell: ({ known }) => number(known) },
      { head: plain('feeds.refused'), as: 'number', cell: ({ refused }) => number(refused) },
    ],
  });
  const bars = days.map(({ at, accepted }) => ({ name: name(at), count: accepted }));
  return html`<h2>${t('feeds.days')}</h2>${barChart(reader, { caption: plain('feeds.days'), bars })}
${some.length === 0 ? html`<p class="soft">${t('feeds.days.none')}</p>` : html`<details><summary>${t('feeds.as-table', { count: some.length })}</summary>${rows}</details>`}`;
}

function refusals(reader: Reader, { refusedBy }: FeedView): Html | '' {
  if (refusedBy.length === 0) return '';
  const { t, plain, number } = words(reader);
  const rows = table({
    caption: plain('feeds.refused-by'),
    rows: refusedBy,
    columns: [
      { head: plain('feeds.rule'), as: 'name' as const, cell: ({ code }) => html`<code dir="ltr">${code}</code>` },
      { head: plain('feeds.refused'), as: 'number' as const, cell: ({ count }) => number(count) },
    ],
  });
  return html`<h2>${t('feeds.refused-by')}</h2>${rows}`;
}

function acts(reader: Reader, { name, state, party, mayPull, mayManage }: FeedView): Html | '' {
  const { t } = words(reader);
  const isPaused = state === 'paused';
  const form = (
    verb: string,
    submit: 'feeds.pull' | 'feeds.bring' | 'feeds.pause' | 'feeds.resume' | 'feeds.remove',
    said: Html,
  ) =>
    html`<p>${said}</p>${postForm(reader, { action: `/feeds/${name}/${verb}`, content: '', submit, style: verb === 'remove' ? 'grave' : 'quiet' })}`;
  const list = [
    mayPull && !isPaused && form('pull', party === undefined ? 'feeds.pull' : 'feeds.bring', t('feeds.pull.said')),
    mayPull && !isPaused && form('pause', 'feeds.pause', t('feeds.pause.said')),
    mayManage && isPaused && form('resume', 'feeds.resume', t('feeds.resume.said')),
    mayManage && form('remove', 'feeds.remove', t('feeds.remove.said')),
  ].filter((one) => one !== false);
  return list.length === 0 ? '' : html`<h2>${t('feeds.acts')}</h2>${list}`;
}

/** One source or destination: what it is, how it goes, what became of every object, and what can be done. */
export function feedPage(view: FeedView, reader: Reader): Html {
  const { t, plain, number } = words(reader);
  return page(reader, {
    title: html`<bdi dir="ltr">${view.name}</bdi>`,
    tab: plain('nav.feeds'),
    main: html`${howItGoes(reader, view)}
${overTime(reader, view)}
${refusals(reader, view)}
<h2>${t('feeds.what')}</h2>${whatItIs(reader, view)}
${acts(reader, view)}`,
    margin: marginList([
      [t(view.party === undefined ? 'feeds.accepted' : 'feeds.brought'), number(view.accepted)],
      [t('feeds.known'), view.party === undefined ? number(view.known) : undefined],
      [t('feeds.refused'), number(view.refused)],
      [t('feeds.all'), html`<a href="/feeds">${t('nav.feeds')}</a>`],
    ]),
  });
}
