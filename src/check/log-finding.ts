/** What can be wrong with a log's directory. Closed; each code has one meaning. Spec: LOG-23, LOG-24. */
export type LogFindingCode =
  | 'bundle-changed'
  | 'bundle-missing'
  | 'bundle-truncated'
  | 'checkpoint-forked'
  | 'checkpoint-malformed'
  | 'checkpoint-missing'
  | 'checkpoint-origin-wrong'
  | 'checkpoint-rolled-back'
  | 'checkpoint-signature-wrong'
  | 'checkpoint-unsigned'
  | 'cosignature-forged'
  | 'cosignature-key-unknown'
  | 'file-unexpected'
  | 'findings-limit'
  | 'root-mismatch'
  | 'tile-changed'
  | 'tile-length'
  | 'tile-missing';

/** One thing that is wrong: where (a path below the directory) and one sentence for people. */
export interface LogFinding {
  readonly code: LogFindingCode;
  readonly path: string;
  readonly detail: string;
}

/** A signed size can claim any number of files; an audit stops after so many findings. Spec: LOG-23. */
export const maxFindings = 1_000;

/** Thrown by the list itself when it is full, caught by the audit. */
export class TooManyFindings extends Error {}

/** Collects findings, at most one for each code and path. */
export class Findings {
  readonly #found = new Map<string, LogFinding>();

  add(code: LogFindingCode, path: string, detail: string): void {
    const name = `${code} ${path}`;
    if (this.#found.has(name)) return;
    if (this.#found.size >= maxFindings) throw new TooManyFindings();
    this.#found.set(name, { code, path, detail });
  }

  /** Whether anything is known to be wrong with a file. */
  concern(path: string): boolean {
    return this.all().some((finding) => finding.path === path);
  }

  all(): LogFinding[] {
    return [...this.#found.values()];
  }
}
