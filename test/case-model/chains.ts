/**
 * Logs of a case as the model sees them: chains of entries, told apart by content. 'x' and 'y' are
 * acts, 't' a tick that embeds the quorum certificate of an earlier prefix, 's' the beginning of a
 * new term on a base.
 */
export interface Chain {
  readonly id: number;
  readonly parent: number;
  readonly entry: 'genesis' | 'x' | 'y' | 't' | 's';
  /** The certified prefix that a tick embeds; −1 for other entries. */
  readonly certified: number;
  readonly term: number;
  /** Entries after the genesis, and after the beginning of the term. */
  readonly length: number;
  readonly lengthInTerm: number;
}

const genesis: Chain = { id: 0, parent: -1, entry: 'genesis', certified: -1, term: 0, length: 0, lengthInTerm: 0 };

/** Every chain that was ever asked for; a chain is its number. */
export class Chains {
  readonly #all: Chain[] = [genesis];
  /** The prefixes of each chain by length, itself last. */
  readonly #prefixes: (readonly number[])[] = [[0]];
  readonly #highest: number[] = [0];
  readonly #known = new Map<string, number>();

  get(id: number): Chain {
    const chain = this.#all[id];
    if (chain === undefined) throw new Error(`There is no chain ${id}.`);
    return chain;
  }

  /** The chain with one more entry. */
  add(parent: number, entry: 'x' | 'y' | 't' | 's', certified = -1): number {
    const key = `${parent} ${entry} ${certified}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { term, length, lengthInTerm } = this.get(parent);
    const begins = entry === 's';
    const id = this.#all.length;
    this.#all.push({
      id,
      parent,
      entry,
      certified,
      term: begins ? term + 1 : term,
      length: length + 1,
      lengthInTerm: begins ? 0 : lengthInTerm + 1,
    });
    this.#known.set(key, id);
    this.#prefixes.push([...(this.#prefixes[parent] ?? []), id]);
    const before = this.#highest[parent] ?? 0;
    this.#highest.push(entry === 't' && this.isHigher(certified, before) ? certified : before);
    return id;
  }

  /** Whether `long` begins with `short`; a chain extends itself. */
  extends(long: number, short: number): boolean {
    return this.#prefixes[long]?.[this.get(short).length] === short;
  }

  comparable(one: number, other: number): boolean {
    return this.extends(one, other) || this.extends(other, one);
  }

  /** The longest chain with which both begin. */
  commonPrefix(one: number, other: number): number {
    let at = one;
    while (!this.extends(other, at)) at = this.get(at).parent;
    return at;
  }

  /** The highest certificate that the ticks of a chain embed; the genesis needs none. */
  highestCertified(id: number): number {
    return this.#highest[id] ?? 0;
  }

  /** A chain and all that it begins with, shortest first. */
  prefixes(id: number): readonly number[] {
    return this.#prefixes[id] ?? [];
  }

  /** The order of certificates: by term, then by length. */
  isHigher(one: number, other: number): boolean {
    const [a, b] = [this.get(one), this.get(other)];
    return a.term > b.term || (a.term === b.term && a.length > b.length);
  }

  /** In words, for a counterexample. */
  say(id: number): string {
    const { parent, entry, certified } = this.get(id);
    if (id === 0) return '·';
    return `${this.say(parent)}${entry === 't' ? `t(${this.get(certified).length})` : entry}`;
  }
}
