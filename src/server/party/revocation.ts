import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type Item, parseItem } from '#protocol/record/item.ts';
import type { ContentDescription } from './content.ts';
import type { Party } from './party.ts';

/** A withdrawn STIX object says so itself. */
const saysRevoked = ({ media, content }: Pick<Item, 'media' | 'content'>): boolean =>
  media === 'stix' &&
  content.includes('"revoked"') &&
  (JSON.parse(content) as { readonly revoked?: unknown }).revoked === true;

/** Whether an item's text holds a withdrawn object. */
export const isRevoked = (text: string): boolean => text.includes('"revoked"') && saysRevoked(parseItem(utf8(text)));

/** An item that was read, and its text. */
export interface ReadVersion {
  readonly item: Item;
  readonly text: string;
  readonly about: ContentDescription;
}

const earlierOfAuthor = `SELECT text FROM item_name JOIN item USING (seq) JOIN class ON class.id = item.class
  WHERE key = object_key(:object) AND object = :object AND version < :version AND class.author = :author
  AND instr(text, '"revoked"') > 0`;

/** The withdrawals that came with one release, as it is read in order. */
export class Withdrawals {
  readonly #party: Party;
  readonly #came: ReadVersion[] = [];

  constructor(party: Party) {
    this.#party = party;
  }

  /**
   * Refuses a version of an object after its author has withdrawn it, whether the withdrawal is held or
   * came before it. Fault: `item-after-revocation`. Spec: ITM-4.
   */
  refuseLater(read: ReadVersion): void {
    const { item, about } = read;
    if (item.media !== 'stix' || about.version === '') return;
    if (saysRevoked(item)) {
      this.#came.push(read);
      return;
    }
    const { object, version } = about;
    const isEarlier = (one: ReadVersion): boolean =>
      one.about.object === object && one.about.version < version && one.item.author === item.author;
    const held = this.#party.db.allNamed<{ text: string }>(earlierOfAuthor, { object, version, author: item.author });
    if (this.#came.some(isEarlier) || held.some(({ text }) => isRevoked(text)))
      throw new Fault('item-after-revocation', 'Its author has revoked the object in an earlier version.', '/modified');
  }
}

/** A later version of an item that its author stated, and whether that withdraws it. */
export interface LaterVersion {
  readonly seq: number;
  readonly isRevoked: boolean;
}

/** The last version of an object that the author of this item stated, if it is a later one. Spec: ITM-4. */
export function laterVersion(party: Party, seq: number): LaterVersion | undefined {
  const row = party.db.get<{ seq: number; text: string }>(
    `SELECT newer.seq AS seq, newer.text AS text FROM item JOIN class ON class.id = item.class
     JOIN item_name ON item_name.key = item.name_key JOIN item AS newer ON newer.seq = item_name.seq
     JOIN class AS stated ON stated.id = newer.class
     WHERE item.seq = ? AND newer.object = item.object AND newer.version > item.version AND newer.text IS NOT NULL
       AND stated.author = class.author ORDER BY newer.version DESC, newer.seq LIMIT 1`,
    seq,
  );
  return row === undefined ? undefined : { seq: row.seq, isRevoked: isRevoked(row.text) };
}
