import { fromUtf8 } from '#protocol/bytes/text.ts';
import { idOfName } from '../stix/identifier.ts';
import type { StixObject } from '../stix/stix-object.ts';
import { isTimestamp } from '../stix/timestamp.ts';
import { type Columns, type Meaning, readHeadings } from './csv-columns.ts';
import { csvRows, listLimits, type Row } from './csv-rows.ts';
import { type IndicatorValue, indicatorValue, kindNamed, patternOf, refanged } from './indicator-value.ts';
import { type ListCode, type ListRemark, listRemark } from './list-remark.ts';

export interface ListOptions {
  /** `list`: one value a line. `csv`: a table, with headings or with the values in its first column. */
  readonly format: 'csv' | 'list';
  /** Whose list this is; the same value from another source is another indicator. */
  readonly source: string;
  /** Unix milliseconds: when an indicator begins that does not say so itself. */
  readonly now: number;
}

/** One indicator, and which of its properties the list did not state. */
export interface ListedIndicator {
  readonly object: StixObject;
  readonly unstated: readonly string[];
}

/** What a list held. `seen` = indicators + refused + repeated; lines that are passed over are not seen. Spec: LST-1. */
export interface ListReading {
  readonly indicators: readonly ListedIndicator[];
  readonly faults: readonly ListRemark[];
  readonly losses: readonly ListRemark[];
  /** How the text was read, where nothing is lost. */
  readonly notes: readonly ListRemark[];
  readonly seen: number;
  readonly refused: number;
  readonly repeated: number;
}

const nothing = { indicators: [], losses: [], notes: [], seen: 0, refused: 0, repeated: 0 };
const mostLabels = 50;

type Cell = Row['cells'][number];

/** Reads the rows of one list. */
class ListReader {
  readonly #options: ListOptions;
  readonly #columns: Columns;
  readonly #found = new Map<string, ListedIndicator>();
  readonly faults: ListRemark[] = [];
  readonly losses: ListRemark[] = [];
  refused = 0;
  repeated = 0;
  defanged = 0;

  constructor(options: ListOptions, columns: Columns) {
    this.#options = options;
    this.#columns = columns;
  }

  get indicators(): ListedIndicator[] {
    return [...this.#found.values()];
  }

  take(row: Row): void {
    const found = this.#indicator(row);
    if (found === undefined) this.refused++;
    else if (this.#found.has(found.object.id)) {
      this.repeated++;
      this.losses.push(listRemark('list-repeated', `/${row.line}/1`));
    } else this.#found.set(found.object.id, found);
  }

  #cell({ cells }: Row, meaning: Meaning): Cell | undefined {
    const index = this.#columns.at[meaning];
    const cell = index === undefined ? undefined : cells[index];
    return cell?.text === '' ? undefined : cell;
  }

  #refuse(code: ListCode, { line }: Row, cell: Cell | undefined): undefined {
    this.faults.push(listRemark(code, `/${line}/${cell?.column ?? 1}`));
    return undefined;
  }

  #value(row: Row): IndicatorValue | undefined {
    const cell = this.#cell(row, 'value');
    const [type, said] = [this.#cell(row, 'type'), this.#columns.kind];
    const text = cell?.text ?? '';
    if (text.length > listLimits.cell) return this.#refuse('list-cell', row, cell);
    const plain = refanged(text);
    const named = type === undefined ? said : kindNamed(type.text);
    const value = indicatorValue(plain, named);
    if (value === undefined) return this.#refuse('list-type', row, cell);
    if (plain !== text) this.defanged++;
    return value;
  }

  /** A time in the form of STIX; undefined when there is none, and a fault when it is no time. */
  #time(row: Row, meaning: 'from' | 'until'): string | undefined {
    const cell = this.#cell(row, meaning);
    if (cell === undefined) return undefined;
    const day = /^\d{4}-\d\d-\d\d$/.test(cell.text) ? `${cell.text}T00:00:00.000Z` : cell.text.replace(' ', 'T');
    const time = /[Zz]$/.test(day) ? day.toUpperCase() : `${day}Z`;
    return isTimestamp(time) ? time : this.#refuse('list-date', row, cell);
  }

  #confidence(row: Row): number | undefined {
    const cell = this.#cell(row, 'confidence');
    if (cell === undefined) return undefined;
    const isWhole = /^\d{1,3}$/.test(cell.text) && Number(cell.text) <= 100;
    return isWhole ? Number(cell.text) : this.#refuse('list-confidence', row, cell);
  }

  #labels(row: Row): string[] {
    const cell = this.#cell(row, 'labels');
    const all = (cell?.text ?? '').split(/[,;|]/).map((label) => label.trim());
    return [...new Set(all.filter((label) => label !== ''))].slice(0, mostLabels);
  }

  #indicator(row: Row): ListedIndicator | undefined {
    const before = this.faults.length;
    const value = this.#value(row);
    const [from, until, confidence] = [this.#time(row, 'from'), this.#time(row, 'until'), this.#confidence(row)];
    const now = new Date(this.#options.now).toISOString();
    if (until !== undefined && Date.parse(until) <= Date.parse(from ?? now))
      this.#refuse('list-order', row, this.#cell(row, 'until'));
    if (value === undefined || this.faults.length > before) return undefined;
    const [labels, description] = [this.#labels(row), this.#cell(row, 'description')?.text];
    const object: StixObject = {
      type: 'indicator',
      spec_version: '2.1',
      id: idOfName('indicator', `${this.#options.source}\n${value.kind}\n${value.value}`),
      created: now,
      modified: now,
      name: value.kind === 'asn' ? `AS${Number(value.value)}` : value.value,
      ...(description === undefined ? {} : { description }),
      ...(labels.length === 0 ? {} : { labels }),
      ...(confidence === undefined ? {} : { confidence }),
      pattern: patternOf(value),
      pattern_type: 'stix',
      valid_from: from ?? now,
      ...(until === undefined ? {} : { valid_until: until }),
    };
    return { object, unstated: from === undefined ? ['created', 'modified', 'valid_from'] : ['created', 'modified'] };
  }
}

/** Comments begin with # or two slashes; what begins otherwise is data, = + - and @ included. Spec: LST-5. */
const isPassedOver = ({ cells }: Row): boolean =>
  cells.every(({ text }) => text === '') || /^(?:#|\/\/)/.test(cells[0]?.text ?? '');

function decode(input: Uint8Array): { text: string } | ListCode {
  if (input.length > listLimits.bytes) return 'list-size';
  try {
    return { text: fromUtf8(input).replace(/^\ufeff/, '') };
  } catch {
    return 'list-text';
  }
}

/** The separator that the first line with content uses most. */
function separatorOf(text: string): string {
  const first = /^[^\S\r\n]*[^#\s].*$/m.exec(text)?.[0] ?? '';
  const counts = [',', ';', '\t'].map((separator) => [separator, first.split(separator).length] as const);
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

const linesOf = (text: string): Row[] =>
  text.split(/\r\n|\n|\r/).map((line, index) => ({
    line: index + 1,
    cells: [{ text: line.replace(/\s#.*$/, '').trim(), column: line.length - line.trimStart().length + 1 }],
  }));

interface Table {
  readonly rows: readonly Row[];
  readonly columns: Columns;
  readonly notes: readonly ListRemark[];
  readonly losses: readonly ListRemark[];
}

/** Headings are told apart from values by what they say; without them the values are in the first column. Spec: LST-4. */
function tableOf(rows: readonly Row[]): Table | undefined {
  const [first, ...rest] = rows;
  if (first === undefined) return { rows, columns: { at: { value: 0 }, left: [] }, notes: [], losses: [] };
  const texts = first.cells.map(({ text }) => text);
  const columns = readHeadings(texts);
  const name = (index: number): string => `"${(texts[index] ?? '').slice(0, 60)}"`;
  const place = (index: number): string => `/${first.line}/${first.cells[index]?.column ?? 1}`;
  const left = (indexes: readonly number[]): ListRemark[] =>
    indexes.map((index) => listRemark('list-column-left', place(index), name(index)));
  if (columns !== undefined) {
    const notes = Object.entries(columns.at).map(([meaning, index]) =>
      listRemark('list-column-read', place(index), `${name(index)} as ${meaning}`),
    );
    return { rows: rest, columns, notes, losses: left(columns.left) };
  }
  if (indicatorValue(refanged(texts[0] ?? '')) === undefined) return undefined;
  const note = listRemark('list-column-read', place(0), 'the first as value');
  const others = texts.map((_, index) => index).slice(1);
  return { rows, columns: { at: { value: 0 }, left: others }, notes: [note], losses: left(others) };
}

/**
 * Reads a plain list or a table of indicators. Never throws: a line with a fault is refused alone,
 * with its line and column, and whatever is guessed is said. The ids depend on source, kind and
 * value alone, so that a list that comes again is known. Spec: LST-1 to LST-6.
 */
export function readList(input: Uint8Array, options: ListOptions): ListReading {
  const decoded = decode(input);
  if (typeof decoded === 'string') return { ...nothing, faults: [listRemark(decoded)] };
  const { text } = decoded;
  const { rows: all, fault } =
    options.format === 'csv' ? csvRows(text, separatorOf(text)) : { rows: linesOf(text), fault: undefined };
  if (all.length > listLimits.lines) return { ...nothing, faults: [listRemark('list-lines')] };
  const rows = all.filter((row) => !isPassedOver(row));
  const table =
    options.format === 'csv' ? tableOf(rows) : { rows, columns: { at: { value: 0 }, left: [] }, notes: [], losses: [] };
  if (table === undefined) return { ...nothing, faults: [listRemark('list-columns', '/1/1')] };
  const reader = new ListReader(options, table.columns);
  for (const row of table.rows) reader.take(row);
  // Where the form of the text ends, so does what can be told apart in it: one more that is refused.
  const broken = fault === undefined ? [] : [fault];
  const skipped = all.length - rows.length;
  return {
    indicators: reader.indicators,
    faults: [...reader.faults, ...broken],
    losses: [...table.losses, ...reader.losses],
    notes: [
      ...table.notes,
      ...(skipped === 0 ? [] : [listRemark('list-skipped', '', String(skipped))]),
      ...(reader.defanged === 0 ? [] : [listRemark('list-defanged', '', String(reader.defanged))]),
    ],
    seen: table.rows.length + broken.length,
    refused: reader.refused + broken.length,
    repeated: reader.repeated,
  };
}
