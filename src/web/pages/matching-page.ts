import { type Html, html } from '../html.ts';
import { day, moment } from '../moment.ts';
import { page } from '../page.ts';
import { type Bar, barChart } from '../parts/bar-chart.ts';
import { kindName } from '../parts/clause.ts';
import { errorSummary, type FieldError, postForm, textArea } from '../parts/form.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { recordTitle } from '../parts/record-title.ts';
import { marginList, summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Why a match is no news. */
export const guardedReasons = [
  'private',
  'shared',
  'loopback',
  'link-local',
  'multicast',
  'documentation',
  'reserved',
  'resolver',
  'empty-file',
] as const;

/** An indicator that is held. */
export interface IndicatorRef {
  readonly seq: number;
  readonly title: string;
}

/** How often an indicator was matched; times are Unix seconds. */
export interface MatchRow extends IndicatorRef {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

export interface GuardedRow extends MatchRow {
  readonly reason: (typeof guardedReasons)[number];
  /** Whether a person has lifted the guard. */
  readonly isLifted: boolean;
}

/** Something that was stopped or refused, with its code and English sentence. */
export interface UnmatchedRow extends IndicatorRef {
  readonly code: string;
  readonly message: string;
}

/** How many values may be asked in a day and were asked today; absent where no agreement permits it. */
export interface PrivateRow {
  readonly party: PartyRef;
  readonly theyAsk?: { readonly perDay: number; readonly today: number };
  readonly weAsk?: { readonly perDay: number; readonly today: number };
}

export interface TrialResult {
  readonly observations: number;
  readonly refused: readonly { readonly line: number; readonly code: string }[];
  readonly matches: readonly (IndicatorRef & { readonly count: number })[];
  readonly guarded: readonly (IndicatorRef & { readonly reason: GuardedRow['reason'] })[];
}

/** GET and POST /matching: lines (text); POST /matching/:seq/lift. Spec: MAT-12 to MAT-14. */
export interface MatchingView {
  readonly tabled: number;
  readonly tested: number;
  readonly types: readonly { readonly type: string; readonly count: number }[];
  /** Patterns in other languages, and patterns that cannot be matched. */
  readonly otherLanguages: number;
  readonly refused: readonly UnmatchedRow[];
  readonly stopped: readonly (UnmatchedRow & { readonly count: number })[];
  /** The last thirty days, oldest first; `at` is midnight UTC in Unix seconds. */
  readonly days: readonly { readonly at: number; readonly count: number; readonly guarded: number }[];
  readonly matches: readonly MatchRow[];
  readonly guarded: readonly GuardedRow[];
  /** Partners with whom an agreement in force permits private matching, in one direction or both. */
  readonly partners: readonly PrivateRow[];
  /** Whether the reader may lift guards. */
  readonly mayLift: boolean;
  readonly lines: string;
  readonly errors: readonly FieldError[];
  readonly trial?: TrialResult;
}

const titleColumn = <Row extends IndicatorRef>(reader: Reader) => ({
  head: words(reader).plain('matching.indicator'),
  as: 'name' as const,
  cell: ({ title, seq }: Row) => recordTitle(title, seq),
});

function trialResult(reader: Reader, { observations, refused, matches, guarded }: TrialResult): Html {
  const { t, plain, number } = words(reader);
  const faults = refused.map(
    ({ line, code }) => html`<li>${t('matching.line-refused', { line })} <code dir="ltr">${code}</code></li>`,
  );
  const found = table({
    caption: plain('matching.trial.matches'),
    rows: matches,
    columns: [
      titleColumn(reader),
      { head: plain('matching.count'), as: 'number' as const, cell: ({ count }) => number(count) },
    ],
  });
  const kept = guarded.map(
    ({ title, seq, reason }) =>
      html`<li>${t('line.named', { name: recordTitle(title, seq), value: t(`matching.guard.${reason}`) })}</li>`,
  );
  return html`<section class="turn" role="status"><h2>${t('matching.trial.result')}</h2>
<p>${t('matching.trial.read', { count: observations })} ${t('matching.trial.found', { count: matches.length })}</p>
${matches.length > 0 && found}
${kept.length > 0 && html`<p>${t('matching.trial.guarded')}</p><ul>${kept}</ul>`}
${faults.length > 0 && html`<ul>${faults}</ul>`}</section>`;
}

function trial(reader: Reader, view: MatchingView): Html {
  const { t } = words(reader);
  const hint = html`${t('matching.trial.hint')} <code dir="ltr">{"type":"domain-name","value":"host.example","count":2}</code>`;
  return html`<h2>${t('matching.trial')}</h2>
${postForm(reader, {
  action: '/matching',
  content: textArea(reader, {
    name: 'lines',
    label: t('matching.trial.lines'),
    hint,
    value: view.lines,
    errors: view.errors,
  }),
  submit: 'matching.trial.do',
})}`;
}

function overTime(reader: Reader, { days }: MatchingView): Html {
  const { t, plain, number } = words(reader);
  const name = (at: number): string => day(reader, at).text.replace(/<[^>]*>/g, '');
  const bars: Bar[] = days.map(({ at, count }) => ({ name: name(at), count }));
  const some = days.filter(({ count, guarded }) => count + guarded > 0);
  const rows = table({
    caption: plain('matching.time'),
    rows: some,
    columns: [
      { head: plain('matching.day'), as: 'name' as const, cell: ({ at }) => day(reader, at) },
      { head: plain('matching.matches'), as: 'number' as const, cell: ({ count }) => number(count) },
      { head: plain('matching.guarded'), as: 'number' as const, cell: ({ guarded }) => number(guarded) },
    ],
  });
  return html`<h2>${t('matching.time')}</h2>
${barChart(reader, { caption: plain('matching.time'), bars })}
<details><summary>${t('matching.as-table', { count: some.length })}</summary>${rows}</details>`;
}

function matches(reader: Reader, { matches: rows }: MatchingView): Html {
  const { t, plain, number } = words(reader);
  const shown = table({
    caption: plain('matching.matches'),
    rows,
    columns: [
      titleColumn<MatchRow>(reader),
      { head: plain('matching.count'), as: 'number', cell: ({ count }) => number(count) },
      { head: plain('matching.first'), cell: ({ first }) => moment(reader, first) },
      { head: plain('matching.last'), cell: ({ last }) => moment(reader, last) },
    ],
  });
  return html`<h2>${t('matching.matches')}</h2>
${rows.length === 0 ? html`<p class="soft">${t('matching.matches.none')}</p>` : shown}`;
}

function lift(reader: Reader, { seq, isLifted }: GuardedRow, mayLift: boolean): Html | string {
  const { t } = words(reader);
  if (isLifted) return t('matching.guard.lifted');
  if (!mayLift) return '';
  return postForm(reader, {
    action: `/matching/${seq}/lift`,
    content: '',
    submit: 'matching.guard.lift',
    style: 'quiet',
  });
}

function guarded(reader: Reader, { guarded: rows, mayLift }: MatchingView): Html {
  const { t, plain, number } = words(reader);
  const shown = table({
    caption: plain('matching.guarded'),
    rows,
    columns: [
      titleColumn<GuardedRow>(reader),
      { head: plain('matching.guard.why'), cell: ({ reason }) => t(`matching.guard.${reason}`) },
      { head: plain('matching.count'), as: 'number', cell: ({ count }) => number(count) },
      { head: plain('matching.last'), cell: ({ last }) => moment(reader, last) },
      { head: plain('matching.guard.act'), cell: (row) => lift(reader, row, mayLift) },
    ],
  });
  return html`<h2>${t('matching.guarded')}</h2>
<p>${t('matching.guarded.said')}</p>
${rows.length === 0 ? html`<p class="soft">${t('matching.guarded.none')}</p>` : shown}`;
}

function privately(reader: Reader, { partners }: MatchingView): Html {
  const { t, plain } = words(reader);
  const budget = (of: PrivateRow['theyAsk']): Html =>
    of === undefined
      ? t('matching.private.not-agreed')
      : t('matching.private.budget', { today: of.today, count: of.perDay });
  const shown = table<PrivateRow>({
    caption: plain('matching.private'),
    rows: partners,
    columns: [
      { head: plain('matching.private.partner'), as: 'name', cell: ({ party }) => partyLink(party) },
      { head: plain('matching.private.they-ask'), cell: ({ theyAsk }) => budget(theyAsk) },
      { head: plain('matching.private.we-ask'), cell: ({ weAsk }) => budget(weAsk) },
    ],
  });
  return html`<h2>${t('matching.private')}</h2>
<p>${t('matching.private.said')} <code dir="ltr">comity ask</code></p>
${partners.length === 0 ? html`<p class="soft">${t('matching.private.none')}</p>` : shown}`;
}

function unmatched(reader: Reader, which: 'refused' | 'stopped', rows: readonly UnmatchedRow[]): Html | '' {
  if (rows.length === 0) return '';
  const { t, plain } = words(reader);
  const shown = table({
    caption: plain(`matching.${which}`),
    rows,
    columns: [
      titleColumn<UnmatchedRow>(reader),
      { head: plain('fault.code'), cell: ({ code }) => html`<code dir="ltr">${code}</code>` },
      { head: plain('fault.happened'), cell: ({ message }) => html`<bdi lang="en">${message}</bdi>` },
    ],
  });
  return html`<h2 id="${which}">${t(`matching.${which}`)}</h2><p>${t(`matching.${which}.said`)}</p>${shown}`;
}

function loaded(reader: Reader, view: MatchingView): Html {
  const { t, plain, number } = words(reader);
  const types = table({
    caption: plain('matching.types'),
    rows: view.types,
    columns: [
      { head: plain('matching.type'), as: 'name' as const, cell: ({ type }) => kindName(reader, type) },
      { head: plain('matching.indicators'), as: 'number' as const, cell: ({ count }) => number(count) },
    ],
  });
  return html`<h2>${t('matching.loaded')}</h2>
${summaryList([
  [t('matching.tabled'), number(view.tabled)],
  [t('matching.tested'), number(view.tested)],
  [t('matching.other-languages'), number(view.otherLanguages)],
  [
    t('matching.refused'),
    view.refused.length === 0 ? number(0) : html`<a href="#refused">${number(view.refused.length)}</a>`,
  ],
])}
${view.types.length > 0 && types}`;
}

/** What is looked for, what was met, and what could not be; with a form that keeps nothing. */
export function matchingPage(view: MatchingView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const held = view.tabled + view.tested;
  const lead =
    held === 0
      ? html`<p>${t('matching.empty')} <a href="/import">${t('nav.import')}</a></p>`
      : html`<p class="lead">${t('matching.lead', { count: held })}</p>`;
  return page(reader, {
    title: t('nav.matching'),
    tab: plain('nav.matching'),
    main: html`${errorSummary(reader, view.errors)}${view.trial !== undefined && trialResult(reader, view.trial)}${lead}
${overTime(reader, view)}
${matches(reader, view)}
${guarded(reader, view)}
${trial(reader, view)}
${privately(reader, view)}
${loaded(reader, view)}
${unmatched(reader, 'stopped', view.stopped)}${unmatched(reader, 'refused', view.refused)}`,
    margin: marginList([
      [
        t('matching.in'),
        html`${t('matching.in.said')} <code dir="ltr">comity match</code>, <code dir="ltr">POST /observations</code>`,
      ],
      [t('matching.keeps'), t('matching.keeps.said')],
      [t('matching.sightings'), html`<a href="/records?kind=sighting">${t('matching.sightings.all')}</a>`],
    ]),
  });
}
