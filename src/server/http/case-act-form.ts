import { hex } from '#protocol/bytes/encodings.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import { type CaseState, instanceKey } from '#protocol/case/case-state.ts';
import { breaksBound } from '#protocol/case/fields-fit.ts';
import type { ActRule, FieldRule, Procedure } from '#protocol/case/procedure.ts';
import type { Possible } from '#protocol/case/view.ts';
import { actFieldName } from '#web/parts/act-fields.ts';
import type { FieldError } from '#web/parts/form.ts';
import { timeNames } from '#web/parts/time-field.ts';
import type { ActDraft } from '../case/act-drafts.ts';
import type { Party } from '../party/party.ts';
import { boundsFault, readTime, timeBounds } from './case-time-form.ts';
import { field } from './visit.ts';

/** Most letters of words that a form takes. */
export const longestWords = 20_000;

/** What the form of an act says, as it was typed, by the name of the field. */
export const readActForm = (form: FormData, rule: ActRule): Record<string, string> =>
  Object.fromEntries(
    ['words', ...rule.fields.flatMap(({ key }) => timeNames(actFieldName(key)))].map((name) => [
      name,
      field(form, name).replaceAll('\r\n', '\n').trim().toWellFormed(),
    ]),
  );

type Read = { readonly value: FieldValue } | { readonly fault: FieldError['code'] } | undefined;

function readText({ type, choices }: FieldRule, text: string): Read {
  if (text === '') return undefined;
  switch (type) {
    case 'number':
      return /^\d{1,9}$/.test(text) ? { value: Number(text) } : { fault: 'number' };
    case 'choice':
      return (choices ?? []).includes(text) ? { value: text } : { fault: 'choice' };
    case 'hash':
    case 'act':
    case 'party':
      return idForm.test(text) ? { value: text } : { fault: 'choice' };
    case 'time':
      return { fault: 'case-time' };
  }
}

function readValue(asked: Asked, rule: FieldRule, values: Readonly<Record<string, string>>): Read {
  const name = actFieldName(rule.key);
  if (rule.type !== 'time') return readText(rule, values[name] ?? '');
  const read = readTime(values, name, asked.zone);
  if (read === undefined || 'fault' in read) return read;
  const bounds = timeBounds(asked.procedure, asked.state, asked.possible, rule.key);
  const fault = boundsFault(read.value, asked.party.now, bounds);
  return fault === undefined ? read : { fault };
}

/** An act that is asked for: by whom, where the case stands, and in which zone its times were typed. */
export interface Asked {
  readonly party: Party;
  readonly procedure: Procedure;
  readonly state: CaseState;
  readonly possible: Possible;
  readonly zone: string;
}

/** What the server fills in itself: the number of a test, or the one that it answers. */
function fingerprint(party: Party, state: CaseState, rule: ActRule, { key }: FieldRule): string {
  const asked = Object.values(state.machines).find(({ party: of, values }) => of === undefined && values[key]);
  const isAnswer = rule.by.includes('self');
  return isAnswer && asked !== undefined ? String(asked.values[key]?.value) : hex(party.powers.random(32));
}

interface Judged {
  readonly fields: ActDraft['fields'];
  readonly errors: readonly FieldError[];
}

/** Times that lie on the wrong side of another one. Spec: PRO-22. */
function orderErrors({ state, possible }: Asked, fields: ActDraft['fields']): FieldError[] {
  const { machine, about, item, rule } = possible;
  const values = state.machines[instanceKey(machine, about, item)]?.values ?? {};
  return rule.fields.flatMap((one): FieldError[] => {
    const isBroken = one.type === 'time' && breaksBound(one, fields, values);
    return isBroken ? [{ field: actFieldName(one.key), code: 'case-time-order' }] : [];
  });
}

/** Judges the form of an act as a whole: its fields, or every fault with its field. */
export function judgeAct(asked: Asked, values: Readonly<Record<string, string>>): Judged {
  const { party, state } = asked;
  const { rule } = asked.possible;
  const errors: FieldError[] = [];
  const fields: Record<string, FieldValue> = {};
  const words = values['words'] ?? '';
  // Where words have parts, each part is judged for itself.
  const isMissing = rule.words === 'required' && words === '' && rule.parts.length === 0;
  if (isMissing || words.length > longestWords) errors.push({ field: 'words', code: 'case-words' });
  for (const one of rule.fields) {
    const name = actFieldName(one.key);
    if (one.type === 'hash') {
      fields[one.key] = words === '' ? fingerprint(party, state, rule, one) : sha256Hex(utf8(words));
      continue;
    }
    const read = readValue(asked, one, values);
    if (read === undefined) errors.push(...(one.isRequired ? [{ field: name, code: 'required' } as const] : []));
    else if ('fault' in read) errors.push({ field: name, code: read.fault });
    else fields[one.key] = read.value;
  }
  return { fields, errors: [...errors, ...orderErrors(asked, fields)] };
}
