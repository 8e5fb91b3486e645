import type { PartRule } from '#protocol/case/act-words.ts';
import { bdi, type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseName } from './case-words.ts';
import { type FieldError, type FieldLabels, proseArea } from './form.ts';

/** A question that waits for its answer. */
export interface AskedPart {
  readonly n: number;
  readonly text: string;
}

/** The parts of an act's words, and what was typed in them. */
export interface PartsForm {
  readonly procedure: string;
  readonly parts: readonly PartRule[];
  /** What is answered one by one; empty when the act answers nothing, or nothing of it is here. */
  readonly asked: readonly AskedPart[];
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

/** The form's name of a part: for answers with the number of the question. */
export const partName = (key: string, n?: number): string => `part-${key}${n === undefined ? '' : `-${n}`}`;

/** What the field of a part is called. */
function partLabel(reader: Reader, procedure: string, { key }: PartRule, asked: AskedPart | undefined): Html {
  const label = caseName(reader, procedure, `part.${key}`);
  return asked === undefined ? label : html`${label} ${asked.n}`;
}

/** What the fields of parts are called, by their names in the form. */
export const partLabels = (
  reader: Reader,
  { procedure, parts, asked }: Pick<PartsForm, 'procedure' | 'parts' | 'asked'>,
): FieldLabels =>
  Object.fromEntries(
    parts.flatMap((rule) =>
      (rule.each !== undefined && asked.length > 0 ? asked : [undefined]).map((one) => [
        partName(rule.key, one?.n),
        partLabel(reader, procedure, rule, one),
      ]),
    ),
  );

function area(reader: Reader, { procedure, values, errors }: PartsForm, rule: PartRule, asked?: AskedPart): Html {
  const { t } = words(reader);
  const name = partName(rule.key, asked?.n);
  const hint = asked !== undefined ? bdi(asked.text) : rule.isMany ? t('said.one-a-line') : undefined;
  const field = {
    name,
    label: partLabel(reader, procedure, rule, asked),
    value: values[name] ?? '',
    errors,
    ...(hint === undefined ? {} : { hint }),
  };
  return proseArea(reader, field);
}

/** What need not be said is folded away, so that a question without an allegation is the usual one. */
function folded(reader: Reader, form: PartsForm, rule: PartRule): Html {
  const name = partName(rule.key);
  const isUsed = (form.values[name] ?? '') !== '' || form.errors.some(({ field }) => field === name);
  const summary = words(reader).t('said.optional', { part: caseName(reader, form.procedure, `part.${rule.key}`) });
  return html`<details${isUsed && html` open`}><summary>${summary}</summary>${area(reader, form, rule)}</details>`;
}

/** One field for each part: what is fact stands apart from what is asked, and answers beside their questions. Spec: SAY-1. */
export const partFields = (reader: Reader, form: PartsForm): Html =>
  html`${form.parts.map((rule) => {
    if (rule.each !== undefined && form.asked.length > 0)
      return form.asked.map((asked) => area(reader, form, rule, asked));
    return rule.isRequired ? area(reader, form, rule) : folded(reader, form, rule);
  })}`;
