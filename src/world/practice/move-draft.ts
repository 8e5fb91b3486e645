import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import type { PartRule } from '#protocol/case/act-words.ts';
import type { CaseState } from '#protocol/case/case-state.ts';
import type { FieldRule } from '#protocol/case/procedure.ts';
import type { ActDraft } from '#server/case/act-drafts.ts';
import type { CaseBody } from '#server/case/case-body.ts';
import type { SaidPart } from '#server/case/said-parts.ts';
import { type Move, saidBy } from './character.ts';

/** What a move is written down with. */
export interface Writing {
  readonly state: CaseState;
  /** Unix seconds. */
  readonly now: number;
  /** The id of the party in a seat. */
  readonly idOf: (seat: string) => string;
  /** Numbers of the parts that the act answers one by one. */
  readonly asked: readonly number[];
  /** A text `practice.say.…` in the trainee's language. */
  readonly say: (name: string) => string;
}

const secondsPerHour = 3600;

/** The number of the test that is answered, or a fingerprint of what is said. */
function fingerprint({ state, now }: Writing, key: string, words: string | undefined): string {
  const asked = Object.values(state.machines).find(({ party, values }) => party === undefined && values[key]);
  if (words === undefined && asked !== undefined) return String(asked.values[key]?.value);
  return sha256Hex(utf8(words ?? `${key} ${now}`));
}

function fieldValue(
  writing: Writing,
  { reaction }: Move,
  rule: FieldRule,
  words: string | undefined,
): FieldValue | undefined {
  if (rule.type === 'hash') return fingerprint(writing, rule.key, words);
  const given = reaction.fields?.[rule.key];
  if (rule.type === 'time' && typeof given === 'number') return writing.now + given * secondsPerHour;
  return rule.type === 'party' && typeof given === 'string' ? writing.idOf(given) : given;
}

/** A text line by line in the parts that must be said; the last takes the rest. Spec: SAY-1. */
function partsOf(rules: readonly PartRule[], text: string, asked: readonly number[]): SaidPart[] {
  const lines = text.split('\n');
  const due = rules.filter(({ isRequired }) => isRequired);
  return due.flatMap(({ key, each }, index): SaidPart[] => {
    const isLast = index === due.length - 1;
    const own = (isLast ? lines.slice(index).join('\n') : lines[index]) || text;
    const numbers = each !== undefined && asked.length > 0 ? asked : [1];
    return numbers.map((n) => ({ key, n, text: own }));
  });
}

function bodyFor({ rule }: Move, text: string, { asked }: Writing): CaseBody {
  return rule.parts.length === 0
    ? { words: text, files: [] }
    : { words: '', parts: partsOf(rule.parts, text, asked), files: [] };
}

/** The act that a move is. Spec: PRA-3. */
export function draftOf(move: Move, writing: Writing): ActDraft {
  const { rule, about, item } = move;
  const said = saidBy(move);
  const words = said === undefined ? undefined : writing.say(said);
  const fields = rule.fields.flatMap((one): [string, FieldValue][] => {
    const value = fieldValue(writing, move, one, words);
    return value === undefined ? [] : [[one.key, value]];
  });
  return {
    act: rule.key,
    ...(about === undefined ? {} : { about }),
    ...(item === undefined ? {} : { item }),
    fields: Object.fromEntries(fields),
    ...(words === undefined ? {} : { body: bodyFor(move, words, writing) }),
  };
}
