import { type ContactCard, contactId, readContactCard } from '#desks/stability/contact-card.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseItem } from '#protocol/record/item.ts';
import type { Label } from '#protocol/record/label.ts';
import type { Party } from '../party/party.ts';

/** The newest version of a contact card as it is held here. */
export interface HeldContact {
  readonly seq: number;
  /** Shared by all versions. */
  readonly id: string;
  readonly author: string;
  readonly isOwn: boolean;
  readonly label: Label;
  readonly card: ContactCard;
  /** When it was stated here or reached us, Unix seconds. */
  readonly at: number;
}

interface Row {
  readonly seq: number;
  readonly own: number;
  readonly added: number;
  readonly text: string;
}

const mostCards = 2_000;
const select = `SELECT item.seq AS seq, class.own AS own, item.added AS added, item.text AS text
  FROM class CROSS JOIN item ON item.class = class.id WHERE class.kind = 'contact' AND item.text IS NOT NULL`;

/** A STIX object may call itself "contact": then it is none. */
function fromRow({ seq, own, added, text }: Row): HeldContact[] {
  const { author, label, media, content } = parseItem(utf8(text));
  if (media !== 'contact') return [];
  const card = readContactCard(content);
  const at = Math.floor(added / 1_000_000);
  return [{ seq, id: contactId(author, card.name), author, isOwn: own === 1, label, card, at }];
}

/** The newest version of every card that is held and not withdrawn, by party and area. Spec: CNT-2. */
export function heldContacts(party: Party): HeldContact[] {
  const rows = party.db.all<Row>(`${select} ORDER BY item.seq DESC LIMIT ?`, mostCards);
  const newest = new Map<string, HeldContact>();
  for (const held of rows.flatMap(fromRow)) {
    const known = newest.get(held.id);
    if (known === undefined || known.card.version < held.card.version) newest.set(held.id, held);
  }
  return [...newest.values()]
    .filter(({ card }) => card.state === 'current')
    .toSorted((a, b) => (a.author + a.card.area + a.id < b.author + b.card.area + b.id ? -1 : 1));
}

/** Our own card with this id, its newest version, withdrawn or not. */
export function ownContact(party: Party, id: string): HeldContact | undefined {
  const rows = party.db.all<Row>(`${select} AND class.own = 1 ORDER BY item.seq DESC LIMIT ?`, mostCards);
  return rows
    .flatMap(fromRow)
    .filter((held) => held.id === id)
    .toSorted((a, b) => b.card.version - a.card.version)[0];
}
