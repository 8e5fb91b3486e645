import { Fault } from '#protocol/bytes/fault.ts';
import type { Step } from './granular-selector.ts';
import { typeOfId } from './identifier.ts';
import { kevExtensionId } from './kev.ts';
import { iepExtension, incidentExtension } from './published-extension.ts';
import { withoutParts } from './redact.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, type StixObject, textOf } from './stix-object.ts';
import { isDefinedProperty, standardTypes, validateObject } from './validate-object.ts';

/** What an object becomes part of when it is stated anew. Spec: RIS-3. */
export interface ReissueTerms {
  readonly id: string;
  /** STIX timestamps; not used for observables, which have none. */
  readonly created: string;
  readonly modified: string;
  /** The id under which an object is named from now on; undefined: it must not be named. */
  readonly nameOf: (id: string) => string | undefined;
}

/** An object stated anew, and what was taken out of it, as properties or JSON pointers. */
export interface ReissuedObject {
  readonly object: StixObject;
  readonly taken: readonly string[];
}

/** Catalogues whose ids say nothing of who cites them. Spec: RIS-4. */
const catalogues = new Set(['capec', 'cve', 'cwe', 'mitre-attack']);
const publishedExtensions = new Set([iepExtension, incidentExtension, kevExtensionId]);
const isPredefined = (key: string): boolean => !key.startsWith('extension-definition--');
const alwaysTaken = new Set(['created_by_ref', 'object_modified']);
const isMarking = (property: string): boolean => property === 'object_marking_refs' || property === 'marking_ref';
const refers = (property: string): boolean => property.endsWith('_ref') || property.endsWith('_refs');

interface Found {
  readonly steps: readonly Step[];
  readonly property: string;
  readonly id: string;
}

/** Every id in a place that refers, with the way to it. Depth is bounded by reading. */
function* references(value: JsonValue, steps: readonly Step[], property: string): Generator<Found> {
  if (typeof value === 'string') {
    if (refers(property) && typeOfId(value) !== undefined) yield { steps, property, id: value };
  } else if (isList(value))
    for (const [at, member] of value.entries()) yield* references(member, [...steps, at], property);
  else if (isMembers(value))
    for (const [key, member] of Object.entries(value)) yield* references(member, [...steps, key], key);
}

/** What of external references goes: all but catalogue and id. Spec: RIS-4. */
function externalParts(object: StixObject): (readonly Step[])[] {
  const list = object['external_references'];
  if (!isList(list)) return [];
  return list.flatMap((entry, at): (readonly Step[])[] => {
    const isKept = isMembers(entry) && catalogues.has(textOf(entry, 'source_name') ?? '') && 'external_id' in entry;
    if (!isKept) return [['external_references', at]];
    const rest = Object.keys(entry).filter((key) => key !== 'source_name' && key !== 'external_id');
    return rest.map((key) => ['external_references', at, key]);
  });
}

function extensionParts(object: StixObject): (readonly Step[])[] {
  const extensions = object['extensions'];
  if (!isMembers(extensions)) return [];
  return Object.keys(extensions)
    .filter((key) => !isPredefined(key) && !publishedExtensions.has(key))
    .map((key) => ['extensions', key]);
}

/** References that must go; a marking that must not be named holds the object back. Spec: RIS-4. */
function referenceParts(object: StixObject, { nameOf }: ReissueTerms): (readonly Step[])[] {
  return [...references(object, [], '')].flatMap(({ steps, property, id }) => {
    if (nameOf(id) !== undefined || property === 'created_by_ref') return [];
    if (isMarking(property))
      throw new Fault('reissue-marking', 'It bears a marking that is not re-issued.', `/${steps.join('/')}`);
    return [steps];
  });
}

function partsToTake(object: StixObject, terms: ReissueTerms): (readonly Step[])[] {
  const properties = Object.keys(object).filter((key) => alwaysTaken.has(key) || !isDefinedProperty(object.type, key));
  return [
    ...properties.map((key) => [key]),
    ...externalParts(object),
    ...extensionParts(object),
    ...referenceParts(object, terms),
  ];
}

/** The same value with every id in a place that refers under its new name. */
function renamed(value: JsonValue, property: string, nameOf: ReissueTerms['nameOf']): JsonValue {
  if (typeof value === 'string')
    return refers(property) && typeOfId(value) !== undefined ? (nameOf(value) ?? '') : value;
  if (isList(value)) return value.map((member) => renamed(member, property, nameOf));
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, renamed(member, key, nameOf)]));
}

function dated(members: JsonMembers, { created, modified }: ReissueTerms): JsonMembers {
  return {
    ...members,
    ...('created' in members ? { created } : {}),
    ...('modified' in members ? { modified } : {}),
  };
}

/**
 * An object stated anew so that nothing in it leads to who stated it first; its texts are not looked
 * into. Faults: `reissue-type`, `reissue-marking`, `reissue-incomplete`. Spec: RIS-3, RIS-4.
 */
export function reissueObject(object: StixObject, terms: ReissueTerms): ReissuedObject {
  if (!standardTypes.includes(object.type))
    throw new Fault('reissue-type', 'It is of a type that STIX does not define.', '/type');
  const parts = partsToTake(object, terms);
  const left = withoutParts(object, parts);
  if (left === undefined) throw new Fault('reissue-incomplete', 'Nothing is left that could be stated anew.');
  const named = renamed(dated(left, terms), '', terms.nameOf);
  const result = { ...(isMembers(named) ? named : {}), type: object.type, id: terms.id };
  const [fault] = validateObject(result);
  if (fault !== undefined)
    throw new Fault('reissue-incomplete', 'Without what must be taken out it is no valid STIX.', fault.path);
  return { object: result, taken: parts.map((steps) => steps.join('/')).toSorted() };
}

const compact = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

function* textsIn(value: JsonValue, path: string): Generator<{ text: string; path: string }> {
  if (typeof value === 'string') yield { text: value, path };
  else if (isList(value)) for (const [at, member] of value.entries()) yield* textsIn(member, `${path}/${at}`);
  else if (isMembers(value))
    for (const [key, member] of Object.entries(value)) {
      yield { text: key, path: `${path}/${key}` };
      yield* textsIn(member, `${path}/${key}`);
    }
}

/** Where an object still says one of these names; undefined when nowhere. A name without letters and digits is not looked for. Spec: RIS-5. */
export function placeOfName(object: StixObject, names: Iterable<string>): string | undefined {
  const wanted = [...new Set([...names].map(compact))].filter((name) => name !== '');
  for (const { text, path } of textsIn(object, '')) {
    const told = compact(text);
    if (wanted.some((name) => told.includes(name))) return path;
  }
  return undefined;
}
