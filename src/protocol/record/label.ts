import type { JsonObject } from '../bytes/canonical-json.ts';
import { type Fields, idForm } from '../bytes/fields.ts';

/** TLP 2.0 (FIRST, August 2022), from the widest audience to the narrowest. Spec: LAB-1. */
export const tlpLevels = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
export type Tlp = (typeof tlpLevels)[number];

/** What a record may be used for. Spec: AGR-5. */
export const purposes = ['defence', 'public-information', 'research', 'response', 'statistics'] as const;
export type Purpose = (typeof purposes)[number];

/**
 * How far a record may go: a TLP level and conditions that narrow it.
 * `only`: nobody but these parties. `purposes`: nothing but these uses. Absent means no condition.
 */
export interface Label {
  readonly tlp: Tlp;
  readonly only?: readonly string[];
  readonly purposes?: readonly Purpose[];
}

/** What an object without any marking is taken for, until its importer says otherwise. Spec: LAB-4. */
export const strictestUnmarked: Label = { tlp: 'amber+strict' };

/** Reads a label; an unknown level, purpose or member is a fault, never a permission. Spec: LAB-3. */
export function readLabel(fields: Fields): Label {
  const tlp = fields.oneOf('tlp', tlpLevels);
  const only = fields.has('only') ? { only: fields.set('only', idForm) } : {};
  const uses = fields.has('purposes') ? { purposes: readPurposes(fields, 'purposes') } : {};
  fields.end();
  return { tlp, ...only, ...uses };
}

/** Reads a sorted set of purposes. */
export function readPurposes(fields: Fields, key: string): Purpose[] {
  const texts = fields.set(key, /^[a-z-]{1,40}$/, purposes.length);
  return texts.map((text) => {
    const known = purposes.find((purpose) => purpose === text);
    if (known === undefined) throw fields.fault(key, `The purpose "${text}" is not known.`);
    return known;
  });
}

/** The canonical form of a label. */
export const labelJson = (label: Label): JsonObject => ({
  tlp: label.tlp,
  ...(label.only === undefined ? {} : { only: label.only }),
  ...(label.purposes === undefined ? {} : { purposes: label.purposes }),
});

/** Whether a rule that reaches up to `ceiling` covers `level`: one up to AMBER does not cover AMBER+STRICT. Spec: LAB-2. */
export function tlpAtMost(level: Tlp, ceiling: Tlp): boolean {
  const rank = tlpLevels.indexOf(level);
  // A level from outside the types has rank −1, which must not pass for the widest.
  return rank >= 0 && rank <= tlpLevels.indexOf(ceiling);
}

const narrowedBy = <T>(wide: readonly T[] | undefined, narrow: readonly T[] | undefined): boolean =>
  wide === undefined || (narrow?.every((member) => wide.includes(member)) ?? false);

/**
 * The partial order of labels: whether `a` is no more restrictive than `b`. Two labels with
 * different conditions are often incomparable, and then neither is at most the other. Spec: LAB-2.
 */
export const labelAtMost = (a: Label, b: Label): boolean =>
  tlpAtMost(a.tlp, b.tlp) && narrowedBy(a.only, b.only) && narrowedBy(a.purposes, b.purposes);

const both = <T extends string>(a: readonly T[] | undefined, b: readonly T[] | undefined): readonly T[] | undefined =>
  a === undefined || b === undefined ? (a ?? b) : a.filter((member) => b.includes(member));

/** The widest label that is no wider than either: the stricter level, and only whom and what both admit. Spec: LAB-2. */
export function strictestOf(a: Label, b: Label): Label {
  const [only, uses] = [both(a.only, b.only), both(a.purposes, b.purposes)];
  return {
    tlp: tlpAtMost(a.tlp, b.tlp) ? b.tlp : a.tlp,
    ...(only === undefined ? {} : { only }),
    ...(uses === undefined ? {} : { purposes: uses }),
  };
}

/** Whether two labels are the same; most have no conditions. */
export const sameLabel = (a: Label, b: Label): boolean =>
  a.tlp === b.tlp &&
  ((a.only === undefined && b.only === undefined && a.purposes === undefined && b.purposes === undefined) ||
    JSON.stringify([a.only, a.purposes]) === JSON.stringify([b.only, b.purposes]));
