import { canonicalText, parseCanonical } from '../bytes/canonical-json.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { type Label, labelJson, readLabel } from './label.ts';

/** What an item may hold: a file or an object of a foreign format, or a notice or contact card of our own (NTC-1, CNT-1). */
export const mediaTypes = ['contact', 'csaf', 'notice', 'stix'] as const;
export type Media = (typeof mediaTypes)[number];

/** What stands before the content of an item. */
export interface ItemHead {
  readonly author: string;
  readonly label: Label;
  readonly media: Media;
}

/**
 * One bulk object with the label its author gave it. Items are not signed one by one: a batch
 * commits to thousands. The content is kept as the bytes that came in. Spec: ITM-1.
 */
export interface Item extends ItemHead {
  /** One JSON object as text, without newlines. */
  readonly content: string;
}

/** Bound of one item's text. Items are leaves of a batch, not entries of a log, so C2SP's 65,535 do not bind them. Spec: ITM-2. */
export const itemLimits = { bytes: 1_000_000 } as const;

/** The canonical line of a head. Thousands of items have the same one, so that it is worth keeping. Spec: ITM-1. */
export const itemHeadLine = ({ author, label, media }: ItemHead): string =>
  canonicalText({ author, label: labelJson(label), media });

/** The text of an item from the line of its head and its content. Faults: `item-malformed`, `item-size`. Spec: ITM-1, ITM-2. */
export function itemTextUnder(headLine: string, content: string): string {
  if (content.includes('\n')) throw new Fault('item-malformed', 'The content of an item is one line.');
  return bounded(`${headLine}\n${content}`);
}

/** A UTF-16 unit takes at most three bytes, so most texts need not be encoded to be measured. */
function bounded(text: string): string {
  if (text.length * 3 > itemLimits.bytes && utf8(text).length > itemLimits.bytes)
    throw new Fault('item-size', `An item is at most ${itemLimits.bytes} bytes.`);
  return text;
}

/** The text of an item: its head on one canonical line, then the content. Faults: `item-malformed`, `item-size`. Spec: ITM-1, ITM-2. */
export const itemText = (item: Item): string => itemTextUnder(itemHeadLine(item), item.content);

/** Reads the line of a head. Spec: ITM-1. */
export function readItemHead(line: string): ItemHead {
  const fields = new Fields(parseCanonical(utf8(line)));
  const author = fields.text('author', idForm);
  const label = readLabel(fields.object('label'));
  const media = fields.oneOf('media', mediaTypes);
  fields.end();
  return { author, label, media };
}

/** Reads an item's text; the content is not looked into. `readHead` may remember what it has read. Spec: ITM-1, ITM-2. */
export function parseItemText(text: string, readHead: (line: string) => ItemHead = readItemHead): Item {
  const split = bounded(text).indexOf('\n');
  if (split < 0 || text.includes('\n', split + 1))
    throw new Fault('item-malformed', 'An item is a head and one line of content.');
  return { ...readHead(text.slice(0, split)), content: text.slice(split + 1) };
}

/** Reads an item from its bytes. Spec: ITM-1, ITM-2. */
export function parseItem(bytes: Uint8Array): Item {
  if (bytes.length > itemLimits.bytes) throw new Fault('item-size', `An item is at most ${itemLimits.bytes} bytes.`);
  return parseItemText(fromUtf8(bytes));
}
