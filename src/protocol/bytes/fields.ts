import type { Json, JsonObject } from './canonical-json.ts';
import { Fault } from './fault.ts';

/**
 * Reads the members of one object, each once, and refuses what is left over.
 *
 * A decoder takes what it knows and ends with `end()`, so an unknown member is always a fault:
 * what we do not understand might have been a limit. Spec: BYT-6.
 */
export class Fields {
  readonly path: string;
  readonly #members: Map<string, Json>;

  constructor(value: Json | null, path = '') {
    // null is never canonical; it reaches us from JSON that is not a canonical line, such as a package's head.
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Fault('field-type', 'An object was expected.', path);
    this.path = path;
    this.#members = new Map(Object.entries(value as JsonObject));
  }

  /** Whether a member is there and not yet taken. */
  has(key: string): boolean {
    return this.#members.has(key);
  }

  /** Any value; a fault when absent. */
  any(key: string): Json {
    const value = this.#members.get(key);
    if (value === undefined) throw new Fault('field-missing', `The member "${key}" is missing.`, `${this.path}/${key}`);
    this.#members.delete(key);
    return value;
  }

  text(key: string, form: RegExp = /^.{1,4000}$/s): string {
    const value = this.any(key);
    if (typeof value !== 'string' || !form.test(value)) throw this.fault(key, 'A text of the right form was expected.');
    return value;
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.any(key);
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined)
      throw new Fault('field-unknown-value', `Expected one of ${allowed.join(', ')}.`, `${this.path}/${key}`);
    return found;
  }

  integer(key: string, least = 0, most: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.any(key);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most)
      throw this.fault(key, `An integer from ${least} to ${most} was expected.`);
    return value;
  }

  boolean(key: string): boolean {
    const value = this.any(key);
    if (typeof value !== 'boolean') throw this.fault(key, 'true or false was expected.');
    return value;
  }

  list(key: string, most = 256): readonly Json[] {
    const value = this.any(key);
    if (!Array.isArray(value) || value.length > most) throw this.fault(key, `A list of at most ${most} was expected.`);
    return value as readonly Json[];
  }

  /** A list of distinct texts in ascending order: one set, one encoding. */
  set(key: string, form: RegExp, most = 256): string[] {
    const texts = this.list(key, most).map((member) => {
      if (typeof member !== 'string' || !form.test(member))
        throw this.fault(key, 'A text in the list has the wrong form.');
      return member;
    });
    if (texts.some((text, index) => index > 0 && text <= (texts[index - 1] ?? '')))
      throw this.fault(key, 'The list must be sorted and without repeats.');
    return texts;
  }

  object(key: string): Fields {
    return new Fields(this.any(key), `${this.path}/${key}`);
  }

  /** Refuses members that nobody took. */
  end(): void {
    const [left] = this.#members.keys();
    if (left !== undefined)
      throw new Fault('field-unknown', `The member "${left}" is not known.`, `${this.path}/${left}`);
  }

  fault(key: string, message: string): Fault {
    return new Fault('field-type', message, `${this.path}/${key}`);
  }
}

/** The form of every id: 64 characters of lower-case hexadecimal. */
export const idForm = /^[0-9a-f]{64}$/;
