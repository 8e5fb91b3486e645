import { type ListCode, type ListRemark, listRemark } from './list-remark.ts';

/** Bounds of one text, checked before or while it is read. Spec: LST-1. */
export const listLimits = { bytes: 16 * 1024 * 1024, lines: 200_000, columns: 100, cell: 4096 } as const;

/** A row of cells, each with the place where it begins. */
export interface Row {
  readonly line: number;
  readonly cells: readonly { readonly text: string; readonly column: number }[];
}

/** Reads one row after the other (RFC 4180): cells may be quoted, hold line ends, and double their quotes. */
class RowReader {
  readonly #text: string;
  readonly #separator: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  readonly faults: ListRemark[] = [];

  constructor(text: string, separator: string) {
    this.#text = text;
    this.#separator = separator;
  }

  row(): Row | undefined {
    if (this.#at >= this.#text.length || !this.#isWhole()) return undefined;
    const line = this.#line;
    const cells: Row['cells'][number][] = [];
    do {
      const column = this.#at - this.#lineStart + 1;
      cells.push({ text: this.#cell().trim(), column });
    } while (this.#isWhole() && cells.length < listLimits.columns && this.#take(this.#separator));
    if (this.#isWhole() && !this.#endLine()) this.#refuse('list-quote');
    return this.#isWhole() ? { line, cells } : undefined;
  }

  #isWhole(): boolean {
    return this.faults.length === 0;
  }

  #refuse(code: ListCode): void {
    this.faults.push(listRemark(code, `/${this.#line}/${this.#at - this.#lineStart + 1}`));
  }

  #take(text: string): boolean {
    const isNext = this.#text.startsWith(text, this.#at);
    if (isNext) this.#at += text.length;
    return isNext;
  }

  #endLine(): boolean {
    if (this.#at >= this.#text.length) return true;
    const ended = this.#take('\r\n') || this.#take('\n') || this.#take('\r');
    if (ended) this.#newLine();
    return ended;
  }

  #newLine(): void {
    this.#line++;
    this.#lineStart = this.#at;
  }

  #cell(): string {
    return this.#text.charAt(this.#at) === '"' ? this.#quoted() : this.#plain();
  }

  #plain(): string {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      const c = this.#text.charAt(this.#at);
      if (c === this.#separator || c === '\n' || c === '\r') break;
      this.#at++;
    }
    return this.#text.slice(start, this.#at);
  }

  #quoted(): string {
    this.#at++;
    let value = '';
    for (;;) {
      const end = this.#text.indexOf('"', this.#at);
      if (end < 0) {
        this.#refuse('list-quote');
        return '';
      }
      const part = this.#text.slice(this.#at, end);
      value += part;
      this.#passLines(part, end + 1);
      if (!this.#take('"')) return value;
      value += '"';
    }
  }

  #passLines(part: string, to: number): void {
    for (let i = part.indexOf('\n'); i >= 0; i = part.indexOf('\n', i + 1)) {
      this.#line++;
      this.#lineStart = this.#at + i + 1;
    }
    this.#at = to;
  }
}

/** The rows of a text with a separator, until its end or the first fault of its form. */
export function csvRows(text: string, separator: string): { rows: Row[]; fault?: ListRemark } {
  const reader = new RowReader(text, separator);
  const rows: Row[] = [];
  for (let row = reader.row(); row !== undefined; row = reader.row()) {
    rows.push(row);
    if (rows.length > listLimits.lines) return { rows: [], fault: listRemark('list-lines') };
  }
  const [fault] = reader.faults;
  return fault === undefined ? { rows } : { rows, fault };
}
