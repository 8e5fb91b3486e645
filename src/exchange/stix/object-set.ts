import type { FaultList } from './stix-fault.ts';
import {
  isList,
  isMembers,
  type JsonMembers,
  type JsonValue,
  pointer,
  type StixObject,
  textOf,
  textsOf,
} from './stix-object.ts';
import { instantOf } from './timestamp.ts';
import { isDefinedProperty } from './validate-object.ts';
import type { PlacedObject, VersionIndex } from './version-index.ts';

/** Rules between objects that no object shows alone. Each is linear in the objects. */
class ObjectSet {
  readonly #index: VersionIndex;
  readonly #faults: FaultList;

  constructor(index: VersionIndex, faults: FaultList) {
    this.#index = index;
    this.#faults = faults;
  }

  /** A version keeps its creator and creation time, and none follows a revocation. Spec: STX-21. */
  checkVersions(): void {
    for (const id of this.#index.severalVersions)
      this.#index.versionsOf(id).reduce((before, next) => {
        checkNextVersion(before.object, next.object, next.path, this.#faults);
        return next;
      });
  }

  /** No marking marks itself through others: what cannot be taken away from the ends is a circle. Spec: STX-20. */
  checkMarkingCycles(markings: readonly PlacedObject[]): void {
    const marks = new Map<string, Set<string>>();
    for (const { object } of markings)
      marks.set(object.id, (marks.get(object.id) ?? new Set<string>()).union(new Set(markingRefs(object))));
    for (const [id, refs] of marks) refs.delete(id);
    const circle = circular(marks);
    for (const { object, path } of markings) if (circle.has(object.id)) this.#faults.add('stix-marking-cycle', path);
  }

  /** An extension is used as its definition says, where that is in the same input. Spec: STX-19. */
  checkExtensions({ object, path }: PlacedObject): void {
    const extensions = object['extensions'];
    if (!isMembers(extensions)) return;
    const definitions = Object.keys(extensions).map((key) => this.#index.versionsOf(key).at(-1)?.object);
    Object.keys(extensions).forEach((key, at) => {
      const [extension, definition] = [extensions[key], definitions[at]];
      const type = isMembers(extension) ? textOf(extension, 'extension_type') : undefined;
      if (type !== undefined && definition !== undefined && !textsOf(definition['extension_types']).includes(type))
        this.#faults.add('stix-extension-type', pointer(`${path}/extensions`, key));
    });
    this.#checkTopLevel(object, definitions, path);
  }

  #checkTopLevel(object: StixObject, definitions: readonly (StixObject | undefined)[], path: string): void {
    const named = new Set<string>();
    for (const definition of definitions) {
      // Where one definition is unknown or names nothing, any property may be its.
      if (definition === undefined) return;
      if (!textsOf(definition['extension_types']).includes('toplevel-property-extension')) continue;
      const properties = textsOf(definition['extension_properties']);
      if (properties.length === 0) return;
      for (const property of properties) named.add(property);
    }
    if (named.size === 0) return;
    for (const key of Object.keys(object))
      if (!named.has(key) && !key.startsWith('x_') && !isDefinedProperty(object.type, key))
        this.#faults.add('stix-extension-property', pointer(path, key));
  }

  /** A translation has the form of what it translates. Spec: STX-22. */
  checkTranslation({ object, path }: PlacedObject): void {
    const target = this.#translated(object);
    const contents = object['contents'];
    if (target === undefined || !isMembers(contents)) return;
    for (const language of Object.keys(contents))
      checkFits(contents[language] ?? null, target, pointer(`${path}/contents`, language), this.#faults);
  }

  #translated(content: StixObject): StixObject | undefined {
    const id = textOf(content, 'object_ref') ?? '';
    const modified = textOf(content, 'object_modified');
    if (modified !== undefined) return this.#index.versionAt(id, instantOf(modified))?.object;
    const versions = this.#index.versionsOf(id);
    return versions.length === 1 ? versions[0]?.object : undefined;
  }
}

/** What one version of an object says against the version before it. Spec: STX-21. */
export function checkNextVersion(before: StixObject, next: StixObject, path: string, faults: FaultList): void {
  if (before['revoked'] === true && next['revoked'] !== true) faults.add('stix-revoked', path);
  const created = [before, next].map((object) => instantOf(textOf(object, 'created') ?? ''));
  if (created[0] !== created[1]) faults.add('stix-creator-changed', pointer(path, 'created'));
  if (before['created_by_ref'] !== next['created_by_ref'])
    faults.add('stix-creator-changed', pointer(path, 'created_by_ref'));
}

/** The markings that an object bears, those of its parts included. */
function markingRefs(object: JsonMembers): string[] {
  const granular = object['granular_markings'];
  const parts = isList(granular)
    ? granular.filter(isMembers).flatMap((entry) => textOf(entry, 'marking_ref') ?? [])
    : [];
  return [...textsOf(object['object_marking_refs']), ...parts];
}

/** The nodes that lead to a circle: what is left when those that lead nowhere are taken away again and again. */
function circular(edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const left = new Map<string, number>();
  const reached = new Map<string, string[]>();
  for (const [from, targets] of edges) {
    const inside = [...targets].filter((to) => edges.has(to));
    left.set(from, inside.length);
    for (const to of inside) {
      const sources = reached.get(to) ?? [];
      sources.push(from);
      reached.set(to, sources);
    }
  }
  const free = [...left].filter(([, count]) => count === 0).map(([id]) => id);
  for (let id = free.pop(); id !== undefined; id = free.pop())
    for (const from of reached.get(id) ?? []) {
      const count = (left.get(from) ?? 0) - 1;
      left.set(from, count);
      if (count === 0) free.push(from);
    }
  return new Set([...left].filter(([, count]) => count > 0).map(([id]) => id));
}

/** A text for a text, as many members for a list, known keys for an object. */
function checkFits(translation: JsonValue, original: JsonValue, path: string, faults: FaultList): void {
  if (isMembers(translation) && isMembers(original)) {
    for (const key of Object.keys(translation)) {
      const at = pointer(path, key);
      if (!Object.hasOwn(original, key)) faults.add('stix-translation', at);
      else checkFits(translation[key] ?? null, original[key] ?? null, at, faults);
    }
  } else if (isList(translation) && isList(original)) {
    if (translation.length !== original.length) faults.add('stix-translation', path);
    else translation.forEach((item, at) => checkFits(item, original[at] ?? null, pointer(path, at), faults));
  } else if (typeof translation !== typeof original || isList(translation) !== isList(original))
    faults.add('stix-translation', path);
}

/**
 * Adds the faults that objects have only together, each at an object that must not be kept; the
 * index holds the same objects. Linear in their size. Spec: STX-19 to STX-22.
 */
export function checkTogether(objects: readonly PlacedObject[], index: VersionIndex, faults: FaultList): void {
  const set = new ObjectSet(index, faults);
  set.checkVersions();
  set.checkMarkingCycles(objects.filter(({ object }) => object.type === 'marking-definition'));
  for (const placed of objects) {
    if (placed.object['extensions'] !== undefined) set.checkExtensions(placed);
    if (placed.object.type === 'language-content') set.checkTranslation(placed);
  }
}
