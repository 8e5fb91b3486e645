import { type Network, networkOf, prefixOf } from '#desks/infrastructure/network.ts';
import type { ObjectPath } from '../pattern/pattern.ts';
import type { JsonMembers } from '../stix-object.ts';
import { type Anchor, pathText } from './anchor.ts';
import { endsInHash } from './comparison-test.ts';
import { hashValue, type ObservedValue } from './observed-value.ts';
import { type Scene, valuesAt } from './values-at-path.ts';

/** Entries under one key: most keys have one, so that a list is made only for the second. */
type Entries = number | number[];

function add<Key>(to: Map<Key, Entries>, key: Key, entry: number): void {
  const held = to.get(key);
  if (held === undefined) to.set(key, entry);
  else if (typeof held === 'number') to.set(key, [held, entry]);
  else held.push(entry);
}

function collect(entries: Entries | undefined, into: number[]): void {
  if (entries === undefined) return;
  if (typeof entries === 'number') into.push(entries);
  else for (const entry of entries) into.push(entry);
}

/** Everything that is looked for at one path. */
class PathTable {
  readonly path: ObjectPath;
  readonly #key: string | undefined;
  readonly #isHash: boolean;
  readonly #values = new Map<string | number | boolean, Entries>();
  /** By family and length of the prefix, so that an address asks each length once. */
  readonly #networks = new Map<4 | 6, Map<number, Map<number | bigint, Entries>>>();

  constructor(path: ObjectPath) {
    this.path = path;
    const [first] = path.steps;
    this.#key = path.steps.length === 1 && typeof first === 'string' ? first : undefined;
    this.#isHash = endsInHash(path);
  }

  add(value: Anchor['value'], entry: number): void {
    if (typeof value !== 'object') return add(this.#values, value, entry);
    const lengths = this.#networks.get(value.family) ?? new Map<number, Map<number | bigint, Entries>>();
    const prefixes = lengths.get(value.length) ?? new Map<number | bigint, Entries>();
    add(prefixes, prefixOf(value, value.length), entry);
    lengths.set(value.length, prefixes);
    this.#networks.set(value.family, lengths);
  }

  find(root: JsonMembers, scene: Scene, into: number[]): void {
    if (this.#key === undefined) for (const value of valuesAt(this.path, root, scene)) this.#look(value, into);
    else if (Object.hasOwn(root, this.#key)) this.#look(root[this.#key] ?? null, into);
  }

  #look(value: ObservedValue, into: number[]): void {
    if (typeof value === 'string') {
      collect(this.#values.get(this.#isHash ? hashValue(value) : value), into);
      if (this.#networks.size > 0) this.#lookAddress(networkOf(value), into);
    } else if (typeof value === 'number' || typeof value === 'boolean') collect(this.#values.get(value), into);
  }

  #lookAddress(address: Network | undefined, into: number[]): void {
    if (address === undefined) return;
    for (const [length, prefixes] of this.#networks.get(address.family) ?? [])
      if (length <= address.length) collect(prefixes.get(prefixOf(address, length)), into);
  }
}

/** What is looked for in objects of one type. Spec: MAT-11. */
export class TypeLane {
  readonly #paths = new Map<string, PathTable>();
  readonly #most: number;
  /** Entries that no look-up finds. */
  readonly untabled: number[] = [];

  /** A look-up asks every path, so there are at most `most`. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether an anchor can be added without more paths than allowed. */
  hasRoomFor(path: ObjectPath): boolean {
    return this.#paths.size < this.#most || this.#paths.has(pathText(path));
  }

  add({ path, value }: Anchor, entry: number): void {
    const text = pathText(path);
    const table = this.#paths.get(text) ?? new PathTable(path);
    table.add(value, entry);
    this.#paths.set(text, table);
  }

  /** Entries whose anchor an object has, repeated where several are. */
  find(root: JsonMembers, scene: Scene): number[] {
    const found: number[] = [];
    for (const table of this.#paths.values()) table.find(root, scene, found);
    return found;
  }
}
