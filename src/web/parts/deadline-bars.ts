import type { Html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { barChart } from './bar-chart.ts';

const day = 86_400;
const days = 14;

/** How many deadlines fall on each of the next days; what is late stands before them. `dues`: Unix seconds. */
export function deadlineBars(reader: Reader, dues: readonly number[]): Html {
  const { plain } = words(reader);
  const count = (from: number, until: number): number => dues.filter((due) => due >= from && due < until).length;
  const bars = Array.from({ length: days }, (_, index) => ({
    name: plain('board.day-name', { count: index + 1 }),
    count: count(reader.now + index * day, reader.now + (index + 1) * day),
  }));
  const late = { name: plain('board.late'), count: count(0, reader.now) };
  return barChart(reader, { caption: plain('board.chart'), bars: [late, ...bars] });
}
