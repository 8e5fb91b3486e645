import { type JsonObject, parseCanonicalText } from '../bytes/canonical-json.ts';
import { Fault } from '../bytes/fault.ts';

/** The key with which somebody signed last. */
export interface KnownKey {
  readonly version: number;
  readonly keyId: string;
}

/** Values that have been told, each under its place. */
export class Told<T> {
  readonly #values: T[] = [];
  readonly #places = new Map<T, number>();

  constructor(values: Iterable<T> = []) {
    for (const value of values) this.add(value);
  }

  get size(): number {
    return this.#values.length;
  }

  /** The place of a value; for a new one the next. */
  placeOf(value: T): number {
    return this.#places.get(value) ?? this.size;
  }

  at(place: number): T | undefined {
    return this.#values[place];
  }

  add(value: T): void {
    if (!this.#places.has(value)) this.#places.set(value, this.#values.push(value) - 1);
  }
}

/** What one entry teaches about the next: whoever packs and whoever unpacks build up the same. Spec: CEX-40. */
export class PackingMemory {
  /** Parties and other hashes, in hexadecimal. */
  readonly hashes: Told<string>;
  /** Texts of what entries say, without their hashes. */
  readonly texts = new Told<string>();
  /** By the name under which they sign. */
  readonly keys = new Map<string, KnownKey>();
  /** The last number of each author. */
  readonly numbers = new Map<string, number>();
  /** The time of the entry before. */
  at = 0;
  /** The size that was spoken of last. */
  size = 0;
  readonly #objects = new Map<string, JsonObject>();

  constructor(parties: readonly string[]) {
    this.hashes = new Told(parties);
  }

  /** The object that a text stands for. Fault: `case-packing` and those of JSON. */
  objectOf(text: string): JsonObject {
    const before = this.#objects.get(text);
    if (before !== undefined) return before;
    const value = parseCanonicalText(text);
    if (typeof value !== 'object' || Array.isArray(value))
      throw new Fault('case-packing', 'A packed entry says no object.');
    this.#objects.set(text, value as JsonObject);
    return value as JsonObject;
  }
}
