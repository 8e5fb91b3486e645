import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { formatNote, parseNote } from '#protocol/identity/signed-note.ts';
import { itemEntry } from '#protocol/log/batch.ts';
import { leafHash } from '#protocol/log/merkle.ts';
import { formatTlogProof } from '#protocol/log/tlog-proof.ts';
import { originOf, saltIn, treeOf } from './batch-book.ts';
import type { Party } from './party.ts';

/** The leaf hash of a held item in the batch that it came with. Fault: `item-unknown`. */
export function originLeaf(party: Party, seq: number): Uint8Array {
  const text = party.items.bySeq(seq)?.text;
  const origin = originOf(party, seq);
  if (text == null || origin === undefined) throw new Fault('item-unknown', 'This server holds no such record.');
  return leafHash(itemEntry(saltIn(party, origin.batch, origin.position), utf8(text)));
}

/**
 * All that proves one item without this server: its text and salt, the path to the root that the
 * batch record signs, that record, and its place in our log. A JSON text. Spec: LOG-17, LOG-22.
 */
export function itemProof(party: Party, seq: number): string {
  const item = party.items.bySeq(seq);
  const origin = originOf(party, seq);
  if (item?.text == null || origin === undefined) throw new Fault('item-unknown', 'This server holds no such record.');
  const { batch, position } = origin;
  const tree = treeOf(party, batch);
  if (tree === undefined)
    throw new Fault('proof-incomplete', 'An item of the batch is no longer held, so no proof can be made.');
  const { proof, salt } = party.log.proofOf(batch.id);
  const kept = party.db.get<{ bytes: Uint8Array }>('SELECT bytes FROM note WHERE id = ?', batch.id);
  if (kept === undefined) throw new Fault('note-unknown', 'This server does not hold the note.');
  return JSON.stringify({
    item: item.text,
    salt: hex(saltIn(party, batch, position)),
    index: position,
    count: batch.count,
    root: hex(tree.root),
    proof: tree.proofOf(position).map(hex),
    record: fromUtf8(formatNote(parseNote(kept.bytes))),
    ...(salt === undefined ? {} : { logSalt: hex(salt) }),
    logProof: fromUtf8(formatTlogProof(proof)),
  });
}
