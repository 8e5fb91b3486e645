import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** One bar with the words that name it. */
export interface Bar {
  readonly name: string;
  readonly count: number;
}

const [width, floor] = [720, 120];

/**
 * Bars over time, oldest first. The picture runs from left to right in every language, as calendars
 * of series do; the table beside it says the same in words.
 */
export function barChart(reader: Reader, { caption, bars }: { caption: string; bars: readonly Bar[] }): Html {
  const { number, plain } = words(reader);
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const step = width / Math.max(1, bars.length);
  const shapes = bars.map(({ name, count }, index) => {
    const size = count === 0 ? 0 : Math.max(2, (count / most) * floor);
    const [x, y] = [(index * step + step * 0.1).toFixed(1), (floor - size).toFixed(1)];
    return html`<g><title>${plain('line.named', { name, value: count })}</title><rect class="bar-hit" x="${(index * step).toFixed(1)}" y="0" width="${step.toFixed(1)}" height="${floor}"/><rect x="${x}" y="${y}" width="${(step * 0.8).toFixed(1)}" height="${size.toFixed(1)}"/></g>`;
  });
  return html`<figure class="chart" dir="ltr"><small>${number(most)}</small><svg viewBox="0 0 ${width} ${floor + 2}" role="img" aria-label="${caption}">
<line x1="0" y1="0" x2="${width}" y2="0"/>${shapes}<line x1="0" y1="${floor}" x2="${width}" y2="${floor}" class="axis"/>
</svg><figcaption><small><bdi>${bars[0]?.name}</bdi></small><small><bdi>${bars.at(-1)?.name}</bdi></small></figcaption></figure>`;
}

/** A bar within a table's cell, of `count` out of `most`. The number stands in the cell beside it. */
export const cellBar = (count: number, most: number): Html =>
  html`<svg class="cell-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect x="0" y="0" width="${((count / Math.max(1, most)) * 100).toFixed(1)}" height="10"/></svg>`;
