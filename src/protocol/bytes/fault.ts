/**
 * A refusal with a closed code. Spec: ERR-1.
 *
 * `code` is for machines and tests, `message` is one plain sentence for people (what happened,
 * what was expected), `path` is where in the input (JSON pointer, or '' for the whole).
 */
export class Fault<Code extends string = string> extends Error {
  readonly code: Code;
  readonly path: string;

  constructor(code: Code, message: string, path = '') {
    super(message);
    this.name = 'Fault';
    this.code = code;
    this.path = path;
  }
}

/** The code of a thrown value, or undefined when it is not a Fault. */
export const faultCode = (thrown: unknown): string | undefined => (thrown instanceof Fault ? thrown.code : undefined);
