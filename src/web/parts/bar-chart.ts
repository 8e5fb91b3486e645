import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** One bar with the words that name it. */
export interface Bar {
  readonly name: string;
  readonly count: number;
}

const [width, height, floor] = [720, 160, 140];

/**
 * Bars over time, oldest first. The picture runs from left to right in every language, as calendars
 * of series do; the table beside it says the same in words.
 */
export function barChart(reader: Reader, { caption, bars }: { caption: string; bars: readonly Bar[] }): Html {
  const { number } = words(reader);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const step = width / Math.max(1, bars.length);
  const shapes = bars.map(({ name, count }, index) => {
    const size = count === 0 ? 0 : Math.max(2, (count / most) * (floor - 24));
    const [x, y] = [(index * step + step * 0.1).toFixed(1), (floor - size).toFixed(1)];
    return html`<g><title>${name}: ${number(count)}</title><rect class="bar-hit" x="${(index * step).toFixed(1)}" y="0" width="${step.toFixed(1)}" height="${floor}"/><rect x="${x}" y="${y}" width="${(step * 0.8).toFixed(1)}" height="${size.toFixed(1)}"/></g>`;
  });
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${caption}" direction="ltr">
<line x1="0" y1="24" x2="${width}" y2="24" class="grid"/><text x="0" y="18">${number(most)}</text>
${shapes}<line x1="0" y1="${floor}" x2="${width}" y2="${floor}" class="axis"/>
<text x="0" y="${height - 4}">${bars[0]?.name}</text><text x="${width}" y="${height - 4}" text-anchor="end">${bars.at(-1)?.name}</text>
</svg>`;
}

/** A bar within a table's cell, of `count` out of `most`. The number stands in the cell beside it. */
export const cellBar = (count: number, most: number): Html =>
  html`<svg class="cell-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect x="0" y="0" width="${((count / Math.max(1, most)) * 100).toFixed(1)}" height="10"/></svg>`;
