import { type Html, html, visibleControls } from '../html.ts';
import { page } from '../page.ts';
import { type CaseRef, caseLink } from '../parts/case-words.ts';
import { selectField } from '../parts/form.ts';
import { partyLink } from '../parts/party.ts';
import type { Stretch } from '../parts/redline.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type CaseText, type TextVersion, textName, versionsTable } from './case-documents-page.ts';

/** GET /cases/:id/documents/:field: `from` and `to` (places in the log), `about`. */
export interface CaseTextView extends CaseRef {
  readonly text: CaseText;
  /** Numbers of versions, from 1. */
  readonly from: number;
  readonly to: number;
  /** `by` counts the versions after the first one compared. */
  readonly stretches: readonly Stretch[];
}

/** A change with its number, and whose it is. */
interface Change {
  readonly number: number;
  readonly version: TextVersion | undefined;
  readonly removed: string;
  readonly added: string;
}

const mostListed = 200;

type Numbered = Stretch & { readonly change: number };

/** What was removed and added at one place by one party is one change. */
function numbered(stretches: readonly Stretch[]): Numbered[] {
  let change = 0;
  return stretches.map((stretch, index) => {
    const before = stretches[index - 1];
    const goesOn = before?.kind === 'removed' && stretch.kind === 'added' && before.by === stretch.by;
    if (stretch.kind !== 'kept' && !goesOn) change++;
    return { ...stretch, change: stretch.kind === 'kept' ? 0 : change };
  });
}

function changesOf({ text, from }: CaseTextView, stretches: readonly Numbered[]): Change[] {
  const changed = stretches.filter(({ kind }) => kind !== 'kept');
  return [...Map.groupBy(changed, ({ change }) => change)].map(([number, parts]) => {
    const of = (kind: Stretch['kind']): string =>
      parts.flatMap((one) => (one.kind === kind ? [one.text] : [])).join('');
    return {
      number,
      version: text.versions[from - 1 + (parts[0]?.by ?? 0)],
      removed: of('removed'),
      added: of('added'),
    };
  });
}

/** In the text itself: struck or underlined, read aloud with a word, numbered. Spec: CPG-4. */
function marked(reader: Reader, { kind, text, change }: Numbered, isLast: boolean): Html {
  const shown = visibleControls(text);
  if (kind === 'kept') return html`${shown}`;
  const { plain } = words(reader);
  const name = plain(kind === 'removed' ? 'cases.removed' : 'cases.added');
  const number =
    isLast &&
    (change <= mostListed ? html`<a href="#change-${change}"><sup>${change}</sup></a>` : html`<sup>${change}</sup>`);
  return kind === 'removed'
    ? html`<del title="${name}">${shown}</del>${number}`
    : html`<ins title="${name}">${shown}</ins>${number}`;
}

function changesTable(reader: Reader, changes: readonly Change[]): Html {
  const { t, plain } = words(reader);
  // Inline, so that the words stand under their heading whatever their own direction.
  const said = (text: string): Html | '' => (text === '' ? '' : html`<bdi class="said">${visibleControls(text)}</bdi>`);
  const rows = table<Change>({
    caption: plain('cases.changes'),
    rows: changes.slice(0, mostListed),
    columns: [
      {
        head: plain('cases.change'),
        as: 'name',
        cell: ({ number, version }) =>
          html`<span id="change-${number}">${number}</span>${version !== undefined && html`<br><small>${partyLink(version.by)}</small>`}`,
      },
      { head: plain('cases.removed'), cell: ({ removed }) => said(removed) },
      { head: plain('cases.added'), cell: ({ added }) => said(added) },
    ],
  });
  const more =
    changes.length > mostListed &&
    html`<p class="hint">${t('cases.changes-more', { count: mostListed, all: changes.length })}</p>`;
  return html`<h2>${t('cases.changes')}</h2>${rows}${more}`;
}

function choose(reader: Reader, view: CaseTextView): Html | false {
  const { t, plain } = words(reader);
  const { text, from, to } = view;
  if (text.versions.length < 2) return false;
  const choices = text.versions.map(({ by, index }, at) => ({
    value: String(index),
    label: plain('line.named', { name: plain('cases.doc-version', { number: at + 1 }), value: by.name }),
  }));
  const select = (name: 'from' | 'to', number: number): Html =>
    selectField(reader, {
      name,
      label: t(name === 'from' ? 'cases.compare-from' : 'cases.compare-to'),
      value: String(text.versions[number - 1]?.index ?? ''),
      errors: [],
      choices,
    });
  const about = text.about !== undefined && html`<input type="hidden" name="about" value="${text.about.id}">`;
  return html`<form class="search" method="get" action="/cases/${view.id}/documents/${text.field}">${about}${select('from', from)}${select('to', to)}<button class="button">${t('cases.compare')}</button></form>`;
}

/** A text as it stands, or two versions of it compared. Spec: CPG-4. */
export function caseTextPage(view: CaseTextView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { text, from, to } = view;
  const stretches = numbered(view.stretches);
  const changes = changesOf(view, stretches);
  const pieces = stretches.map((one, index) => marked(reader, one, stretches[index + 1]?.change !== one.change));
  const heading = from === to ? t('cases.doc-version', { number: to }) : t('cases.compare-of', { from, to });
  return page(reader, {
    title: textName(reader, text),
    tab: plain('cases.documents'),
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)} / <a href="/cases/${view.id}/documents">${t('cases.documents')}</a>`,
    main: html`${choose(reader, view)}<h2>${heading}</h2>${
      from !== to && html`<p class="hint">${t(changes.length === 0 ? 'cases.compare-same' : 'cases.compare-key')}</p>`
    }<div class="said turn" dir="auto">${pieces}</div>${changes.length > 0 && changesTable(reader, changes)}
<h2>${t('cases.documents')}</h2>${versionsTable(reader, view, text)}`,
  });
}
