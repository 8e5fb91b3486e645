import { Fault } from '#protocol/bytes/fault.ts';

/** Markup that is safe to send. Only this module can make it: the class itself is not exported. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }
}

export type Html = Markup;

/** What a hole of a template may hold. `false`, `undefined` and '' leave nothing behind. */
export type Hole = Html | string | number | false | undefined | readonly Hole[];

/** Where a hole stands, which decides how its value is written. 'value' and 'url' are whole attributes. */
type Place = 'text' | 'value' | 'value-part' | 'url' | 'url-part' | 'tag';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

const urlAttributes = new Set(['href', 'src', 'action', 'formaction', 'cite', 'data-proof', 'data-entry']);
const safeUrl = /^(?:\/(?![/\\])|[?#]|https?:\/\/)[^\s\\\u0000-\u001f\u007f]*$|^$/;

/** Whether a link may point there: our own pages, or http(s). */
export const isSafeUrl = (url: string): boolean => safeUrl.test(url);

const misuse = (message: string): Fault => new Fault('html-hole', message);

/** Reads static text character by character and says where its end stands. */
class Scanner {
  #in: 'text' | 'tag' | 'value' = 'text';
  #seen = '';
  #attribute = '';
  #valueStart = 0;

  feed(chunk: string): Place {
    for (const character of chunk) this.#step(character);
    if (this.#in === 'text') return this.#checkText();
    if (this.#in === 'tag') {
      if (this.#seen.endsWith('=')) throw misuse('A hole needs double quotes around it.');
      return 'tag';
    }
    const isWhole = this.#seen.length === this.#valueStart;
    if (urlAttributes.has(this.#attribute)) return isWhole ? 'url' : 'url-part';
    return isWhole ? 'value' : 'value-part';
  }

  #step(character: string): void {
    this.#seen += character;
    if (this.#in === 'text' && character === '<') this.#in = 'tag';
    else if (this.#in === 'tag' && character === '>') this.#in = 'text';
    else if (this.#in === 'tag' && character === "'") throw misuse('Attributes take double quotes.');
    else if (this.#in === 'value' && character === '"') this.#in = 'tag';
    else if (this.#in === 'tag' && character === '"') {
      this.#in = 'value';
      this.#attribute = this.#seen.slice(this.#seen.lastIndexOf(' ') + 1, -2);
      this.#valueStart = this.#seen.length;
    }
  }

  #checkText(): Place {
    const open = ['<script', '<style', '<!--'].some((start) => {
      const end = start === '<!--' ? '-->' : `</${start.slice(1)}`;
      return this.#seen.lastIndexOf(start) > this.#seen.lastIndexOf(end);
    });
    if (open) throw misuse('No hole inside a script, a style or a comment.');
    return 'text';
  }
}

const placesOf = new WeakMap<TemplateStringsArray, readonly Place[]>();

function places(strings: TemplateStringsArray): readonly Place[] {
  const known = placesOf.get(strings);
  if (known !== undefined) return known;
  const scanner = new Scanner();
  const found = strings.slice(0, -1).map((chunk) => scanner.feed(chunk));
  placesOf.set(strings, found);
  return found;
}

function writeMarkup(markup: Html, place: Place): string {
  if (place === 'text' || place === 'tag') return markup.text;
  throw misuse('An attribute takes plain text, not markup.');
}

function write(hole: Hole, place: Place): string {
  if (hole === undefined || hole === false || hole === '') return '';
  if (hole instanceof Markup) return writeMarkup(hole, place);
  if (typeof hole === 'object') return hole.map((member) => write(member, place)).join('');
  if (place === 'tag') throw misuse('Only a constant may stand among attributes.');
  const text = String(hole);
  if (place === 'url-part') return escapeText(encodeURIComponent(text));
  if (place === 'url' && !isSafeUrl(text)) return 'about:invalid';
  return escapeText(text);
}

const isLeftOut = (hole: Hole, place: Place, next: string): boolean =>
  (hole === undefined || hole === false) && (place === 'value' || place === 'url') && next.startsWith('"');

/**
 * Markup of a template. Every hole is escaped for its place: text, a quoted attribute, a whole URL
 * (anything but our pages and http(s) becomes about:invalid) or a part of a URL (percent-encoded).
 * An attribute whose whole value is undefined or false is left out. A template without holes is a
 * constant of ours and stands as it is written.
 * Fault: html-hole when a hole stands where no value is safe.
 */
export function html(strings: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  const where = places(strings);
  let out = strings[0] ?? '';
  holes.forEach((hole, index) => {
    const place = where[index] ?? 'value';
    const next = strings[index + 1] ?? '';
    if (isLeftOut(hole, place, next)) out = out.slice(0, out.lastIndexOf(' ')) + next.slice(1);
    else out += write(hole, place) + next;
  });
  return new Markup(out);
}

/** Foreign text that keeps its own direction and cannot turn that of its neighbours. */
export const bdi = (text: string): Html => html`<bdi>${text}</bdi>`;

const turners = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with direction controls spelled out, for places where <bdi> cannot stand. */
export const visibleControls = (text: string): string =>
  text.replace(turners, (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);
