import { type Html, html } from '../html.ts';

/** A record's title, leading to it when we hold it. A title may be one long word, so it breaks anywhere. */
export function recordTitle(title: string, seq: number | undefined): Html {
  const shown = html`<bdi class="title">${title}</bdi>`;
  return seq === undefined ? shown : html`<a href="/records/${seq}">${shown}</a>`;
}
