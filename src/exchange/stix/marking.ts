import { Fault } from '#protocol/bytes/fault.ts';
import { type Label, strictestOf, type Tlp, tlpAtMost } from '#protocol/record/label.ts';
import {
  isList,
  isMembers,
  type JsonMembers,
  type JsonValue,
  type StixObject,
  textOf,
  textsOf,
} from './stix-object.ts';
import { tlpMarkingId, tlpOfMarkingId } from './tlp-definition.ts';

/**
 * What the markings of one object say.
 *
 * `tlp`: the most restrictive level of all its markings, granular ones included, because an object
 * is released whole or not at all. `unmarked`: no TLP level over the whole object; `parts` is the
 * most restrictive level of its granular markings, and the importer's default still applies.
 * `unknown`: it bears markings that are not understood, and must be refused. Spec: STX-9.
 */
export type Marking =
  | { readonly kind: 'tlp'; readonly tlp: Tlp }
  | { readonly kind: 'unmarked'; readonly parts?: Tlp }
  | { readonly kind: 'unknown'; readonly refs: readonly string[] };

const stricter = (a: Tlp | undefined, b: Tlp | undefined): Tlp | undefined => {
  if (a === undefined || b === undefined) return a ?? b;
  return tlpAtMost(a, b) ? b : a;
};

const strictest = (refs: readonly string[], policies?: ReadonlyMap<string, Tlp>): Tlp | undefined =>
  refs.map((ref) => tlpOfMarkingId(ref) ?? policies?.get(ref)).reduce(stricter, undefined);

/** The markings of the whole object. */
const wholeRefs = (object: JsonMembers): readonly string[] => textsOf(object['object_marking_refs']);

/** The markings of parts of the object; granular entries that only state a language are none. */
function partRefs(object: JsonMembers): readonly string[] {
  const granular = object['granular_markings'];
  if (!isList(granular)) return [];
  return granular.filter(isMembers).flatMap((entry) => textOf(entry, 'marking_ref') ?? []);
}

/** A marking that states something (copyright, terms) and limits nobody: no extension may hide a limit in it. */
const isPlainStatement = (object: JsonMembers): boolean => {
  const definition = object['definition'];
  return (
    object['definition_type'] === 'statement' &&
    !Object.hasOwn(object, 'extensions') &&
    isMembers(definition) &&
    typeof definition['statement'] === 'string' &&
    Object.keys(definition).length === 1
  );
};

/**
 * The ids of the statement markings that these objects define. An id with any definition that is
 * something else is left out, and so stays unknown. Spec: STX-9.
 */
export function statementMarkings(objects: Iterable<StixObject>): ReadonlySet<string> {
  const plain = new Set<string>();
  const other = new Set<string>();
  for (const object of objects)
    if (object.type === 'marking-definition') (isPlainStatement(object) ? plain : other).add(object.id);
  return plain.difference(other);
}

/**
 * Reads the markings of an object. `statements` are the ids of statement markings that the bundle
 * or the store defines, `policies` the levels of exchange policies that a label honours; those mark
 * whole objects only. Every other id that is no standard TLP marking is unknown. Spec: STX-9, STX-27.
 */
export function readMarking(
  object: StixObject,
  statements: ReadonlySet<string>,
  policies: ReadonlyMap<string, Tlp> = new Map(),
): Marking {
  const own = tlpOfMarkingId(object.id) === undefined ? undefined : ('clear' as const);
  const [whole, parts] = [wholeRefs(object), partRefs(object)];
  const isKnown = (ref: string): boolean => tlpOfMarkingId(ref) !== undefined || statements.has(ref);
  const unknown = [...whole.filter((ref) => !policies.has(ref)), ...parts].filter((ref) => !isKnown(ref));
  if (unknown.length > 0) return { kind: 'unknown', refs: [...new Set(unknown)].sort() };
  // The standard definitions themselves are public knowledge.
  const level = strictest(whole, policies) ?? own;
  const ofParts = strictest(parts);
  if (level !== undefined) return { kind: 'tlp', tlp: stricter(level, ofParts) ?? level };
  return ofParts === undefined ? { kind: 'unmarked' } : { kind: 'unmarked', parts: ofParts };
}

/**
 * The label of an object: its TLP level, or the importer's default, never wider than what a part
 * of it is marked with. Undefined when a marking is unknown: the object is refused. Spec: STX-9.
 */
export function labelOfMarking(marking: Marking, unmarked: Label): Label | undefined {
  if (marking.kind === 'unknown') return undefined;
  if (marking.kind === 'tlp') return { tlp: marking.tlp };
  return { ...unmarked, tlp: stricter(unmarked.tlp, marking.parts) ?? unmarked.tlp };
}

/**
 * The label of an object to which another format gives one beside its markings: never wider than
 * that, nor than any level that the object itself bears. Undefined as above. Spec: STX-29.
 */
export function labelBeside(marking: Marking, said: Label): Label | undefined {
  if (marking.kind === 'unknown') return undefined;
  const carried = marking.kind === 'tlp' ? marking.tlp : marking.parts;
  return carried === undefined ? said : strictestOf(said, { tlp: carried });
}

/** The level of what an object says outside of its marked parts; the importer's default when it has none. Spec: STX-25. */
export const levelOfRest = (object: StixObject, unmarked: Label, policies?: ReadonlyMap<string, Tlp>): Tlp =>
  strictest(wholeRefs(object), policies) ?? unmarked.tlp;

/** The TLP level that an object says of itself as a whole, when no part of it is marked more strictly. */
export function carriedLevel(object: JsonMembers): Tlp | undefined {
  const whole = strictest(wholeRefs(object));
  return whole !== undefined && stricter(whole, strictest(partRefs(object))) === whole ? whole : undefined;
}

/**
 * The object with a standard TLP 2.0 marking for `label`, to be written out. The very same object
 * when it carries that level already, so that what came in goes out equal; weaker TLP markings of
 * the whole object give way. Faults: `stix-label-inexpressible` when the label has conditions that
 * STIX cannot carry, `stix-marking-weaker` when the object is marked more strictly. Spec: STX-14.
 */
export function withMarking(object: StixObject, label: Label): StixObject {
  if (label.only !== undefined || label.purposes !== undefined)
    throw new Fault('stix-label-inexpressible', 'The label limits parties or purposes, and STIX cannot carry that.');
  if (tlpOfMarkingId(object.id) !== undefined || carriedLevel(object) === label.tlp) return object;
  const refs = wholeRefs(object);
  const carried = stricter(strictest(refs), strictest(partRefs(object)));
  if (carried !== undefined && !tlpAtMost(carried, label.tlp))
    throw new Fault('stix-marking-weaker', 'The object is marked more strictly than its label.');
  const kept = refs.filter((ref) => tlpOfMarkingId(ref) === undefined);
  const marking: readonly JsonValue[] = [...kept, tlpMarkingId(label.tlp)];
  return { ...object, object_marking_refs: marking };
}
