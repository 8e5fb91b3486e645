import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { caseName } from './case-words.ts';

/** One part of what was said. */
export interface SaidView {
  readonly key: string;
  readonly n: number;
  readonly text: string;
}

/** What an act said part by part; several of one kind are numbered. Spec: SAY-1. */
export function saidParts(reader: Reader, procedure: string, parts: readonly SaidView[]): Html | false {
  if (parts.length === 0) return false;
  return html`${parts.map(({ key, n, text }) => {
    const isOne = parts.filter((other) => other.key === key).length === 1 && n === 1;
    return html`<p class="said"><small>${caseName(reader, procedure, `part.${key}`)}${!isOne && html` ${n}`}</small><br><bdi>${text}</bdi></p>`;
  })}`;
}
