import type { ActRule, FieldRule } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type RoomChoice, roomField } from './case-readers.ts';
import { caseName } from './case-words.ts';
import { type FieldError, proseArea, selectField, textField } from './form.ts';
import { type AskedPart, partFields } from './part-fields.ts';
import type { PartyRef } from './party.ts';
import { type TimeBounds, timeField } from './time-field.ts';

/** A file that was brought, and waits beside the form. */
export interface BroughtFile {
  readonly name: string;
  readonly size: number;
}

/** What the form of an act asks for, and what was typed so far. */
export interface ActFields {
  readonly procedure: string;
  readonly rule: ActRule;
  /** What it answers one by one. */
  readonly asked: readonly AskedPart[];
  /** Who may be named in a field. */
  readonly candidates: readonly PartyRef[];
  /** Rooms in which the words may be said, the whole case first. */
  readonly rooms: readonly RoomChoice[];
  /** Between what the time of a field must lie. */
  readonly bounds: Readonly<Record<string, TimeBounds>>;
  /** What was typed, by name of the field; `words` and `room` among it. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
  readonly files: readonly BroughtFile[];
  /** Under which name the server keeps the files meanwhile. */
  readonly staged?: string;
}

/** The form's name of a field: a procedure may call one of its fields `words`. */
export const actFieldName = (key: string): string => `field-${key}`;

function ruleField(reader: Reader, view: ActFields, { key, type, choices, isRequired }: FieldRule): Html | '' {
  const { t } = words(reader);
  const { procedure, values, errors, candidates, bounds } = view;
  const name = actFieldName(key);
  const hint = isRequired ? {} : { hint: t('cases.words-optional') };
  const label = caseName(reader, procedure, `field.${key}`);
  const field = { name, label, value: values[name] ?? '', errors, ...hint };
  const none = { value: '', label: t('cases.choose') };
  switch (type) {
    // The server takes fingerprints itself, and names what is carried over by its proof.
    case 'hash':
    case 'act':
      return '';
    case 'time': {
      const bound = bounds[key];
      return timeField(reader, {
        procedure,
        name,
        label,
        values,
        errors,
        ...hint,
        ...(bound === undefined ? {} : { bounds: bound }),
      });
    }
    case 'number':
      return textField(reader, { ...field, dir: 'ltr' });
    case 'party':
      return selectField(reader, {
        ...field,
        choices: [none, ...candidates.map(({ id, name: called }) => ({ value: id, label: called }))],
      });
    case 'choice': {
      const offered = (choices ?? []).map((value) => ({
        value,
        label: caseName(reader, procedure, `choice.${value}`),
      }));
      return selectField(reader, { ...field, choices: [none, ...offered] });
    }
  }
}

function wordsField(reader: Reader, { rule, values, errors, procedure, asked }: ActFields): Html | '' {
  const { t } = words(reader);
  const { parts } = rule;
  if (parts.length > 0) return partFields(reader, { procedure, parts, asked, values, errors });
  if (rule.words === 'none') return '';
  const hint = rule.words === 'required' ? {} : { hint: t('cases.words-optional') };
  return proseArea(reader, { name: 'words', label: t('cases.words'), ...hint, value: values['words'] ?? '', errors });
}

/** The names of files with their sizes. */
export const fileNames = (reader: Reader, files: readonly BroughtFile[]): Html =>
  words(reader).list(files.map(({ name, size }) => html`${bdi(name)} <small>${fileSize(reader, size)}</small>`));

/** Bytes as people say them. */
export function fileSize(reader: Reader, bytes: number): Html {
  const { number } = words(reader);
  return bytes < 1_000_000
    ? html`<bdi>${number(Math.max(1, Math.round(bytes / 1000)))} kB</bdi>`
    : html`<bdi>${number(Math.round(bytes / 100_000) / 10)} MB</bdi>`;
}

/** A browser forgets chosen files when a form comes back, so the server keeps them until it is signed. Spec: CPG-7. */
function filesField(reader: Reader, { rule, files, staged, errors }: ActFields): Html | '' {
  const { t } = words(reader);
  if (rule.words === 'none') return '';
  const error = errors.find(({ field }) => field === 'files');
  const kept =
    staged !== undefined &&
    files.length > 0 &&
    html`<input type="hidden" name="staged" value="${staged}"><p>${t('cases.files-kept', { files: fileNames(reader, files) })}</p><div class="choice"><input type="checkbox" id="f-files-drop" name="files-drop" value="yes"><label for="f-files-drop">${t('cases.files-drop')}</label></div>`;
  const input = html`<div class="field${error && ' wrong'}"><label for="f-files">${t('cases.files')}</label><p class="hint" id="f-files-hint">${t('cases.files-hint')}</p>${error && html`<p class="no">${t(`field.${error.code}`)}</p>`}${kept}<input type="file" id="f-files" name="files" multiple aria-describedby="f-files-hint"></div>`;
  const isUsed = error !== undefined || files.length > 0;
  return html`<details${isUsed && html` open`}><summary>${t('cases.files')}</summary>${input}</details>`;
}

/** Every field of an act's form, generated from its procedure. */
export const actFields = (reader: Reader, view: ActFields): Html =>
  html`${wordsField(reader, view)}${view.rule.words !== 'none' && roomField(reader, view)}
${view.rule.fields.map((field) => ruleField(reader, view, field))}
${filesField(reader, view)}`;
