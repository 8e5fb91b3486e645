import { onwardLimits, permittedActions } from '#protocol/agreement/duties.ts';
import { purposes, tlpLevels } from '#protocol/record/label.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type Choice, checkField, type FieldError, radioField, selectField, textField } from './form.ts';
import type { PartyRef } from './party.ts';
import { tlp } from './tlp.ts';

/**
 * One clause as the form sends it; the field names are `clause-N-…` with the names of this type.
 * `from`, `to`: 'any' or a party id. `kinds`: names with commas between, or empty for all.
 * `retentionDays`: digits, or empty for no limit. `erase`, `encryptInTransit`: 'yes' or nothing.
 */
export interface ClauseValues {
  readonly from: string;
  readonly to: string;
  readonly kinds: string;
  readonly ceiling: string;
  readonly purposes: readonly string[];
  readonly history: string;
  readonly onward: string;
  readonly actions: string;
  readonly attribution: string;
  readonly retentionDays: string;
  readonly erase: readonly string[];
  readonly notify: string;
  readonly encryptInTransit: readonly string[];
}

/** The narrowest clause, from which a proposer widens. */
export const firstClause: ClauseValues = {
  from: 'any',
  to: 'any',
  kinds: '',
  ceiling: 'green',
  purposes: ['defence'],
  history: 'from-start',
  onward: 'none',
  actions: 'internal-only',
  attribution: 'named',
  retentionDays: '',
  erase: ['yes'],
  notify: 'none',
  encryptInTransit: ['yes'],
};

interface ClauseForm {
  readonly clause: ClauseValues;
  readonly n: number;
  readonly parties: readonly PartyRef[];
  readonly errors: readonly FieldError[];
}

function scopeFields(reader: Reader, { clause, n, parties, errors }: ClauseForm): Html {
  const { t } = words(reader);
  const name = (part: keyof ClauseValues): string => `clause-${n}-${part}`;
  const named: Choice[] = parties.map(({ id, name: label }) => ({ value: id, label }));
  return html`${selectField(reader, { name: name('from'), label: t('propose.from'), value: clause.from, errors, choices: [{ value: 'any', label: t('clause.from-any') }, ...named] })}
${selectField(reader, { name: name('to'), label: t('propose.to'), value: clause.to, errors, choices: [{ value: 'any', label: t('clause.to-any') }, ...named] })}
${textField(reader, { name: name('kinds'), label: t('propose.kinds'), hint: t('propose.kinds-hint'), value: clause.kinds, dir: 'ltr', errors })}
${radioField(reader, { name: name('ceiling'), label: t('propose.ceiling'), value: clause.ceiling, errors, choices: tlpLevels.map((level) => ({ value: level, label: tlp(level), hint: t(`tlp.${level}`) })) })}
${checkField(reader, { name: name('purposes'), label: t('propose.purposes'), errors, values: clause.purposes, choices: purposes.map((purpose) => ({ value: purpose, label: t(`purpose.${purpose}`) })) })}
${radioField(reader, { name: name('history'), label: t('propose.history'), value: clause.history, errors, choices: (['from-start', 'all'] as const).map((value) => ({ value, label: t(`clause.history.${value}`) })) })}`;
}

function dutyFields(reader: Reader, { clause, n, errors }: ClauseForm): Html {
  const { t } = words(reader);
  const name = (part: keyof ClauseValues): string => `clause-${n}-${part}`;
  const yes = (label: Html): Choice[] => [{ value: 'yes', label }];
  return html`${radioField(reader, { name: name('onward'), label: t('propose.onward'), value: clause.onward, errors, choices: onwardLimits.map((value) => ({ value, label: t(`duty.onward.${value}`) })) })}
${radioField(reader, { name: name('actions'), label: t('propose.actions'), value: clause.actions, errors, choices: permittedActions.map((value) => ({ value, label: t(`duty.actions.${value}`) })) })}
${radioField(reader, { name: name('attribution'), label: t('propose.attribution'), value: clause.attribution, errors, choices: (['named', 'anonymous'] as const).map((value) => ({ value, label: t(`duty.attribution.${value}`) })) })}
${textField(reader, { name: name('retentionDays'), label: t('propose.retention'), hint: t('propose.retention-hint'), value: clause.retentionDays, dir: 'ltr', errors })}
${radioField(reader, {
  name: name('notify'),
  label: t('propose.notify'),
  value: clause.notify,
  errors,
  choices: [
    { value: 'none', label: t('propose.notify-none') },
    { value: 'affected-parties', label: t('duty.notify.affected-parties') },
  ],
})}
${checkField(reader, { name: name('erase'), label: t('propose.erase'), errors, values: clause.erase, choices: yes(t('duty.erase')) })}
${checkField(reader, { name: name('encryptInTransit'), label: t('propose.encrypt'), errors, values: clause.encryptInTransit, choices: yes(t('duty.encrypt')) })}`;
}

/** The fields of clause `n` (from 1): what may be sent, then what the recipient owes. */
export function clauseFields(reader: Reader, form: ClauseForm): Html {
  const { t } = words(reader);
  return html`<div class="pairs">${scopeFields(reader, form)}</div><h3>${t('propose.duties')}</h3><div class="pairs">${dutyFields(reader, form)}</div>`;
}
