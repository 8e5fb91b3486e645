import { constantOf } from './constant.ts';
import type { Constant } from './pattern.ts';
import { type PatternFault, type PatternFaultCode, patternFault } from './pattern-fault.ts';
import type { Token } from './token.ts';

/** Ends the reading of one observation, or of the whole pattern outside of every observation. */
export class PatternStop extends Error {}

const keywords = new Set(
  'AND OR NOT FOLLOWEDBY LIKE MATCHES ISSUPERSET ISSUBSET EXISTS LAST IN START STOP SECONDS true false WITHIN REPEATS TIMES'.split(
    ' ',
  ),
);

interface ReadingMark {
  readonly next: number;
  readonly depth: number;
}

const nothing: Token = { kind: 'end', text: '', at: 0 };

/** Walks over tokens and collects faults. */
export class TokenReader {
  readonly faults: PatternFault[] = [];
  readonly #tokens: readonly Token[];
  readonly #deepest: number;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], deepest: number) {
    this.#tokens = tokens;
    this.#deepest = deepest;
  }

  get token(): Token {
    return this.#tokens[this.#next] ?? this.#tokens.at(-1) ?? nothing;
  }

  /** Takes the next token, whatever it is. */
  take(): Token {
    const { token } = this;
    this.#next++;
    return token;
  }

  /** Whether the next token is this sign or keyword; takes it if so. */
  takes(text: string): boolean {
    const found = this.isAt(text);
    if (found) this.#next++;
    return found;
  }

  isAt(text: string): boolean {
    const { kind, text: found } = this.token;
    return found === text && (kind === 'sign' || (kind === 'word' && keywords.has(text)));
  }

  expect(text: string, code: PatternFaultCode): void {
    if (!this.takes(text)) this.stop(code);
  }

  /** A name that needs no quotes and is no keyword. */
  isName(): boolean {
    return this.token.kind === 'word' && !keywords.has(this.token.text);
  }

  constant(): Constant {
    const token = this.take();
    const constant = constantOf(token);
    return typeof constant === 'string' ? this.stop(constant, token.at) : constant;
  }

  fault(code: PatternFaultCode, at = this.token.at): void {
    this.faults.push(patternFault(code, at));
  }

  stop(code: PatternFaultCode, at?: number): never {
    this.fault(code, at);
    throw new PatternStop(code);
  }

  /** Reads something between parentheses, within the bound of depth. */
  within<Read>(read: () => Read): Read {
    if (this.#depth === this.#deepest) this.stop('pattern-depth');
    this.#depth++;
    const found = read();
    this.expect(')', 'pattern-closing');
    this.#depth--;
    return found;
  }

  /** Where to come back to when what follows cannot be read. */
  get mark(): ReadingMark {
    return { next: this.#next, depth: this.#depth };
  }

  /** After a fault in an observation that began at the mark: goes on behind its closing bracket, if it has one. */
  recover({ next, depth }: ReadingMark): void {
    this.#next = next;
    this.#depth = depth;
    let open = 1;
    while (open > 0) {
      const { kind } = this.token;
      if (kind === 'end') throw new PatternStop('pattern-closing');
      if (this.isAt('[')) open++;
      else if (this.isAt(']')) open--;
      this.#next++;
    }
  }
}
