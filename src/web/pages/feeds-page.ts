import { bdi, type Html, html } from '../html.ts';
import { moment, span } from '../moment.ts';
import { page } from '../page.ts';
import { postForm } from '../parts/form.ts';
import { type LinkState, linkState } from '../parts/link-state.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { spark } from '../parts/spark.ts';
import { marginList } from '../parts/summary.ts';
import { type Column, table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Our link with a partner's server. Times are Unix seconds. */
export interface LinkRow {
  readonly party: PartyRef;
  readonly link: LinkState;
  readonly contactAt?: number;
  /** Objects of releases that the partner has not acknowledged. */
  readonly waiting: number;
  /** Objects of theirs that were refused here. */
  readonly refused: number;
}

/** How a source or destination stands. */
export type ChannelState = 'good' | 'more' | 'never' | 'failing' | 'paused';

/** A source or a destination among others. */
export interface ChannelRow {
  readonly name: string;
  /** Where it is: the host of its address. */
  readonly host: string;
  /** Whom a destination belongs to. */
  readonly party?: PartyRef;
  readonly state: ChannelState;
  /** Failures in a row. */
  readonly failures: number;
  readonly lastGood?: number;
  /** Absent while it is paused. */
  readonly nextDue?: number;
  readonly accepted: number;
  readonly known: number;
  readonly refused: number;
  /** Accepted of each of the last thirty days, oldest first. */
  readonly days: readonly number[];
}

/** An official public feed on offer. */
export interface OfferRow {
  readonly id: string;
  readonly name: string;
  readonly publisher: string;
  readonly host: string;
  readonly licence: string;
  readonly licenceRead: boolean;
  /** Seconds between two requests once it is on. */
  readonly every: number;
  readonly isOn: boolean;
}

/** GET /feeds; POST /feeds/offers/:name. */
export interface FeedsView {
  readonly links: readonly LinkRow[];
  readonly sources: readonly ChannelRow[];
  readonly destinations: readonly ChannelRow[];
  readonly offers: readonly OfferRow[];
  /** Whether the reader may switch feeds on. */
  readonly mayManage: boolean;
}

const stateClass = { good: 'yes', more: 'wait', never: 'wait', failing: 'no', paused: 'wait' } as const;

/** The state of a source or destination in words. */
export function channelState(reader: Reader, { state, failures }: Pick<ChannelRow, 'state' | 'failures'>): Html {
  const { t } = words(reader);
  const text = state === 'failing' ? t('feeds.state.failing', { count: failures }) : t(`feeds.state.${state}`);
  return html`<span class="${stateClass[state]}">${text}</span>`;
}

/** A time that may be past: something due long ago is due now. */
export function dueAt(reader: Reader, at: number | undefined): Html | string {
  const { t } = words(reader);
  if (at === undefined) return '–';
  return at <= reader.now ? t('feeds.due-now') : t('time.in', { span: span(reader, at - reader.now) });
}

const timeOr = (reader: Reader, at: number | undefined): Html | string => (at === undefined ? '–' : moment(reader, at));

function links(reader: Reader, rows: readonly LinkRow[]): Html {
  const { t, plain, number } = words(reader);
  const shown = table<LinkRow>({
    caption: plain('feeds.links'),
    rows,
    columns: [
      { head: plain('party.one'), as: 'name', cell: ({ party }) => partyLink(party) },
      { head: plain('feeds.state'), cell: ({ link }) => linkState(reader, link) },
      { head: plain('feeds.contact'), cell: ({ contactAt }) => timeOr(reader, contactAt) },
      { head: plain('feeds.waiting'), as: 'number', cell: ({ waiting }) => number(waiting) },
      { head: plain('feeds.refused-here'), as: 'number', cell: ({ refused }) => number(refused) },
    ],
  });
  return html`<h2>${t('feeds.links')}</h2>
${rows.length === 0 ? html`<p class="soft">${t('feeds.links.none')} <a href="/parties">${t('nav.parties')}</a></p>` : shown}`;
}

function channelTable(reader: Reader, which: 'sources' | 'destinations', rows: readonly ChannelRow[]): Html {
  const { plain, number } = words(reader);
  const owner: Column<ChannelRow> = {
    head: plain('party.one'),
    cell: ({ party }) => (party === undefined ? '' : partyLink(party)),
  };
  const whose = which === 'sources' ? [] : [owner];
  const counts: Column<ChannelRow>[] = [
    {
      head: plain(which === 'sources' ? 'feeds.accepted' : 'feeds.brought'),
      as: 'number',
      cell: ({ accepted, days }) => html`${number(accepted)}${spark(days)}`,
    },
    ...(which === 'sources'
      ? [{ head: plain('feeds.known'), as: 'number' as const, cell: ({ known }: ChannelRow) => number(known) }]
      : []),
    { head: plain('feeds.refused'), as: 'number', cell: ({ refused }) => number(refused) },
  ];
  return table<ChannelRow>({
    caption: plain(`feeds.${which}`),
    rows,
    columns: [
      {
        head: plain('feeds.name'),
        as: 'name',
        cell: ({ name, host }) =>
          html`<a href="/feeds/${name}"><bdi dir="ltr">${name}</bdi></a> <small><bdi dir="ltr">${host}</bdi></small>`,
      },
      ...whose,
      { head: plain('feeds.state'), cell: (row) => channelState(reader, row) },
      { head: plain('feeds.last-good'), cell: ({ lastGood }) => timeOr(reader, lastGood) },
      { head: plain('feeds.next'), cell: ({ nextDue }) => dueAt(reader, nextDue) },
      ...counts,
    ],
  });
}

function channels(reader: Reader, which: 'sources' | 'destinations', rows: readonly ChannelRow[]): Html {
  const { t } = words(reader);
  const none = html`<p class="soft">${t(`feeds.${which}.none`)} <code dir="ltr">comity source add</code></p>`;
  return html`<h2>${t(`feeds.${which}`)}</h2><p>${t(`feeds.${which}.said`)}</p>
${rows.length === 0 ? none : channelTable(reader, which, rows)}`;
}

function offerSwitch(reader: Reader, { id, isOn }: OfferRow, mayManage: boolean): Html | string {
  const { t } = words(reader);
  if (isOn) return html`<a class="yes" href="/feeds/${id}">${t('feeds.is-on')}</a>`;
  if (!mayManage) return html`<span class="wait">${t('feeds.is-off')}</span>`;
  return postForm(reader, { action: `/feeds/offers/${id}`, content: '', submit: 'feeds.switch-on', style: 'quiet' });
}

function offers(reader: Reader, { offers: rows, mayManage }: FeedsView): Html {
  const { t, plain } = words(reader);
  const shown = table<OfferRow>({
    caption: plain('feeds.offers'),
    rows,
    columns: [
      {
        head: plain('feeds.feed'),
        as: 'name',
        cell: ({ name, host }) => html`<bdi lang="en">${name}</bdi> <small><bdi dir="ltr">${host}</bdi></small>`,
      },
      { head: plain('feeds.publisher'), cell: ({ publisher }) => bdi(publisher) },
      { head: plain('feeds.every'), cell: ({ every }) => html`<bdi>${span(reader, every)}</bdi>` },
      {
        head: plain('feeds.terms'),
        cell: ({ licence, licenceRead }) =>
          html`<bdi lang="en">${licence}</bdi>${!licenceRead && html` <small>${t('feeds.terms.unread')}</small>`}`,
      },
      { head: plain('feeds.switch'), cell: (row) => offerSwitch(reader, row, mayManage) },
    ],
  });
  return html`<h2>${t('feeds.offers')}</h2><p>${t('feeds.offers.said')}</p>${shown}`;
}

/** Everything that comes in from others and goes out to them by itself, and how it goes. */
export function feedsPage(view: FeedsView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const failing = [...view.sources, ...view.destinations].filter(({ state }) => state === 'failing').length;
  return page(reader, {
    title: t('nav.feeds'),
    tab: plain('nav.feeds'),
    main: html`<p class="lead">${failing === 0 ? t('feeds.lead') : t('feeds.lead.failing', { count: failing })}</p>
${links(reader, view.links)}
${channels(reader, 'sources', view.sources)}
${channels(reader, 'destinations', view.destinations)}
${offers(reader, view)}`,
    margin: marginList([
      [t('feeds.leaves'), t('feeds.leaves.said')],
      [t('feeds.stays'), t('feeds.stays.said')],
      [t('feeds.account'), t('feeds.account.said')],
    ]),
  });
}
