import { type Tlp, tlpAtMost, tlpLevels } from '#protocol/record/label.ts';
import { observableId } from '../observable-id.ts';
import { type Step, stepsOfSelector, valueAt } from './granular-selector.ts';
import {
  isList,
  isMembers,
  type JsonMembers,
  type JsonValue,
  type StixObject,
  sameJson,
  textOf,
  textsOf,
} from './stix-object.ts';
import { tlpOfMarkingId } from './tlp-definition.ts';
import { validateObject } from './validate-object.ts';

/** Parts of an object to take out, as a tree: an empty one is taken out whole. */
class Cut {
  readonly below = new Map<Step, Cut>();
  isWhole = false;

  add(steps: readonly Step[]): void {
    const [step, ...rest] = steps;
    if (step === undefined) {
      this.isWhole = true;
      return;
    }
    const next = this.below.get(step) ?? new Cut();
    this.below.set(step, next);
    next.add(rest);
  }
}

/** What is left of a value; undefined when that is nothing, since STIX has no empty lists and dictionaries. */
function without(value: JsonValue, cut: Cut): JsonValue | undefined {
  if (cut.isWhole) return undefined;
  if (cut.below.size === 0) return value;
  if (isList(value)) {
    const left = value.flatMap((item, at) => keptIn(item, cut.below.get(at)));
    return left.length === 0 ? undefined : left;
  }
  if (!isMembers(value)) return value;
  const left = Object.entries(value).flatMap(([key, member]) =>
    keptIn(member, cut.below.get(key)).map((kept): [string, JsonValue] => [key, kept]),
  );
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

function keptIn(value: JsonValue, cut: Cut | undefined): readonly JsonValue[] {
  const kept = cut === undefined ? value : without(value, cut);
  return kept === undefined ? [] : [kept];
}

/** Steps to the same part after the cut: places in lists move up. Undefined when the part is gone. */
function movedSteps(steps: readonly Step[], cut: Cut): readonly Step[] | undefined {
  const moved: Step[] = [];
  let at: Cut | undefined = cut;
  for (const step of steps) {
    const gone: readonly Step[] =
      typeof step === 'number' && at !== undefined
        ? [...at.below]
            .filter(([place, below]) => typeof place === 'number' && place < step && below.isWhole)
            .map(([place]) => place)
        : [];
    moved.push(typeof step === 'number' ? step - gone.length : step);
    at = at?.below.get(step);
    if (at?.isWhole === true) return undefined;
  }
  return moved;
}

const selectorOf = (steps: readonly Step[]): string =>
  steps.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join('.');

interface PartMarking {
  readonly entry: JsonMembers;
  readonly selectors: readonly (readonly Step[])[];
  /** Undefined for languages and for markings without a level. */
  readonly tlp: Tlp | undefined;
}

function partMarkings(object: StixObject): readonly PartMarking[] {
  const granular = object['granular_markings'];
  if (!isList(granular)) return [];
  return granular.filter(isMembers).map((entry) => ({
    entry,
    selectors: textsOf(entry['selectors']).flatMap((selector) => {
      const steps = stepsOfSelector(selector);
      return steps === undefined ? [] : [steps];
    }),
    tlp: tlpOfMarkingId(textOf(entry, 'marking_ref') ?? ''),
  }));
}

// More marked parts than this and the object stays whole: moving selectors costs their product.
const mostSelectors = 1000;

const isAbove = (tlp: Tlp | undefined, ceiling: Tlp): boolean => tlp !== undefined && !tlpAtMost(tlp, ceiling);

/** A list or dictionary of which every part is cut goes whole, or places in the list around it would not move. */
function settle(value: JsonValue | undefined, cut: Cut): void {
  for (const [step, below] of cut.below) {
    const member = value === undefined ? undefined : valueAt({ value }, ['value', step]);
    settle(member, below);
    if (member !== undefined && without(member, below) === undefined) below.isWhole = true;
  }
}

/** Markings say how far the rest may go: an object whose markings are themselves held back cannot be cut. */
const touchesMarkings = (cut: Cut): boolean =>
  cut.below.has('object_marking_refs') || cut.below.has('granular_markings');

const uuidVersion = (id: string): string => id.charAt(id.length - 22);

/**
 * Whether the id is a hash of what is cut: whoever guesses it could check the guess. A random id
 * tells nothing; the deterministic id of an observable tells only of what names it.
 */
function idTellsOf(object: StixObject, left: JsonMembers): boolean {
  if (!'358'.includes(uuidVersion(object.id))) return false;
  return observableId(object.type, object) !== object.id || observableId(object.type, left) !== object.id;
}

/** The granular markings that are left, with selectors that lead to the same parts as before. */
function keptMarkings(parts: readonly PartMarking[], cut: Cut, ceiling: Tlp): readonly JsonValue[] {
  return parts
    .filter(({ tlp }) => !isAbove(tlp, ceiling))
    .flatMap(({ entry, selectors }) => {
      const kept = selectors.flatMap((steps) => {
        const moved = movedSteps(steps, cut);
        return moved === undefined ? [] : [selectorOf(moved)];
      });
      return kept.length === 0 ? [] : [{ ...entry, selectors: kept }];
    });
}

/**
 * What of an object may be seen up to a level: everything that its granular markings put above is
 * taken out and leaves no trace, no selector, no place in a list, no empty list. The very same
 * object when nothing is above. Undefined when what is left is no valid STIX, when the markings
 * themselves are held back, or when the id would let a guess of the removed part be checked: then
 * the object stays whole at its strictest level. Spec: STX-23, STX-24.
 */
export function redact(object: StixObject, ceiling: Tlp): StixObject | undefined {
  const parts = partMarkings(object);
  const cut = new Cut();
  for (const { tlp, selectors } of parts) if (isAbove(tlp, ceiling)) for (const steps of selectors) cut.add(steps);
  if (cut.below.size === 0) return object;
  if (parts.reduce((sum, { selectors }) => sum + selectors.length, 0) > mostSelectors) return undefined;
  settle(object, cut);
  const left = without(object, cut);
  if (!isMembers(left) || touchesMarkings(cut) || idTellsOf(object, left)) return undefined;
  const { granular_markings: _, ...bare } = left;
  const markings = keptMarkings(parts, cut, ceiling);
  const result: JsonMembers = markings.length === 0 ? bare : { ...bare, granular_markings: markings };
  const isWhole = result['type'] === object.type && result['id'] === object.id && validateObject(result).length === 0;
  return isWhole ? { ...result, type: object.type, id: object.id } : undefined;
}

/**
 * An object without some parts, each named by the steps to it; selectors of granular markings lead to
 * the same parts as before. Undefined when nothing is left, when a marking is among the parts, or when
 * too many parts are marked. The result is not checked. Spec: RIS-4.
 */
export function withoutParts(object: StixObject, parts: readonly (readonly Step[])[]): JsonMembers | undefined {
  const cut = new Cut();
  for (const steps of parts) cut.add(steps);
  if (cut.below.size === 0) return object;
  const marked = partMarkings(object);
  if (marked.reduce((sum, { selectors }) => sum + selectors.length, 0) > mostSelectors) return undefined;
  settle(object, cut);
  const left = without(object, cut);
  if (!isMembers(left) || touchesMarkings(cut)) return undefined;
  const { granular_markings: _, ...bare } = left;
  const markings = keptMarkings(marked, cut, 'red');
  return markings.length === 0 ? bare : { ...bare, granular_markings: markings };
}

/** What of an object may be seen up to one level. */
export interface Variant {
  readonly tlp: Tlp;
  readonly object: StixObject;
}

/**
 * The variants of an object from the level of its rest up to below `whole`, fullest first, each
 * with something that the one after it lacks, and none that is the whole. Spec: STX-25.
 */
export function variantsOf(object: StixObject, rest: Tlp, whole: Tlp): readonly Variant[] {
  const levels = new Set([rest, ...partMarkings(object).map(({ tlp }) => tlp)]);
  const below = tlpLevels.filter((tlp) => levels.has(tlp) && tlpAtMost(rest, tlp) && !tlpAtMost(whole, tlp));
  const variants: Variant[] = [];
  for (const tlp of below) {
    const left = redact(object, tlp);
    if (left === undefined || left === object) continue;
    // What two levels see alike is released at the wider one.
    if (!variants.some((variant) => sameJson(variant.object, left))) variants.push({ tlp, object: left });
  }
  return variants.toReversed();
}
