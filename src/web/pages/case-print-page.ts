import { bdi, type Html, html, visibleControls } from '../html.ts';
import { directionOf, langTag } from '../language.ts';
import { moment } from '../moment.ts';
import { documentText } from '../page.ts';
import { caseTimeline } from '../parts/case-timeline.ts';
import type { CaseView } from '../parts/case-view.ts';
import { caseName, caseTitle, type OwedView, plainCaseName, roleNames, silenceWords } from '../parts/case-words.ts';
import { hash } from '../parts/hash.ts';
import { type PartyRef, partyNames } from '../parts/party.ts';
import { summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { label } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { entryKindWords } from './case-entry-page.ts';

/** One entry of the register. */
export interface PrintedEntry {
  readonly index: number;
  readonly kind: string;
  readonly by: PartyRef;
  /** Unix seconds, by the signer's clock. */
  readonly at: number;
  readonly record: string;
  readonly body?: { readonly hash: string; readonly isHere: boolean };
}

/** GET /cases/:id/print, and `case.html` of a copy. Its steps are all there are, the oldest first. */
export interface CasePrintView extends CaseView {
  readonly party: PartyRef;
  readonly accepted: number;
  readonly caseTime?: number;
  readonly entries: readonly PrintedEntry[];
  /** Of the state that replay derives, and of the head that was cosigned: hexadecimal, and the note. */
  readonly stateHash?: string;
  readonly root: string;
  readonly head: string;
}

/** On paper there is no today, and nothing is so many hours away. */
const onPaper = (reader: Reader): Reader => ({ ...reader, now: 0 });

function facts(reader: Reader, view: CasePrintView): Html {
  const { t } = words(reader);
  const { party, accepted, log, rules, procedure } = view;
  const state = view.states[rules.machines.find(({ isMain }) => isMain)?.key ?? ''];
  return html`<p class="lead">${t('printed.as-of', { party: party.name, size: log.size, accepted, settled: log.settled })}</p>${summaryList(
    [
      [t('printed.id'), hash(view.id)],
      [
        t('cases.procedure'),
        html`${caseName(reader, procedure, 'name')} <small>${t('cases.version', { version: rules.version })}</small>`,
      ],
      [t('printed.where'), state === undefined ? t('cases.not-begun') : caseName(reader, procedure, `state.${state}`)],
      [t('cases.label'), label(reader, view.label)],
      [t('printed.opener'), bdi(view.opener.name)],
      [t('cases.depositary'), bdi(view.depositary.name)],
      [t('cases.council'), partyNames(reader, view.council)],
      [t('printed.case-time'), view.caseTime === undefined ? undefined : moment(onPaper(reader), view.caseTime)],
      [t('printed.made'), moment(onPaper(reader), reader.now)],
    ],
  )}`;
}

function parties(reader: Reader, { members, procedure }: CasePrintView): Html {
  const { t, plain } = words(reader);
  const rows = table<CasePrintView['members'][number]>({
    caption: plain('cases.parties'),
    rows: members,
    columns: [
      { head: plain('party.one'), as: 'name', cell: ({ party }) => bdi(party.name) },
      { head: plain('printed.role'), cell: ({ roles }) => roleNames(reader, procedure, roles) },
      { head: plain('printed.party-id'), cell: ({ party }) => hash(party.id) },
    ],
  });
  return html`<h2>${t('cases.parties')}</h2>${rows}`;
}

function deadlines(reader: Reader, { owed, procedure }: CasePrintView): Html | false {
  const { t, plain } = words(reader);
  const rows = table<OwedView>({
    caption: plain('cases.deadlines'),
    rows: owed,
    columns: [
      { head: plain('cases.owed'), as: 'name', cell: ({ wait }) => caseName(reader, procedure, `wait.${wait}`) },
      { head: plain('cases.turn'), cell: ({ owners }) => partyNames(reader, owners) },
      {
        head: plain('cases.until'),
        cell: ({ due }) => (due === undefined ? t('cases.no-time') : moment(onPaper(reader), due)),
      },
      { head: plain('cases.silence'), cell: (row) => silenceWords(reader, procedure, row) },
    ],
  });
  return owed.length > 0 && html`<h2>${t('cases.deadlines')}</h2>${rows}`;
}

function register(reader: Reader, { entries, steps }: CasePrintView): Html {
  const { t, plain, number } = words(reader);
  const told = new Set(steps.flatMap((step) => (step.kind === 'act' && step.index !== undefined ? [step.index] : [])));
  const numbered = ({ index }: PrintedEntry): Html =>
    told.has(index) ? html`<a href="#entry-${index}">${number(index)}</a>` : html`${number(index)}`;
  const rows = table<PrintedEntry>({
    caption: plain('printed.entries'),
    rows: entries,
    columns: [
      { head: plain('printed.number'), as: 'number', cell: numbered },
      {
        head: plain('entry.kind'),
        as: 'name',
        cell: ({ kind, by }) => html`${entryKindWords(reader, kind)}<br>${bdi(by.name)}`,
      },
      { head: plain('entry.at'), cell: ({ at }) => moment(onPaper(reader), at) },
      { head: plain('entry.record'), cell: ({ record }) => hash(record) },
      {
        head: plain('entry.words'),
        cell: ({ body }) =>
          body && html`${hash(body.hash)}<br><small>${t(body.isHere ? 'printed.here' : 'printed.gone')}</small>`,
      },
    ],
  });
  return html`<h2>${t('printed.entries')}</h2>${rows}`;
}

function howToCheck(reader: Reader, { root, stateHash, head }: CasePrintView): Html {
  const { t, plain } = words(reader);
  return html`<h2>${t('printed.check')}</h2><p>${t('printed.paper')}</p>${summaryList([
    [t('printed.root'), hash(root)],
    [t('printed.state'), stateHash === undefined ? undefined : hash(stateHash)],
  ])}<p>${plain('readme.script')}</p><p>${plain('readme.replay')}</p><p>${plain('readme.ids')}</p>
<h3>${t('printed.head')}</h3><pre dir="ltr" tabindex="0">${visibleControls(head)}</pre>`;
}

/** A whole case on paper: what happened, what is owed, and the hashes by which it is checked. Spec: CPY-5. */
export function casePrintPage(view: CasePrintView, reader: Reader): Html {
  const { t } = words(reader);
  const tab = view.title ?? plainCaseName(reader, view.procedure, 'name');
  return html`<html lang="${langTag(reader.language)}" dir="${directionOf(reader.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${visibleControls(tab)} – ${visibleControls(reader.party)}</title>
<link rel="stylesheet" href="/assets/style.css">
</head>
<body><div class="sheet"><main id="main">
<h1>${caseTitle(reader, view)}</h1>
${facts(reader, view)}
${parties(reader, view)}
<h2>${t('cases.happened')}</h2>${caseTimeline(onPaper(reader), { ...view, mayAct: false })}
${deadlines(reader, view)}
${register(reader, view)}
${howToCheck(reader, view)}
</main></div></body>
</html>`;
}

/** The page as a file that needs nothing beside it: with its style, and without links to a server, which lead nowhere from there. Spec: CPY-5. */
export const standaloneText = (document: Html, style: string): string =>
  documentText(document)
    .replace('<link rel="stylesheet" href="/assets/style.css">', () => `<style>${style}</style>`)
    .replaceAll(/<a [^>]*?href="\/[^"]*"[^>]*>(.*?)<\/a>/gs, '$1');
