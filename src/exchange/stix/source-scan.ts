import type { StixFaultCode } from './stix-fault.ts';

/** What one linear pass over the source text says before any parser recurses. Spec: STX-10. */
export interface SourceScan {
  /** Why the text must not be parsed, if so. */
  readonly refused: StixFaultCode | undefined;
  /** Members of all objects, repeated keys included. */
  readonly members: number;
  /** Whether a number is written that a JavaScript number may not keep. */
  readonly oddNumber: boolean;
  /** Whether a surrogate is written as an escape, so that it may stand alone. */
  readonly surrogateEscape: boolean;
}

export interface ScanLimits {
  readonly depth: number;
  readonly values: number;
}

const quote = 0x22;
const backslash = 0x5c;
const numberToken = /-?[0-9][0-9.eE+-]*/y;
const plainNumber = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** Whether a number keeps its value: an integer within ±(2^53−1) or a finite decimal, and no −0. Spec: STX-11. */
export const isExactNumber = (token: string): boolean => {
  const value = Number(token);
  if (Object.is(value, -0) || !Number.isFinite(value)) return false;
  return Number.isInteger(value) ? Number.isSafeInteger(value) : true;
};

/** The token of the number that starts at `at`. */
export function numberAt(source: string, at: number): string {
  numberToken.lastIndex = at;
  return numberToken.exec(source)?.[0] ?? source.charAt(at);
}

/** The index of the quote that ends the text which begins at `start`; the length when none does. */
export function endOfText(source: string, start: number): number {
  for (let i = start + 1; i < source.length; i++) {
    const c = source.charCodeAt(i);
    if (c === backslash) i++;
    else if (c === quote) return i;
  }
  return source.length;
}

/** Scans a text of JSON in linear time; a text that is no JSON gets some answer, and the parser refuses it. */
class Scanner {
  readonly #limits: ScanLimits;
  #depth = 0;
  #values = 1;
  members = 0;
  oddNumber = false;
  refused: StixFaultCode | undefined;

  constructor(limits: ScanLimits) {
    this.#limits = limits;
  }

  run(source: string): void {
    for (let i = 0; i < source.length && this.refused === undefined; i++) {
      const c = source.charCodeAt(i);
      if (c === quote) i = endOfText(source, i);
      else if (c === 0x2d || (c >= 0x30 && c <= 0x39)) i += this.#number(numberAt(source, i)) - 1;
      else this.#structure(c);
    }
  }

  #number(token: string): number {
    if ((!plainNumber.test(token) || token.startsWith('-0')) && !isExactNumber(token)) this.oddNumber = true;
    return token.length;
  }

  #structure(c: number): void {
    if (c === 0x5b || c === 0x7b) {
      if (++this.#depth > this.#limits.depth) this.refused = 'stix-depth';
      this.#values++;
    } else if (c === 0x5d || c === 0x7d) this.#depth--;
    else if (c === 0x2c) this.#values++;
    else if (c === 0x3a) this.members++;
    if (this.#values > this.#limits.values) this.refused = 'stix-values';
  }
}

/** One linear pass over `source` that bounds depth and number of values. Spec: STX-10. */
export function scanSource(source: string, limits: ScanLimits): SourceScan {
  const scanner = new Scanner(limits);
  scanner.run(source);
  const { refused, members, oddNumber } = scanner;
  return { refused, members, oddNumber, surrogateEscape: /\\u[dD][89a-fA-F]/.test(source) };
}
