import { type Notice, noticeId, readNotice } from '#desks/infrastructure/notice.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseItem } from '#protocol/record/item.ts';
import type { Label } from '#protocol/record/label.ts';
import type { Party } from '../party/party.ts';

/** One version of a notice as it is held here: our own, or one that reached us. */
export interface HeldNotice {
  readonly seq: number;
  /** Shared by all versions. */
  readonly id: string;
  /** SHA-256 of the item's text: names this version in answers. */
  readonly item: string;
  readonly author: string;
  readonly isOwn: boolean;
  readonly isApproved: boolean;
  readonly label: Label;
  readonly notice: Notice;
  /** When it was stated here or reached us, Unix seconds. */
  readonly at: number;
}

interface Row {
  readonly seq: number;
  readonly class: number;
  readonly added: number;
  readonly text: string;
}

const columns = 'SELECT item.seq AS seq, item.class AS class, item.added AS added, item.text AS text';
const isNotice = "class.kind = 'notice' AND item.text IS NOT NULL";
const select = `${columns} FROM class CROSS JOIN item ON item.class = class.id WHERE ${isNotice}`;
const byName = `${columns} FROM item_name JOIN item USING (seq) JOIN class ON class.id = item.class
  WHERE item_name.key = object_key(?) AND item.object = ? AND ${isNotice} ORDER BY item.version DESC, item.seq`;
const bySeq = `${columns} FROM item JOIN class ON class.id = item.class WHERE item.seq = ? AND ${isNotice}`;

/** A STIX object may call itself "notice": then it is none. */
function fromRow(party: Party, row: Row): HeldNotice[] {
  const { author, label, media, content } = parseItem(utf8(row.text));
  if (media !== 'notice') return [];
  const facts = party.items.factsOf(row.class);
  const notice = readNotice(content);
  return [
    {
      seq: row.seq,
      id: noticeId(author, notice.name),
      item: sha256Hex(utf8(row.text)),
      author,
      isOwn: facts.holding === 'own',
      isApproved: facts.approved,
      label,
      notice,
      at: Math.floor(row.added / 1_000_000),
    },
  ];
}

/** Every held version of a notice, newest first. */
export const versionsOf = (party: Party, id: string): HeldNotice[] =>
  party.db.all<Row>(byName, id, id).flatMap((row) => fromRow(party, row));

/** The version with the highest number, or undefined. Spec: NTC-3. */
export const newestVersion = (party: Party, id: string): HeldNotice | undefined => versionsOf(party, id)[0];

/** The notice whose item has this hash (SHA-256 of its text), or undefined. */
export function noticeByItem(party: Party, item: Uint8Array): HeldNotice | undefined {
  return party.db.all<Row>(`${select} AND item.hash = ?`, item).flatMap((row) => fromRow(party, row))[0];
}

/** The notice at a position of our order, or undefined. */
export const noticeAt = (party: Party, seq: number): HeldNotice | undefined =>
  party.db.all<Row>(bySeq, seq).flatMap((row) => fromRow(party, row))[0];

const lookedThrough = 1000;

/** The newest versions of the last notices that were stated or received, newest first. */
export function newestNotices(party: Party, whose: 'own' | 'theirs', limit: number): HeldNotice[] {
  const rows = party.db.all<Row>(
    `${select} AND class.own = ? ORDER BY item.seq DESC LIMIT ?`,
    whose === 'own' ? 1 : 0,
    lookedThrough,
  );
  const newest = new Map<string, HeldNotice>();
  for (const held of rows.flatMap((row) => fromRow(party, row))) {
    const known = newest.get(held.id);
    if (known === undefined || known.notice.version < held.notice.version) newest.set(held.id, held);
  }
  return [...newest.values()].slice(0, limit);
}
