import type { Json, JsonObject } from '../bytes/canonical-json.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { type Purpose, readPurposes, type Tlp, tlpLevels } from '../record/label.ts';
import { type Duties, dutiesJson, readDuties } from './duties.ts';

/**
 * One sharing rule: who may receive what, up to which level, for which use, and what is owed for
 * it. These members are the whole vocabulary: there is no other predicate. Spec: AGR-4.
 */
export interface Clause {
  readonly n: number;
  readonly from: 'any' | readonly string[];
  readonly to: 'any' | readonly string[];
  /** Kinds of object, e.g. STIX types. */
  readonly kinds: 'any' | readonly string[];
  readonly ceiling: Tlp;
  readonly purposes: readonly Purpose[];
  /** Whether records held before the agreement came into force are covered. */
  readonly history: 'all' | 'from-start';
  readonly duties: Duties;
  /** Present: the clause permits private matching and no release; at most so many values a day. Spec: AGR-11. */
  readonly matching?: { readonly perDay: number };
}

const kindForm = /^[a-z][a-z0-9-]{0,99}$/;

/** 'any' must be said; an empty list reaches nobody. Spec: AGR-3. */
const readAnyOrSet = (fields: Fields, key: string, form: RegExp): 'any' | readonly string[] => {
  const value = fields.any(key);
  return value === 'any' ? 'any' : new Fields({ [key]: value }, fields.path).set(key, form);
};

function readMatching(fields: Fields): { readonly perDay: number } {
  const matching = { perDay: fields.integer('perDay', 1, 1_000_000) };
  fields.end();
  return matching;
}

/** Reads a clause; an unknown predicate is a fault of the whole agreement. Spec: AGR-4. */
export function readClause(value: Json, path: string): Clause {
  const fields = new Fields(value, path);
  const clause: Clause = {
    n: fields.integer('n', 1, 999),
    from: readAnyOrSet(fields, 'from', idForm),
    to: readAnyOrSet(fields, 'to', idForm),
    kinds: readAnyOrSet(fields, 'kinds', kindForm),
    ceiling: fields.oneOf('ceiling', tlpLevels),
    purposes: readPurposes(fields, 'purposes'),
    history: fields.oneOf('history', ['all', 'from-start'] as const),
    duties: readDuties(fields.object('duties')),
    ...(fields.has('matching') ? { matching: readMatching(fields.object('matching')) } : {}),
  };
  fields.end();
  return clause;
}

/** The canonical form of a clause. */
export const clauseJson = ({ matching, ...clause }: Clause): JsonObject => ({
  ...clause,
  duties: dutiesJson(clause.duties),
  ...(matching === undefined ? {} : { matching: { perDay: matching.perDay } }),
});

/** Whether 'any' or a list names a member. */
export const covers = (list: 'any' | readonly string[], member: string): boolean =>
  list === 'any' || list.includes(member);
