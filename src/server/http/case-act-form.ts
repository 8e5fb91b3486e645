import { hex } from '#protocol/bytes/encodings.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import type { CaseState } from '#protocol/case/case-state.ts';
import type { ActRule, FieldRule } from '#protocol/case/procedure.ts';
import { actFieldName } from '#web/pages/case-act-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import type { ActDraft } from '../case/case-acts.ts';
import type { Party } from '../party/party.ts';
import { field } from './visit.ts';

/** Most letters of words that a form takes. */
export const longestWords = 20_000;

/** What the form of an act says, as it was typed, by the name of the field. */
export const readActForm = (form: FormData, rule: ActRule): Record<string, string> =>
  Object.fromEntries(
    ['words', 'confirm', ...rule.fields.map(({ key }) => actFieldName(key))].map((name) => [
      name,
      field(form, name).replaceAll('\r\n', '\n').trim().toWellFormed(),
    ]),
  );

/** Unix seconds of a time in UTC such as 2026-11-22 14:00. */
export function readUtc(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}$/.test(text)) return undefined;
  const written = `${text.replace(' ', 'T')}:00.000Z`;
  const ms = Date.parse(written);
  return Number.isNaN(ms) || new Date(ms).toISOString() !== written ? undefined : ms / 1000;
}

type Read = { readonly value: FieldValue } | { readonly fault: FieldError['code'] };

function readValue({ type, choices }: FieldRule, text: string): Read {
  switch (type) {
    case 'time': {
      const value = readUtc(text);
      return value === undefined ? { fault: 'case-time' } : { value };
    }
    case 'number':
      return /^\d{1,9}$/.test(text) ? { value: Number(text) } : { fault: 'number' };
    case 'choice':
      return (choices ?? []).includes(text) ? { value: text } : { fault: 'choice' };
    case 'hash':
    case 'act':
    case 'party':
      return idForm.test(text) ? { value: text } : { fault: 'choice' };
  }
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

/** Judges the form of an act as a whole: its fields, or every fault with its field. */
export function judgeAct(
  party: Party,
  state: CaseState,
  rule: ActRule,
  values: Readonly<Record<string, string>>,
): Judged {
  const errors: FieldError[] = [];
  const fields: Record<string, FieldValue> = {};
  const words = values['words'] ?? '';
  // Where words have parts, each part is judged for itself.
  const isMissing = rule.words === 'required' && words === '' && rule.parts.length === 0;
  if (isMissing || words.length > longestWords) errors.push({ field: 'words', code: 'case-words' });
  for (const one of rule.fields) {
    const name = actFieldName(one.key);
    const text = values[name] ?? '';
    if (one.type === 'hash')
      fields[one.key] = words === '' ? fingerprint(party, state, rule, one) : sha256Hex(utf8(words));
    else if (text !== '') {
      const read = readValue(one, text);
      if ('fault' in read) errors.push({ field: name, code: read.fault });
      else fields[one.key] = read.value;
    } else if (one.isRequired) errors.push({ field: name, code: 'required' });
  }
  if (rule.isIrreversible && values['confirm'] !== 'yes') errors.push({ field: 'confirm', code: 'confirm' });
  return { fields, errors };
}
