import { type StixObject, textOf } from './stix-object.ts';
import { instantOf } from './timestamp.ts';

/** A faultless object and where it stood in the input. */
export interface PlacedObject {
  readonly object: StixObject;
  readonly path: string;
}

/**
 * The version of an object as an instant that sorts as text: of `modified`, else `created`, else
 * empty (STIX 2.1 section 3.2).
 */
export function versionInstant(object: StixObject): string {
  const time = textOf(object, 'modified') ?? textOf(object, 'created');
  return time === undefined ? '' : instantOf(time);
}

/** Objects by id and version. Most have one version, and cost one entry. */
export class VersionIndex {
  readonly #single = new Map<string, PlacedObject>();
  readonly #several = new Map<string, Map<string, PlacedObject>>();

  /** Takes an object in, unless its version is here already: then gives that one back. */
  add(placed: PlacedObject): PlacedObject | undefined {
    const { id } = placed.object;
    const first = this.#single.get(id);
    if (first === undefined) {
      this.#single.set(id, placed);
      return undefined;
    }
    const versions = this.#several.get(id) ?? new Map([[versionInstant(first.object), first]]);
    this.#several.set(id, versions);
    const instant = versionInstant(placed.object);
    const twin = versions.get(instant);
    if (twin === undefined) versions.set(instant, placed);
    return twin;
  }

  /** The versions of an object, oldest first. */
  versionsOf(id: string): readonly PlacedObject[] {
    const several = this.#several.get(id);
    if (several === undefined) {
      const only = this.#single.get(id);
      return only === undefined ? [] : [only];
    }
    return [...several].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, placed]) => placed);
  }

  /** The version of an instant, if it is here. */
  versionAt(id: string, instant: string): PlacedObject | undefined {
    return this.versionsOf(id).find(({ object }) => versionInstant(object) === instant);
  }

  /** The ids of objects with more than one version. */
  get severalVersions(): Iterable<string> {
    return this.#several.keys();
  }
}
