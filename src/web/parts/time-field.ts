import { bdi, type Html, html } from '../html.ts';
import { offsetAt, offsetWords, readingsOf } from '../local-time.ts';
import { moment, span } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseName } from './case-words.ts';
import { type FieldError, radioField } from './form.ts';

/** Between what a time must lie, as far as it is known now. Spec: PRO-3. */
export interface TimeBounds {
  /** Unix seconds; for a state that is still to be entered, seconds after it. */
  readonly earliest?: number;
  readonly after?: { readonly seconds: number; readonly state: string };
  readonly latest?: number;
}

/** A date and a time in a zone that is named. The form sends `name`, `name-time`, and `name-utc` where a clock shows it twice. */
export interface TimeField {
  readonly procedure: string;
  readonly name: string;
  readonly label: Html;
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
  readonly bounds?: TimeBounds;
  readonly hint?: Html;
}

export const timeNames = (name: string): readonly string[] => [name, `${name}-time`, `${name}-utc`];

function boundsLine(reader: Reader, procedure: string, bounds: TimeBounds): Html {
  const { t, gap } = words(reader);
  const { earliest, after, latest } = bounds;
  return html`${earliest !== undefined && html`${t('cases.not-earlier', { time: moment(reader, earliest) })}${gap}`}${
    after !== undefined &&
    html`${t('cases.not-earlier-than', { span: span(reader, after.seconds), state: caseName(reader, procedure, `state.${after.state}`) })}${gap}`
  }${latest !== undefined && html`${t('cases.not-later', { time: moment(reader, latest) })}${gap}`}${
    (earliest ?? after ?? latest) !== undefined && t('cases.clamped')
  }`;
}

/** Where a clock shows a time twice, both are offered with their offsets. */
function whichOfTwo(reader: Reader, { name, values }: TimeField): Html | false {
  const { t } = words(reader);
  const { timeZone } = reader;
  const found = readingsOf(timeZone, values[name] ?? '', values[`${name}-time`] ?? '') ?? [];
  if (found.length < 2) return false;
  return radioField(reader, {
    name: `${name}-utc`,
    label: t('cases.twice'),
    value: values[`${name}-utc`] ?? '',
    errors: [],
    choices: found.map((seconds) => ({
      value: String(seconds),
      label: html`${moment(reader, seconds)} <small>${bdi(offsetWords(offsetAt(timeZone, seconds)))}</small>`,
    })),
  });
}

/** Usable without script: two plain inputs, the zone beside them. Spec: CPG-5. */
export function timeField(reader: Reader, field: TimeField): Html {
  const { t, gap } = words(reader);
  const { name, label, values, errors, bounds, hint } = field;
  const id = `f-${name}`;
  const error = errors.find((one) => one.field === name);
  const { timeZone } = reader;
  const offset = offsetWords(offsetAt(timeZone, reader.now));
  const zone = timeZone === 'UTC' ? t('cases.zone-utc') : t('cases.zone', { zone: timeZone, offset });
  const told = [`${id}-hint`, ...(error === undefined ? [] : [`${id}-fault`])].join(' ');
  const invalid = error === undefined ? undefined : 'true';
  return html`<fieldset class="field${error && ' wrong'}"><legend>${label}</legend>
<p class="hint" id="${id}-hint">${zone}${gap}${hint}${bounds && html`${gap}${boundsLine(reader, field.procedure, bounds)}`}</p>
${error && html`<p class="no" id="${id}-fault">${t(`field.${error.code}`)}</p>`}
<label for="${id}">${t('cases.date')}</label> <input type="date" id="${id}" name="${name}" value="${values[name]}" aria-describedby="${told}" aria-invalid="${invalid}"> <label for="${id}-time">${t('cases.time')}</label> <input type="time" id="${id}-time" name="${name}-time" value="${values[`${name}-time`]}" aria-describedby="${told}" aria-invalid="${invalid}">
${whichOfTwo(reader, field)}</fieldset>`;
}
