import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from '#server/party/party.ts';
import type { ItemRow } from '#server/store/item-store.ts';

/** The record that a word means: its number here, or a STIX id, of which the newest version is taken. */
export function recordNamed(party: Party, word: string): ItemRow {
  const row = /^\d{1,15}$/.test(word)
    ? party.items.bySeq(Number(word))
    : party.db.get<ItemRow>(
        'SELECT item.* FROM item_name JOIN item USING (seq) WHERE key = object_key(?) AND object = ? ORDER BY version DESC, seq DESC LIMIT 1',
        word,
        word,
      );
  if (row === undefined) throw new Fault('item-unknown', `This party holds no record "${word}".`);
  return row;
}
