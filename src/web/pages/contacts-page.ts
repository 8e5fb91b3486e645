import type { ContactCard, ContactWatch } from '#desks/stability/contact-card.ts';
import { bdi, type Html, html } from '../html.ts';
import { localeOf } from '../language.ts';
import { moment, span } from '../moment.ts';
import { page } from '../page.ts';
import { type FieldError, postForm, textField } from '../parts/form.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { marginList, summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type LabelView, label } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** A card with what is derived from it now. Times in Unix seconds, spans in seconds. */
export interface ContactView {
  readonly id: string;
  readonly seq: number;
  readonly party: PartyRef;
  readonly isOwn: boolean;
  readonly title: string;
  readonly card: ContactCard;
  readonly label: LabelView;
  readonly isOpen: boolean;
  readonly watch?: ContactWatch;
  readonly stale?: 'over' | 'not-renewed';
}

/** How a party did in a test of contacts. */
export interface TestedView {
  readonly party: PartyRef;
  readonly state: string;
  readonly tests: number;
  readonly answers: number;
  readonly missed: number;
  readonly median?: number;
  readonly answered?: number;
}

export interface ContactTestView {
  readonly case: string;
  readonly isManager: boolean;
  readonly tested: readonly TestedView[];
  readonly every?: number;
  readonly next?: number;
}

/** GET /contacts. */
export interface ContactsView {
  readonly cards: readonly ContactView[];
  readonly tests: readonly ContactTestView[];
  /** Partners that have given no card. */
  readonly without: readonly PartyRef[];
  readonly mayState: boolean;
  readonly errors: readonly FieldError[];
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const clock = (minutes: number): string => `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;

/** Names of days in the language, Monday first: 5 January 1970 was one. */
const dayName = (reader: Reader, day: number): string =>
  new Intl.DateTimeFormat(localeOf(reader.language), { weekday: 'short', timeZone: 'UTC' }).format(
    (4 + day - 1) * 86_400_000,
  );

/** The language by name where we know it, else its tag. */
const tongue = (reader: Reader, tag: string): string =>
  new Intl.DisplayNames(localeOf(reader.language), { type: 'language' }).of(tag) ?? tag;

function hoursWords(reader: Reader, { hours, zone }: ContactCard): Html {
  const { t } = words(reader);
  if (hours === 'always') return t('contact.always');
  const spans = hours.map(
    ({ days, from, to }) =>
      html`${days.map((day) => dayName(reader, day)).join(' ')} <bdi dir="ltr">${clock(from)}–${clock(to)}</bdi>`,
  );
  return html`${spans.map((one) => html`${one}<br>`)}<small><bdi>${zone}</bdi></small>`;
}

function waysList(reader: Reader, ways: ContactCard['ways']): Html {
  const { t } = words(reader);
  const lines = ways.map(({ kind, value }) =>
    t('line.named', { name: t(`contact.way.${kind}`), value: html`<bdi class="title">${value}</bdi>` }),
  );
  return html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function nowWords(reader: Reader, { isOpen, stale, watch }: ContactView): Html {
  const { t } = words(reader);
  if (stale !== undefined) return html`<strong class="no">${t(`contact.stale.${stale}`)}</strong>`;
  if (watch !== undefined)
    return html`<strong class="yes">${t('contact.watch', { watch: bdi(watch.title), moment: moment(reader, watch.until) })}</strong>`;
  return isOpen
    ? html`<strong class="yes">${t('contact.open')}</strong>`
    : html`<span class="wait">${t('contact.closed')}</span>`;
}

function seats(reader: Reader, card: ContactCard): Html | undefined {
  if (card.deputies.length === 0) return undefined;
  return html`<ul>${card.deputies.map(({ title, ways }) => html`<li>${bdi(title)} ${waysList(reader, ways)}</li>`)}</ul>`;
}

function rosterTable(reader: Reader, { roster }: ContactCard): Html | undefined {
  const { t } = words(reader);
  const coming = roster.filter(({ until }) => until > reader.now).slice(0, 8);
  if (coming.length === 0) return undefined;
  const rows = coming.map(
    ({ title, from, until, ways }) =>
      html`<li>${t('line.named', { name: title, value: html`${moment(reader, from)} – ${moment(reader, until)}` })} ${waysList(reader, ways)}</li>`,
  );
  return html`<details><summary>${t('contact.coming', { count: coming.length })}</summary><ul>${rows}</ul></details>`;
}

function cardPart(reader: Reader, view: ContactView, mayState: boolean): Html {
  const { t, list } = words(reader);
  const { card, id, seq } = view;
  const edit = html`<p><a href="/contacts/new?of=${id}">${t('contact.change')}</a></p>`;
  return html`<section><h3>${bdi(view.title)} <small>${t(`contact.area.${card.area}`)}</small></h3>
<p>${nowWords(reader, view)} ${label(reader, view.label)} <a href="/records/${seq}">${t('contact.record')}</a></p>
${summaryList([
  [t('contact.ways'), waysList(reader, view.watch === undefined ? card.ways : [...view.watch.ways, ...card.ways])],
  [t('contact.hours'), hoursWords(reader, card)],
  [t('contact.languages'), list(card.languages.map((tag) => bdi(tongue(reader, tag))))],
  [t('contact.takes'), card.takes.length === 0 ? undefined : list(card.takes.map((one) => taskName(reader, one)))],
  [t('contact.deputies'), seats(reader, card)],
  [t('contact.roster'), rosterTable(reader, card)],
  [t('contact.until'), moment(reader, card.until)],
])}${view.isOwn && mayState && edit}</section>`;
}

const tasks = ['clarification', 'exercise', 'incident', 'notice', 'preservation', 'vulnerability'] as const;

function taskName(reader: Reader, task: string): Html {
  const known = tasks.find((one) => one === task);
  return known === undefined ? bdi(task) : words(reader).t(`contact.takes.${known}`);
}

function testTable(reader: Reader, { tested, case: id }: ContactTestView): Html {
  const { t, plain, number } = words(reader);
  return html`<p><a href="/cases/${id}">${t('contact.test-case')}</a></p>${table<TestedView>({
    caption: plain('contact.tests'),
    rows: tested,
    columns: [
      { head: plain('party.one'), as: 'name', cell: ({ party }) => partyLink(party) },
      {
        head: plain('contact.standing'),
        cell: ({ state }) =>
          html`<span class="${state === 'fresh' ? 'yes' : state === 'tested' ? 'wait' : 'no'}">${testState(reader, state)}</span>`,
      },
      {
        head: plain('contact.answered'),
        as: 'number',
        cell: ({ answers, tests }) => `${number(answers)} / ${number(tests)}`,
      },
      { head: plain('contact.missed'), as: 'number', cell: ({ missed }) => number(missed) },
      { head: plain('contact.median'), cell: ({ median }) => (median === undefined ? '' : span(reader, median)) },
      {
        head: plain('contact.last'),
        cell: ({ answered }) => (answered === undefined ? t('contact.never') : moment(reader, answered)),
      },
    ],
  })}`;
}

const testStates = ['fresh', 'tested', 'missed', 'flagged', 'stale'] as const;

function testState(reader: Reader, state: string): Html {
  const known = testStates.find((one) => one === state);
  return known === undefined ? bdi(state) : words(reader).t(`contact.state.${known}`);
}

function schedule(
  reader: Reader,
  { case: id, isManager, every, next }: ContactTestView,
  view: ContactsView,
): Html | false {
  const { t } = words(reader);
  if (!isManager || !view.mayState) return false;
  const said =
    every === undefined || next === undefined
      ? t('contact.no-schedule')
      : t('contact.schedule', { count: every, moment: moment(reader, next) });
  const content = textField(reader, {
    name: 'days',
    label: t('contact.every'),
    hint: t('contact.every-hint'),
    value: every === undefined ? '' : String(every),
    errors: view.errors,
    dir: 'ltr',
  });
  return html`<p>${said}</p>${postForm(reader, { action: `/contacts/tests/${id}`, content, submit: 'contact.set', style: 'quiet' })}`;
}

/** The directory: whom to reach, whether somebody is there now, and whether contacts answer when they are tested. Spec: CNT-4, CNT-5. */
export function contactsPage(view: ContactsView, reader: Reader): Html {
  const { t, plain, list, number } = words(reader);
  const byParty = [...Map.groupBy(view.cards, ({ party }) => party.id).values()];
  return page(reader, {
    title: t('contact.title'),
    tab: plain('contact.title'),
    main: html`<p class="lead">${t('contact.lead')}</p>
${view.mayState && html`<p><a class="button" href="/contacts/new">${t('contact.new')}</a> <a class="button quiet" href="/cases/new?procedure=contact-test">${t('contact.open-test')}</a></p>`}
${byParty.length === 0 && html`<p>${t('contact.none')}</p>`}
${byParty.map((cards) => html`<h2>${cards[0] !== undefined && partyLink(cards[0].party)}</h2>${cards.map((one) => cardPart(reader, one, view.mayState))}`)}
${view.without.length > 0 && html`<h2>${t('contact.without')}</h2><p>${list(view.without.map((one) => partyLink(one)))}</p>`}
<h2>${t('contact.tests')}</h2>${view.tests.length === 0 ? html`<p>${t('contact.no-tests')}</p>` : view.tests.map((one) => html`${testTable(reader, one)}${schedule(reader, one, view)}`)}`,
    margin: marginList([
      [t('contact.count'), number(view.cards.length)],
      [t('contact.print'), t('contact.print-hint')],
    ]),
  });
}
