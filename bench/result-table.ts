import type { BenchRow } from './bench-row.ts';
import type { Spread } from './race.ts';

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

const shown = (value: number): string => (value < 1000 ? fine : grouped).format(value);
const spreadShown = ({ low, high, median }: Spread): string => `±${Math.round(((high - low) / 2 / median) * 100)}%`;

const heading = ['what', 'ours', '', '', 'raw limit', '', 'ours ÷ raw', 'the raw limit is'];
const isNumber = [false, true, false, true, true, true, true, false];

const cells = ({ what, unit, ours, raw, ratio, limit }: BenchRow): string[] => [
  what,
  shown(ours.median),
  unit,
  spreadShown(ours),
  shown(raw.median),
  spreadShown(raw),
  ratio < 0.01 ? ratio.toFixed(4) : ratio.toFixed(2),
  limit,
];

/** The rows as a table for people. */
export function resultTable(rows: readonly BenchRow[]): string {
  const lines = [heading, ...rows.map(cells)];
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const laidOut = lines.map((line) =>
    line
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const [first = '', ...rest] = laidOut;
  return [first, '─'.repeat(Math.max(...laidOut.map((line) => line.length))), ...rest].join('\n');
}
