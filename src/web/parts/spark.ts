import { type Html, html } from '../html.ts';

const [width, height] = [120, 20];

/**
 * A small picture of counts by day, oldest at the left in every language. It says nothing that the
 * number beside it and the table behind it do not, so it is hidden from those who hear the page.
 */
export function spark(counts: readonly number[]): Html {
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  const bars = counts.map((count, index) => {
    const size = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
    return html`<rect x="${(index * step).toFixed(1)}" y="${(height - size).toFixed(1)}" width="${(step * 0.8).toFixed(1)}" height="${size.toFixed(1)}"/>`;
  });
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">${bars}</svg>`;
}
