import { typeOfId } from './identifier.ts';
import { kevExtensionId } from './kev.ts';
import {
  isList,
  isMembers,
  type JsonMembers,
  type JsonValue,
  type StixObject,
  textOf,
  textsOf,
} from './stix-object.ts';

/** A reference from one object to another, for display. */
export interface ObjectReference {
  /** The property that holds it, as `created_by_ref`. */
  readonly property: string;
  readonly id: string;
}

/** What lists and search show of an object. Spec: STX-16. */
export interface Description {
  /** The STIX type. */
  readonly kind: string;
  /** One line, never empty, at most 160 characters; plain text, to be escaped where it is shown. */
  readonly title: string;
  /** Names, aliases, external ids, pattern, value, labels and prose, at most 4,000 characters. */
  readonly text: string;
  readonly references: readonly ObjectReference[];
}

export const descriptionLimits = { title: 160, text: 4000, references: 10_000 } as const;

// Control characters, line separators, and marks that reorder what follows them on the screen.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

const isPlain = /^(?:[!-~]+ )*[!-~]+$/;

/** One line of at most `most` characters; what is cut off is shown by an ellipsis. */
function oneLine(value: string, most: number): string {
  if (value.length <= most && isPlain.test(value)) return value;
  const line = value
    .slice(0, 4 * most)
    .replace(unprintable, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length <= most
    ? line
    : `${line
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}

const firstText = (object: JsonMembers, ...keys: readonly string[]): string | undefined =>
  keys.map((key) => textOf(object, key)).find((value) => value !== undefined && value.trim() !== '');

const externalIds = (object: StixObject): readonly string[] => {
  const references = object['external_references'];
  return isList(references) ? references.filter(isMembers).flatMap((entry) => textOf(entry, 'external_id') ?? []) : [];
};

/** The texts of extensions, such as the vendor and product of our own. */
const extensionTexts = (object: StixObject): readonly string[] => {
  const extensions = object['extensions'];
  if (!isMembers(extensions)) return [];
  return Object.values(extensions)
    .filter(isMembers)
    .flatMap((extension) => extensionValues(extension));
};

const extensionValues = (extension: JsonMembers): readonly string[] =>
  Object.keys(extension).flatMap((key) => (key === 'extension_type' ? [] : (textOf(extension, key) ?? [])));

const statementOf = (object: StixObject): string | undefined => {
  const definition = object['definition'];
  return isMembers(definition) ? firstText(definition, 'statement', 'tlp') : undefined;
};

const hashesOf = (object: StixObject): readonly string[] => {
  const hashes = object['hashes'];
  return isMembers(hashes) ? Object.values(hashes).filter((hash) => typeof hash === 'string') : [];
};

function linkTitle(object: StixObject): string | undefined {
  const sighted = textOf(object, 'sighting_of_ref');
  if (sighted !== undefined) return `sighting of ${typeOfId(sighted) ?? 'object'}`;
  const [source, target] = [textOf(object, 'source_ref'), textOf(object, 'target_ref')];
  if (source === undefined || target === undefined) return undefined;
  return `${typeOfId(source) ?? 'object'} ${textOf(object, 'relationship_type') ?? 'related-to'} ${typeOfId(target) ?? 'object'}`;
}

const titleKeys = ['name', 'value', 'abstract', 'subject', 'path', 'key', 'pattern', 'display_name', 'account_login'];
const proseKeys = ['command_line', 'content', 'opinion', 'explanation', 'user_id', 'issuer', 'description'];

/** A CVE id alone says nothing to a reader; our own facts add what is affected. */
function affectedBy(object: StixObject): string | undefined {
  const extensions = object['extensions'];
  const facts = isMembers(extensions) ? extensions[kevExtensionId] : undefined;
  if (!isMembers(facts)) return undefined;
  return firstText(object, 'name')?.concat(` · ${textOf(facts, 'vendor') ?? ''} ${textOf(facts, 'product') ?? ''}`);
}

function titleOf(object: StixObject): string {
  const found =
    affectedBy(object) ??
    firstText(object, ...titleKeys) ??
    linkTitle(object) ??
    statementOf(object) ??
    firstText(object, ...proseKeys) ??
    hashesOf(object)[0] ??
    object.id;
  return oneLine(found, descriptionLimits.title) || object.id.slice(0, descriptionLimits.title);
}

function searchText(object: StixObject): string {
  const own = [...titleKeys, ...proseKeys].flatMap((key) => textOf(object, key) ?? []);
  const parts = [
    ...externalIds(object),
    ...textsOf(object['aliases']),
    ...textsOf(object['x_mitre_aliases']),
    ...textsOf(object['labels']),
    ...hashesOf(object),
    ...extensionTexts(object),
  ];
  const all = new Set([titleOf(object), ...parts.map((part) => part.slice(0, 400)), ...own, statementOf(object) ?? '']);
  return oneLine([...all].join(' '), descriptionLimits.text);
}

/** Every id below a property whose name says that it refers. Depth is bounded by reading. */
function collect(value: JsonValue, property: string, found: ObjectReference[]): void {
  if (found.length >= descriptionLimits.references) return;
  if (typeof value === 'string') {
    const refers = property.endsWith('_ref') || property.endsWith('_refs');
    if (refers && typeOfId(value) !== undefined) found.push({ property, id: value });
  } else if (isList(value)) for (const item of value) collect(item, property, found);
  else if (isMembers(value)) for (const key of Object.keys(value)) collect(value[key] ?? null, key, found);
}

/** The ids that an object refers to at any depth, marking definitions included, in order. Spec: STX-16. */
export function referencesOf(object: StixObject): readonly ObjectReference[] {
  const found: ObjectReference[] = [];
  collect(object, '', found);
  return found;
}

/** What lists and links show of one object, without the words of the search. Spec: STX-16. */
export const outlineOf = (object: StixObject): Omit<Description, 'text'> => ({
  kind: object.type,
  title: titleOf(object),
  references: referencesOf(object),
});

/** What lists, search and links show of one object. Spec: STX-16. */
export const describeObject = (object: StixObject): Description => ({ ...outlineOf(object), text: searchText(object) });
