import { type Hole, type Html, html } from '../html.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** What can be wrong with a field. Each code has a text `field.<code>`. */
export type FieldCode =
  | 'required'
  | 'credentials'
  | 'too-many-attempts'
  | 'too-large'
  | 'not-json'
  | 'not-stix'
  | 'unknown-label'
  | 'date'
  | 'period'
  | 'parties'
  | 'choice'
  | 'text'
  | 'name-taken'
  | 'name-form'
  | 'number'
  | 'confirm'
  | 'form-expired'
  | 'not-allowed'
  | 'notice-text'
  | 'notice-audience'
  | 'notice-records'
  | 'case-roles'
  | 'case-time'
  | 'case-time-gap'
  | 'case-time-twice'
  | 'case-time-early'
  | 'case-time-late'
  | 'case-time-order'
  | 'case-files'
  | 'case-title'
  | 'case-words'
  | 'case-impossible'
  | 'case-moved'
  | 'hand-over-words'
  | 'contact-clock'
  | 'contact-title'
  | 'contact-way'
  | 'contact-languages'
  | 'contact-days'
  | 'room-name'
  | 'room-readers'
  | 'note-text'
  | 'carry-proof'
  | 'carry-label'
  | 'carry-released'
  | 'lines';

/** One fault of a form. `field` is the name of a field, or 'form' for the whole. */
export interface FieldError {
  readonly field: string;
  readonly code: FieldCode;
}

/** One field. `name` is the name that the form sends. */
export interface Field {
  readonly name: string;
  readonly label: Hole;
  readonly hint?: Hole;
  readonly value?: string;
  readonly errors: readonly FieldError[];
}

/** One choice of a list. */
export interface Choice {
  readonly value: string;
  readonly label: Hole;
  readonly hint?: Hole;
}

const idOf = (name: string): string => `f-${name}`;

/** What fields are called, by their names: a fault that may stand beside several fields says which one it is of. */
export type FieldLabels = Readonly<Record<string, Hole>>;

/** All faults of a form at its top, each leading to its field. Nothing when there are none. */
export function errorSummary(reader: Reader, errors: readonly FieldError[], labels: FieldLabels = {}): Html | '' {
  if (errors.length === 0) return '';
  const { t } = words(reader);
  const lines = errors.map(({ field, code }) => {
    const label = labels[field];
    const said = t(`field.${code}`);
    const fault = label === undefined ? said : t('form.fault-of', { label: html`${label}`, fault: said });
    return html`<li><a href="#${field === 'form' ? 'main' : idOf(field)}">${fault}</a></li>`;
  });
  return html`<div class="faults" role="alert" tabindex="-1"><h2>${t('form.faults')}</h2><ul>${lines}</ul></div>`;
}

export interface Form {
  readonly action: string;
  readonly content: Hole;
  /** Absent for a form with buttons of its own. */
  readonly submit?: MessageKey;
  readonly upload?: boolean;
  readonly style?: 'quiet' | 'grave';
}

/** The classes of a button. */
export const buttonClass = (style: 'quiet' | 'grave' | undefined): string =>
  style === undefined ? 'button' : `button ${style}`;

/** A form that changes something: always POST, always with the token against forgery. */
export function postForm(reader: Reader, { action, content, submit, upload, style }: Form): Html {
  const { t } = words(reader);
  return html`<form method="post" action="${action}"${upload === true && html` enctype="multipart/form-data"`} novalidate>
<input type="hidden" name="csrf" value="${reader.csrf}">
${content}
${submit !== undefined && html`<p><button class="${buttonClass(style)}">${t(submit)}</button></p>`}
</form>`;
}

/** Label, hint and fault of a field, and the ids that its control points at. */
function around(
  reader: Reader,
  field: Field,
  control: (describedBy: string | undefined, invalid: 'true' | false) => Html,
): Html {
  const { t } = words(reader);
  const id = idOf(field.name);
  const error = field.errors.find((candidate) => candidate.field === field.name);
  const describedBy = [field.hint ? `${id}-hint` : '', error ? `${id}-fault` : '']
    .filter((part) => part !== '')
    .join(' ');
  return html`<div class="field${error && ' wrong'}"><label for="${id}">${field.label}</label>
${field.hint && html`<p class="hint" id="${id}-hint">${field.hint}</p>`}
${error && html`<p class="no" id="${id}-fault">${t(`field.${error.code}`)}</p>`}
${control(describedBy === '' ? undefined : describedBy, error ? 'true' : false)}</div>`;
}

/** A one-line field. `type` is that of the input. */
export const textField = (reader: Reader, field: Field & { type?: string; autocomplete?: string; dir?: 'ltr' }): Html =>
  around(
    reader,
    field,
    (describedBy, invalid) =>
      html`<input id="${idOf(field.name)}" name="${field.name}" type="${field.type ?? 'text'}" value="${field.value}" autocomplete="${field.autocomplete ?? 'off'}" aria-describedby="${describedBy}" aria-invalid="${invalid}"${field.dir === 'ltr' ? html` dir="ltr"` : html` dir="auto"`}>`,
  );

/** A field of many lines for machine text. */
export const textArea = (reader: Reader, field: Field): Html =>
  around(
    reader,
    field,
    (describedBy, invalid) =>
      html`<textarea id="${idOf(field.name)}" name="${field.name}" rows="8" dir="ltr" spellcheck="false" aria-describedby="${describedBy}" aria-invalid="${invalid}">${field.value}</textarea>`,
  );

/** A field of many lines for people to read: each keeps its own direction. */
export const proseArea = (reader: Reader, field: Field): Html =>
  around(
    reader,
    field,
    (describedBy, invalid) =>
      html`<textarea class="prose" id="${idOf(field.name)}" name="${field.name}" rows="4" dir="auto" aria-describedby="${describedBy}" aria-invalid="${invalid}">${field.value}</textarea>`,
  );

/** A list that opens; the value '' stands for no choice. */
export const selectField = (reader: Reader, field: Field & { choices: readonly Choice[] }): Html =>
  around(
    reader,
    field,
    (
      describedBy,
      invalid,
    ) => html`<select id="${idOf(field.name)}" name="${field.name}" aria-describedby="${describedBy}" aria-invalid="${invalid}">
${field.choices.map(({ value, label }) => html`<option value="${value}"${value === (field.value ?? '') && html` selected`}>${label}</option>`)}
</select>`,
  );

function choiceLine(
  field: Field,
  { value, label, hint }: Choice,
  index: number,
  how: { type: 'radio' | 'checkbox'; chosen: boolean },
): Html {
  const id = index === 0 ? idOf(field.name) : `${idOf(field.name)}-${index}`;
  return html`<div class="choice"><input type="${how.type}" id="${id}" name="${field.name}" value="${value}"${how.chosen && html` checked`}><label for="${id}">${label}${hint && html` <small>${hint}</small>`}</label></div>`;
}

function choiceSet(reader: Reader, field: Field, lines: readonly Html[]): Html {
  const { t } = words(reader);
  const error = field.errors.find((candidate) => candidate.field === field.name);
  return html`<fieldset class="field${error && ' wrong'}"><legend>${field.label}</legend>
${field.hint && html`<p class="hint">${field.hint}</p>`}
${error && html`<p class="no">${t(`field.${error.code}`)}</p>`}
${lines}</fieldset>`;
}

/** One of several. */
export const radioField = (reader: Reader, field: Field & { choices: readonly Choice[] }): Html =>
  choiceSet(
    reader,
    field,
    field.choices.map((choice, index) =>
      choiceLine(field, choice, index, { type: 'radio', chosen: choice.value === field.value }),
    ),
  );

/** Any of several, sent under one name. */
export const checkField = (
  reader: Reader,
  field: Omit<Field, 'value'> & { choices: readonly Choice[]; values: readonly string[] },
): Html =>
  choiceSet(
    reader,
    field,
    field.choices.map((choice, index) =>
      choiceLine(field, choice, index, { type: 'checkbox', chosen: field.values.includes(choice.value) }),
    ),
  );

/** One box that must be ticked before an act: sends `confirm=yes`. `id`: another than the first such box of a page has. */
export const confirmField = (reader: Reader, label: Hole, errors: readonly FieldError[], id = 'f-confirm'): Html => {
  const { t } = words(reader);
  const wrong = errors.some(({ field }) => field === 'confirm');
  return html`<div class="field${wrong && ' wrong'}">${wrong && html`<p class="no" id="${id}-fault">${t('field.confirm')}</p>`}
<div class="choice"><input type="checkbox" id="${id}" name="confirm" value="yes" aria-describedby="${wrong && `${id}-fault`}"><label for="${id}">${label}</label></div></div>`;
};
