import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { due, moment } from '../moment.ts';
import { page } from '../page.ts';
import { type LinkState, linkState } from '../parts/link-state.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type Waiting, waitingTable } from '../parts/waiting.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export interface PartyDay {
  readonly party: PartyRef;
  readonly reached: number;
  readonly left: number;
  /** Records that stay here because nothing allows them to this party. */
  readonly refused: number;
  readonly link: LinkState;
}

export interface TodayView {
  /** Most urgent first. */
  readonly waiting: readonly Waiting[];
  /** Start of the table "since yesterday", Unix seconds. */
  readonly since: number;
  readonly parties: readonly PartyDay[];
  readonly log: {
    readonly size: number;
    readonly witnesses: number;
    readonly witnessesAsked: number;
    readonly at?: number;
  };
  readonly held: { readonly records: number; readonly own: number; readonly erasedToday: number };
}

function partyTable(reader: Reader, { parties, since }: TodayView): Html {
  const { plain, number } = words(reader);
  const linked = (path: string, query: Readonly<Record<string, string | number>>, count: number): Html | string =>
    count === 0 ? number(0) : html`<a href="${link(path, query)}">${number(count)}</a>`;
  return table<PartyDay>({
    caption: plain('today.since'),
    rows: parties,
    columns: [
      { head: plain('party.one'), as: 'name', cell: (row) => partyLink(row.party) },
      {
        head: plain('nav.reached'),
        as: 'number',
        cell: (row) => linked('/reached', { party: row.party.id, since }, row.reached),
      },
      {
        head: plain('nav.left'),
        as: 'number',
        cell: (row) => linked('/left', { party: row.party.id, since }, row.left),
      },
      {
        head: plain('today.refused'),
        as: 'number',
        cell: (row) => linked('/records', { refused: row.party.id, since }, row.refused),
      },
      { head: plain('today.link-head'), cell: (row) => linkState(reader, row.link) },
    ],
  });
}

function firstSteps(reader: Reader): Html {
  const { t } = words(reader);
  return html`<h2>${t('today.first')}</h2><ol><li><a href="/import">${t('today.first.import')}</a></li><li><a href="/agreements/new">${t('today.first.agree')}</a></li><li><a href="/parties/self">${t('today.first.identity')}</a></li></ol>`;
}

function lead(reader: Reader, { waiting }: TodayView): Html {
  const { t } = words(reader);
  const next = waiting.find((one) => one.due !== undefined)?.due;
  return html`<p class="lead">${t('today.lead', { count: waiting.length })}${next !== undefined && html` ${t('today.next', { due: due(reader, next), moment: moment(reader, next) })}`}</p>`;
}

function margin(reader: Reader, { log, held }: TodayView): Html {
  const { t } = words(reader);
  const seen = t('today.witnessed', { count: log.witnesses, asked: log.witnessesAsked });
  return marginList([
    [
      t('today.log'),
      html`<a href="/log-book">${t('count.entries', { count: log.size })}</a><br><span class="${log.witnesses < log.witnessesAsked ? 'wait' : 'yes'}">${seen}</span>`,
    ],
    [t('today.checkpoint'), log.at === undefined ? undefined : moment(reader, log.at)],
    [t('today.held'), html`<a href="/records">${t('count.records', { count: held.records })}</a>`],
    [t('today.own'), html`<a href="/records?origin=own">${t('count.records', { count: held.own })}</a>`],
    [
      t('today.erased'),
      html`<a href="/records?waiting=erasure">${t('count.records', { count: held.erasedToday })}</a>`,
    ],
    [
      t('today.do'),
      html`<a href="/import">${t('nav.import')}</a><br><a href="/agreements/new">${t('nav.propose')}</a>`,
    ],
  ]);
}

export function todayPage(view: TodayView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const isNew = view.held.records === 0 && view.parties.length === 0;
  return page(reader, {
    title: t('nav.today'),
    tab: plain('nav.today'),
    main: html`${lead(reader, view)}
${view.waiting.length > 0 && html`<h2>${t('today.waits')}</h2>${waitingTable(reader, view.waiting)}`}
${isNew && firstSteps(reader)}
${view.parties.length > 0 && html`<h2>${t('today.since')} <small>${t('time.from', { moment: moment(reader, view.since) })}</small></h2>${partyTable(reader, view)}`}`,
    margin: margin(reader, view),
  });
}
