import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { errorSummary, type FieldError, postForm, radioField, textArea, textField } from '../parts/form.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { tlp } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** One object that was refused, or one thing that was lost. `message` is a Fault's English sentence. */
export interface ImportRemark {
  /** STIX id, or a JSON pointer. */
  readonly where: string;
  readonly code: string;
  readonly message: string;
}

export interface ImportResult {
  /** 'checked': nothing was stored yet. */
  readonly stage: 'checked' | 'imported';
  readonly format: 'stix' | 'csaf' | 'misp' | 'csv' | 'list';
  readonly accepted: number;
  readonly known: number;
  readonly refused: readonly ImportRemark[];
  readonly losses: readonly ImportRemark[];
  /** How it was read, where nothing is lost. */
  readonly notes: readonly ImportRemark[];
  /** How many of the accepted would leave, or will leave, per party. */
  readonly reach: readonly { readonly party: PartyRef; readonly count: number }[];
  readonly unmarked: number;
  /** Entry of our log, once imported. */
  readonly entry?: number;
  /** Token of the checked bundle kept by the server, sent back as `staged`. */
  readonly staged?: string;
}

/** POST /import (multipart): bundle (file), signature (file), text, label, staged, step (check | import), csrf. */
export interface ImportView {
  readonly text?: string;
  /** Label for objects without one. */
  readonly label: Tlp;
  readonly limitBytes: number;
  readonly errors: readonly FieldError[];
  readonly result?: ImportResult;
}

function remarks(reader: Reader, caption: string, rows: readonly ImportRemark[]): Html {
  const { plain } = words(reader);
  return table<ImportRemark>({
    caption,
    rows,
    columns: [
      {
        head: plain('import.where'),
        as: 'name',
        cell: (row) => html`<code class="hash" dir="ltr">${row.where}</code>`,
      },
      { head: plain('fault.code'), cell: (row) => html`<code dir="ltr">${row.code}</code>` },
      { head: plain('fault.happened'), cell: (row) => html`<bdi lang="en">${row.message}</bdi>` },
    ],
  });
}

function reachList(reader: Reader, { reach, stage }: ImportResult): Html {
  const { t } = words(reader);
  if (reach.length === 0) return html`<p>${t('import.reach-none')}</p>`;
  const lines = reach.map(
    ({ party, count }) =>
      html`<li>${t('line.named', { name: partyLink(party), value: t('count.records', { count }) })}</li>`,
  );
  return html`<p>${t(stage === 'checked' ? 'import.reach-would' : 'import.reach-will')}</p><ul>${lines}</ul>`;
}

function outcome(reader: Reader, { result, label }: ImportView): Html | '' {
  if (result === undefined) return '';
  const { t, plain, number } = words(reader);
  const go = html`<input type="hidden" name="staged" value="${result.staged}"><input type="hidden" name="label" value="${label}"><p><button class="button" name="step" value="import">${t('import.do', { count: result.accepted })}</button></p>`;
  return html`<section class="turn" role="status"><h2>${t(`import.${result.stage}`)}</h2>
${summaryList([
  [t('import.read-as'), t(`import.format.${result.format}`)],
  [
    t('import.accepted'),
    result.entry === undefined
      ? number(result.accepted)
      : html`<a href="/records?sort=-at">${number(result.accepted)}</a> (<a href="/log-book/${result.entry}">${t('log.entry-number', { index: html`${number(result.entry)}` })}</a>)`,
  ],
  [t('import.known'), number(result.known)],
  [t('import.unmarked'), html`${number(result.unmarked)} ${tlp(label)}`],
  [
    t('import.refused'),
    result.refused.length === 0 ? number(0) : html`<a href="#refused">${number(result.refused.length)}</a>`,
  ],
  [
    t('import.losses'),
    result.losses.length === 0 ? number(0) : html`<a href="#losses">${number(result.losses.length)}</a>`,
  ],
])}
${reachList(reader, result)}
${result.stage === 'checked' && result.staged !== undefined && postForm(reader, { action: '/import', content: go, upload: true })}</section>
${result.notes.length > 0 && html`<h2>${t('import.notes')}</h2>${remarks(reader, plain('import.notes'), result.notes)}`}
${result.refused.length > 0 && html`<h2 id="refused">${t('import.refused')}</h2>${remarks(reader, plain('import.refused'), result.refused)}`}
${result.losses.length > 0 && html`<h2 id="losses">${t('import.losses')}</h2>${remarks(reader, plain('import.losses'), result.losses)}`}`;
}

const levelChoices = (reader: Reader) => {
  const { t } = words(reader);
  return tlpLevels.map((level) => ({ value: level, label: tlp(level), hint: t(`tlp.${level}`) }));
};

export function importPage(view: ImportView, reader: Reader): Html {
  const { t, plain, number } = words(reader);
  const { errors } = view;
  const megabytes = Math.floor(view.limitBytes / 1_000_000);
  const content = html`${textField(reader, { name: 'bundle', label: t('import.file'), hint: t('import.file-hint', { size: html`${number(megabytes)}` }), type: 'file', errors })}
${textField(reader, { name: 'signature', label: t('import.signature'), hint: t('import.signature-hint'), type: 'file', errors })}
${textArea(reader, { name: 'text', label: t('import.text'), value: view.text ?? '', errors })}
${radioField(reader, { name: 'label', label: t('import.label'), hint: t('import.label-hint'), value: view.label, errors, choices: levelChoices(reader) })}
<p><button class="button" name="step" value="check">${t('import.check')}</button> <button class="button quiet" name="step" value="import">${t('import.now')}</button></p>`;
  return page(reader, {
    trail: html`<a href="/records">${t('nav.records')}</a> / ${t('nav.import')}`,
    title: t('import.title'),
    tab: plain('import.title'),
    main: html`${errorSummary(reader, errors)}${outcome(reader, view)}
${view.result !== undefined && html`<h2>${t('import.another')}</h2>`}<p class="lead">${t('import.lead')}</p>
${postForm(reader, { action: '/import', content, upload: true })}`,
  });
}
