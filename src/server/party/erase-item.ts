import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { itemEntry } from '#protocol/log/batch.ts';
import { leafHash } from '#protocol/log/merkle.ts';
import { type ErasureReason, erasureJson, mostErased } from '#protocol/record/erasure-record.ts';
import type { SignedRecord } from '#protocol/record/record.ts';
import { saltLength } from '#protocol/record/salted-body.ts';
import { forgetInStatus } from '../taxii/status-resource.ts';
import { type BatchRow, keptLeaves, placesOf, saltIn, textsOf } from './batch-book.ts';
import { originLeaf } from './item-proof.ts';
import type { Party } from './party.ts';
import { withReissues } from './reissue-book.ts';
import { uncountSituation } from './situation-counts.ts';
import { withVariants } from './variant-book.ts';

/** Why something is erased; `notice` is the record of whoever asked for it. */
export interface ErasureCause {
  readonly reason: ErasureReason;
  readonly notice?: string;
}

/** The batches that hold any of these items. */
function batchesWith(party: Party, seqs: readonly number[]): BatchRow[] {
  const found = new Set(seqs.flatMap((seq) => placesOf(party, seq).map(({ batch }) => batch)));
  return party.db.all<BatchRow>(
    'SELECT * FROM batch WHERE n IN (SELECT value FROM json_each(?))',
    JSON.stringify([...found]),
  );
}

/** The entry's leaf hash of each erased position, and the salts of all others. */
function whatStays(party: Party, batch: BatchRow, positions: ReadonlySet<number>) {
  const leaves: Record<string, string> = { ...keptLeaves(batch) };
  const salts = new Uint8Array(batch.count * saltLength);
  textsOf(party, batch.n).forEach((text, position) => {
    if (text === null) return;
    const salt = saltIn(party, batch, position);
    if (positions.has(position)) leaves[position] = hex(leafHash(itemEntry(salt, utf8(text))));
    else salts.set(salt, position * saltLength);
  });
  return { leaves, salts };
}

/** Evidence of an author has the salt of the author's own batch: it could confirm a guessed text. */
function withoutEvidence(extra: string, positions: ReadonlySet<number>): object {
  const { evidence, ...rest } = JSON.parse(extra) as { evidence?: readonly { position: number }[] };
  return evidence === undefined ? rest : { ...rest, evidence: evidence.filter((one) => !positions.has(one.position)) };
}

/** Replaces the seed of a batch by what proves its other items and nothing about the erased ones. Spec: ERA-2. */
function giveWay(party: Party, batch: BatchRow, seqs: ReadonlySet<number>): void {
  const rows = party.db.all<{ position: number; item: number }>(
    'SELECT position, item FROM batch_item WHERE batch = ?',
    batch.n,
  );
  const positions = new Set(rows.filter(({ item }) => seqs.has(item)).map(({ position }) => position));
  const { leaves, salts } = whatStays(party, batch, positions);
  const extra = JSON.stringify({ ...withoutEvidence(batch.extra, positions), leaves });
  party.db.run("UPDATE batch SET seed = x'', extra = ? WHERE n = ?", extra, batch.n);
  party.db.run(
    'INSERT INTO batch_salts (batch, salts) VALUES (?, ?) ON CONFLICT DO UPDATE SET salts = excluded.salts',
    batch.n,
    salts,
  );
  // A package that was built but not acknowledged has the text in it; the release is withheld when it is asked for.
  party.db.run('UPDATE delivery SET package = NULL WHERE batch = ?', batch.n);
}

/** Everything of an item but its place, its class and its salted leaf hash. */
function dropBody(party: Party, seq: number, leaf: Uint8Array): void {
  uncountSituation(party, seq);
  party.items.forgetName(seq);
  party.db.run(
    "UPDATE item SET text = NULL, title = '', object = '', version = '', name_key = 0, marked = 0, hash = ? WHERE seq = ?",
    leaf,
    seq,
  );
  party.db.run('DELETE FROM item_words WHERE rowid = ?', seq);
  party.db.run('DELETE FROM item_reference WHERE item = ?', seq);
  party.db.run('DELETE FROM held_back WHERE item = ?', seq);
  party.db.run('DELETE FROM affected WHERE item = ?', seq);
  party.db.run('DELETE FROM file_signature WHERE item = ?', seq);
  // With the seed beside it, a tag would confirm a guessed value.
  party.db.run('DELETE FROM private_tag WHERE partner IN (SELECT partner FROM private_epoch) AND item = ?', seq);
  party.db.run("UPDATE submitted SET object = '', version = '', item = NULL WHERE item = ?", seq);
}

/**
 * Erases the bodies of items here: text, title, search words and references go; every batch keeps
 * what proves its other items. The logged record names salted leaf hashes only. All in one
 * transaction; a caller's own is joined. Faults: `item-unknown`, `erasure-count`. Spec: ERA-1, ERA-2.
 */
export function eraseItems(party: Party, named: readonly number[], cause: ErasureCause): SignedRecord {
  const seqs = withReissues(party, withVariants(party, named));
  if (seqs.length === 0 || seqs.length > mostErased)
    throw new Fault('erasure-count', `One erasure is of 1 to ${mostErased} records.`);
  return party.transaction(() => {
    const leaves = new Map(seqs.map((seq) => [seq, originLeaf(party, seq)]));
    const data = erasureJson({ ...cause, leaves: [...leaves.values()].map(hex) });
    const record = party.record({ kind: 'erasure', label: { tlp: 'amber+strict', only: [party.id] }, data });
    const gone = new Set(seqs);
    forgetInStatus(
      party,
      seqs.flatMap((seq) => party.items.bySeq(seq) ?? []),
    );
    for (const batch of batchesWith(party, seqs)) giveWay(party, batch, gone);
    for (const [seq, leaf] of leaves) {
      dropBody(party, seq, leaf);
      party.db.run(
        'INSERT INTO erasure (item, record, reason, cause, at) VALUES (?, ?, ?, ?, ?)',
        seq,
        record.id,
        cause.reason,
        cause.notice ?? null,
        party.now,
      );
    }
    party.gate++;
    party.meta.set('erasure-sweep', 'due');
    return record;
  });
}
