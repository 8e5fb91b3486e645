import { endOfText, isExactNumber, numberAt } from './source-scan.ts';
import { pointer } from './stix-object.ts';

/** Places where the source text says more than the parsed value can hold, as JSON pointers. */
export interface SourceAudit {
  readonly inexactNumbers: readonly string[];
  readonly negativeZeros: readonly string[];
  readonly duplicateKeys: readonly string[];
  /** Whether the audit stopped because it had found `most` places. */
  readonly cutShort: boolean;
}

interface Frame {
  readonly path: string;
  /** Keys seen so far; undefined in a list. */
  readonly keys: Set<string> | undefined;
  index: number;
  key: string;
  expectsKey: boolean;
}

/** Walks a text that is known to be JSON and keeps the path; slow, so run only on suspicion. Spec: STX-11. */
class Auditor {
  readonly inexactNumbers: string[] = [];
  readonly negativeZeros: string[] = [];
  readonly duplicateKeys: string[] = [];
  readonly #source: string;
  readonly #stack: Frame[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  get found(): number {
    return this.inexactNumbers.length + this.negativeZeros.length + this.duplicateKeys.length;
  }

  run(most: number): void {
    for (let i = 0; i < this.#source.length && this.found < most; i++) i = this.#token(i);
  }

  /** Handles what starts at `i`; returns its last index. */
  #token(i: number): number {
    const c = this.#source.charAt(i);
    if (c === '"') return this.#text(i);
    if (c === '-' || (c >= '0' && c <= '9')) return this.#number(i);
    if (c === '{' || c === '[') this.#open(c === '{');
    else if (c === '}' || c === ']') this.#stack.pop();
    else if (c === ',') this.#next();
    return i;
  }

  #text(start: number): number {
    const end = endOfText(this.#source, start);
    const frame = this.#stack.at(-1);
    if (frame?.keys === undefined || !frame.expectsKey) return end;
    frame.expectsKey = false;
    frame.key = String(JSON.parse(this.#source.slice(start, end + 1)));
    if (frame.keys.has(frame.key)) this.duplicateKeys.push(this.#path());
    frame.keys.add(frame.key);
    return end;
  }

  #number(start: number): number {
    const token = numberAt(this.#source, start);
    if (Object.is(Number(token), -0)) this.negativeZeros.push(this.#path());
    else if (!isExactNumber(token)) this.inexactNumbers.push(this.#path());
    return start + token.length - 1;
  }

  #open(isObject: boolean): void {
    const keys = isObject ? new Set<string>() : undefined;
    this.#stack.push({ path: this.#path(), keys, index: 0, key: '', expectsKey: isObject });
  }

  #next(): void {
    const frame = this.#stack.at(-1);
    if (frame === undefined) return;
    frame.index++;
    frame.expectsKey = frame.keys !== undefined;
  }

  /** Where the value stands that comes next. */
  #path(): string {
    const frame = this.#stack.at(-1);
    if (frame === undefined) return '';
    return pointer(frame.path, frame.keys === undefined ? frame.index : frame.key);
  }
}

/** Finds numbers that lose their value and keys given twice in a valid JSON text, at most `most`. Spec: STX-11. */
export function auditSource(source: string, most: number): SourceAudit {
  const auditor = new Auditor(source);
  auditor.run(most);
  const { inexactNumbers, negativeZeros, duplicateKeys } = auditor;
  return { inexactNumbers, negativeZeros, duplicateKeys, cutShort: auditor.found >= most };
}
