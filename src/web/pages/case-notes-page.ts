import { bdi, type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { type CaseRef, caseLink } from '../parts/case-words.ts';
import { errorSummary, type FieldError, postForm, proseArea } from '../parts/form.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** A note as its readers see it. `at`: Unix seconds. */
export interface NoteView {
  readonly n: number;
  readonly account: string;
  readonly at: number;
  readonly text: string;
}

/** GET and POST /cases/:id/notes: `text`. */
export interface CaseNotesView extends CaseRef {
  /** The newest first. */
  readonly notes: readonly NoteView[];
  readonly mayWrite: boolean;
  readonly value: string;
  readonly errors: readonly FieldError[];
}

function note(reader: Reader, { id, mayWrite }: CaseNotesView, { n, account, at, text }: NoteView): Html {
  const { t } = words(reader);
  const by = t('notes.by', { account: bdi(account), moment: moment(reader, at) });
  const drop =
    mayWrite &&
    postForm(reader, { action: `/cases/${id}/notes/${n}/drop`, content: '', submit: 'notes.drop', style: 'quiet' });
  return html`<li><div><small>${by}</small></div><div><p class="said"><bdi>${text}</bdi></p>${drop}</div></li>`;
}

/** What this party notes for itself about a case. Spec: ROM-12. */
export function caseNotesPage(view: CaseNotesView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { notes, errors, value } = view;
  const list =
    notes.length === 0
      ? html`<p>${t('notes.none')}</p>`
      : html`<ol class="acts happened">${notes.map((one) => note(reader, view, one))}</ol>`;
  const content = proseArea(reader, { name: 'text', label: t('notes.text'), value, errors });
  const form = view.mayWrite && postForm(reader, { action: `/cases/${view.id}/notes`, content, submit: 'notes.keep' });
  return page(reader, {
    title: t('notes.title'),
    tab: plain('notes.title'),
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)}`,
    main: html`${errorSummary(reader, errors)}<p class="lead">${t('notes.lead')}</p>${form}${list}`,
  });
}
