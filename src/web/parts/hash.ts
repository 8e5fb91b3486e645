import { type Html, html } from '../html.ts';

/** A long hash that may break anywhere. */
export const hash = (text: string): Html => html`<code class="hash" dir="ltr">${text}</code>`;

/** An id in groups of four, to be read aloud and compared over another channel. */
export function fingerprint(id: string): Html {
  const groups = id.match(/.{1,4}/gs) ?? [];
  return html`<code class="print" dir="ltr">${groups.map((group) => html`<span>${group}</span> `)}</code>`;
}

/** The first characters of an id, for tables where the whole stands one link away. */
export const shortHash = (id: string): Html => html`<code dir="ltr">${id.slice(0, 12)}…</code>`;
