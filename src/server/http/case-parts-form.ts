import type { PartRule } from '#protocol/case/act-words.ts';
import type { FieldError } from '#web/parts/form.ts';
import { type AskedPart, partName } from '#web/parts/part-fields.ts';
import type { SaidPart } from '../case/said-parts.ts';
import { field } from './visit.ts';

/** Most parts of one kind that a form takes, and most letters of all. */
const most = { many: 12, letters: 20_000 } as const;

const typed = (form: FormData, name: string): string =>
  field(form, name).replaceAll('\r\n', '\n').trim().toWellFormed();

/** The names that the fields of some parts have in a form. */
const namesOf = (parts: readonly PartRule[], asked: readonly AskedPart[]): string[] =>
  parts.flatMap(({ key, each }) =>
    each !== undefined && asked.length > 0 ? asked.map(({ n }) => partName(key, n)) : [partName(key)],
  );

/** What the form says in parts, as it was typed. */
export const readPartsForm = (
  form: FormData,
  parts: readonly PartRule[],
  asked: readonly AskedPart[],
): Record<string, string> => Object.fromEntries(namesOf(parts, asked).map((name) => [name, typed(form, name)]));

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

interface JudgedParts {
  readonly said: readonly SaidPart[];
  readonly errors: readonly FieldError[];
}

function judgePart(rule: PartRule, asked: readonly AskedPart[], values: Readonly<Record<string, string>>): JudgedParts {
  const { key, each, isMany, isRequired } = rule;
  const numbers = each !== undefined && asked.length > 0 ? asked.map(({ n }) => n) : [undefined];
  const read = numbers.map((n): JudgedParts => {
    const name = partName(key, n);
    const text = values[name] ?? '';
    if (text === '') return { said: [], errors: isRequired ? [{ field: name, code: 'required' }] : [] };
    const texts = isMany ? lines(text) : [text];
    if (texts.length > most.many) return { said: [], errors: [{ field: name, code: 'lines' }] };
    return { said: texts.map((one, index) => ({ key, n: n ?? index + 1, text: one })), errors: [] };
  });
  return { said: read.flatMap(({ said }) => said), errors: read.flatMap(({ errors }) => errors) };
}

/** Judges the parts: what must be said stands in its own part, and every question has its answer. Spec: SAY-1. */
export function judgeParts(
  parts: readonly PartRule[],
  asked: readonly AskedPart[],
  values: Readonly<Record<string, string>>,
): JudgedParts {
  const judged = parts.map((rule) => judgePart(rule, asked, values));
  const said = judged.flatMap((one) => one.said);
  const errors = judged.flatMap((one) => one.errors);
  const letters = said.reduce((sum, { text }) => sum + text.length, 0);
  const [first] = parts;
  if (letters > most.letters && first !== undefined)
    return { said, errors: [...errors, { field: partName(first.key), code: 'case-words' }] };
  return { said, errors };
}
