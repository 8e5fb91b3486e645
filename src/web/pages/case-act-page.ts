import type { ActRule, FieldRule, Procedure } from '#protocol/case/procedure.ts';
import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { effectLine } from '../parts/case-consequence.ts';
import { costOf } from '../parts/case-ladder.ts';
import { type CaseRef, caseLink, caseName, caseTitle, plainCaseName } from '../parts/case-words.ts';
import {
  confirmField,
  errorSummary,
  type FieldError,
  postForm,
  proseArea,
  selectField,
  textField,
} from '../parts/form.ts';
import { type AskedPart, partFields } from '../parts/part-fields.ts';
import { type PartyRef, partyNames } from '../parts/party.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET and POST /cases/:id/acts/:act: `about`. */
export interface CaseActView extends CaseRef {
  readonly rules: Procedure;
  readonly rule: ActRule;
  /** The state that the act would leave. */
  readonly state: string;
  readonly about?: PartyRef;
  /** Before this it would have no effect, Unix seconds. */
  readonly notBefore?: number;
  /** What it answers one by one. */
  readonly asked: readonly AskedPart[];
  /** Who may be named in a field. */
  readonly candidates: readonly PartyRef[];
  /** What was typed, by name of the field; `words` among it. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors: readonly FieldError[];
}

/** The form's name of a field: a procedure may call one of its fields `words`. */
export const actFieldName = (key: string): string => `field-${key}`;

function needsLine(reader: Reader, { needs }: ActRule): Html | undefined {
  const { t } = words(reader);
  if (needs === undefined) return undefined;
  if (needs.count === 'all') return t('cases.needs-all');
  return t(needs.orAll ? 'said.needs-or-all' : 'cases.needs-count', { count: needs.count });
}

/** What the act will do, before it is done. */
function consequence(reader: Reader, { procedure, rule, others, state, notBefore }: CaseActView): Html {
  const { t } = words(reader);
  const leads =
    rule.to === undefined || rule.to === state
      ? t('cases.stays')
      : t('cases.leads', { state: caseName(reader, procedure, `state.${rule.to}`) });
  const lines = [
    t('cases.reaches', { parties: partyNames(reader, others) }),
    leads,
    needsLine(reader, rule),
    notBefore === undefined ? undefined : t('said.not-before', { moment: moment(reader, notBefore) }),
    rule.sealed === undefined
      ? undefined
      : t('said.seals', { state: caseName(reader, procedure, `state.${rule.sealed.until}`) }),
    costOf(reader, procedure, rule),
    ...rule.effects.map((effect) => effectLine(reader, procedure, effect)),
    t('cases.signed'),
  ].filter((line) => line !== undefined);
  const grave = rule.isIrreversible && html`<p class="no">${t('cases.irreversible')}</p>`;
  return html`<div class="${rule.isIrreversible ? 'turn grave' : 'turn'}"><h2>${t('cases.does')}</h2>${grave}<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}

function ruleField(reader: Reader, view: CaseActView, { key, type, choices, isRequired }: FieldRule): Html | '' {
  const { t } = words(reader);
  const { procedure, values, errors, candidates } = view;
  const name = actFieldName(key);
  const hint = isRequired ? undefined : t('cases.words-optional');
  const field = {
    name,
    label: caseName(reader, procedure, `field.${key}`),
    value: values[name] ?? '',
    errors,
    ...(hint === undefined ? {} : { hint }),
  };
  const none = { value: '', label: t('cases.choose') };
  switch (type) {
    // The server takes fingerprints itself, and names what is carried over by its proof.
    case 'hash':
    case 'act':
      return '';
    case 'time':
      return textField(reader, { ...field, hint: t('cases.utc', { example: '2026-11-22 14:00' }), dir: 'ltr' });
    case 'number':
      return textField(reader, { ...field, dir: 'ltr' });
    case 'party':
      return selectField(reader, {
        ...field,
        choices: [none, ...candidates.map(({ id, name: label }) => ({ value: id, label }))],
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

function wordsField(reader: Reader, { rule, values, errors, procedure, asked }: CaseActView): Html | '' {
  const { t } = words(reader);
  const { parts } = rule;
  if (parts.length > 0) return partFields(reader, { procedure, parts, asked, values, errors });
  if (rule.words === 'none') return '';
  const hint = rule.words === 'required' ? {} : { hint: t('cases.words-optional') };
  return proseArea(reader, { name: 'words', label: t('cases.words'), ...hint, value: values['words'] ?? '', errors });
}

/** One act: what it does, what it must say, and the signature. */
export function caseActPage(view: CaseActView, reader: Reader): Html {
  const { t } = words(reader);
  const { procedure, rule, errors, about } = view;
  const content = html`${about !== undefined && html`<input type="hidden" name="about" value="${about.id}">`}
${wordsField(reader, view)}
${rule.fields.map((field) => ruleField(reader, view, field))}
${consequence(reader, view)}
${rule.isIrreversible && confirmField(reader, t('cases.confirm'), errors)}`;
  return page(reader, {
    title: caseName(reader, procedure, `act.${rule.key}`),
    tab: plainCaseName(reader, procedure, `act.${rule.key}`),
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)}`,
    main: html`${errorSummary(reader, errors)}<p class="lead">${caseTitle(reader, view)}</p>
${postForm(reader, {
  action: `/cases/${view.id}/acts/${rule.key}`,
  content,
  submit: 'cases.sign',
  ...(rule.isIrreversible ? { style: 'grave' as const } : {}),
})}`,
  });
}
