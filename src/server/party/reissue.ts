import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { itemLeaf, saltOf } from '#protocol/log/batch.ts';
import { formatTlogProof } from '#protocol/log/tlog-proof.ts';
import { strictestUnmarked } from '#protocol/record/label.ts';
import { originOf } from './batch-book.ts';
import { keepOwnBatch } from './import-objects.ts';
import { itemProof, originLeaf } from './item-proof.ts';
import { noteById } from './notes.ts';
import type { Party } from './party.ts';
import { reissueOf, sourceOf } from './reissue-book.ts';
import { planReissue, type ReissuePlan, type ReissuePlans, withNamed } from './reissue-plan.ts';
import { indexFewWords } from './word-index.ts';

/** Items of one re-issue: a record with what it names, or a look of the job. */
export const reissuedAtOnce = 400;

/** Keeps what is stated anew and logs what it was made of; call inside a transaction. Spec: RIS-6. */
function keep(party: Party, going: readonly ReissuePlan[]): readonly number[] {
  const seed = party.powers.random(32);
  const items = going.map(({ text }, index) => hex(itemLeaf(saltOf(seed, index), text)));
  const sources = going.map(({ source }) => hex(originLeaf(party, source)));
  party.record({ kind: 'reissue', label: strictestUnmarked, data: { items, sources } });
  const { seqs } = keepOwnBatch(party, going, seed);
  going.forEach(({ source }, index) => {
    party.db.run('INSERT INTO reissue (item, source) VALUES (?, ?)', seqs[index] ?? -1, source);
  });
  return seqs;
}

/** Re-issues those of some items that can be, and says of the others why not; the caller seals. Spec: RIS-2. */
export const reissueItems = (party: Party, seqs: readonly number[]): ReissuePlans =>
  party.transaction(() => {
    const plans = planReissue(party, seqs);
    if (plans.going.length > 0) keep(party, plans.going);
    return plans;
  });

/** What re-issuing a record would do, with what it names. Nothing is kept. */
export const previewReissue = (party: Party, seq: number): ReissuePlans =>
  planReissue(party, withNamed(party, seq, reissuedAtOnce));

/** Re-issues a record with what it names, and seals. The fault says why the record itself cannot be. Gives its new place. */
export function reissueRecord(party: Party, seq: number): { seq: number; plans: ReissuePlans } {
  const plans = party.transaction(() => {
    const done = reissueItems(party, withNamed(party, seq, reissuedAtOnce));
    const fault = done.held.find(({ source }) => source === seq)?.fault;
    if (fault !== undefined) throw fault;
    return done;
  });
  party.powers.step('reissued');
  party.sealOrWait();
  indexFewWords(party);
  return { seq: reissueOf(party, seq) ?? -1, plans };
}

/** Whether everything that may be is re-issued without being asked for. */
export const isReissueAutomatic = (party: Party): boolean => party.meta.get('reissue') === 'automatic';

/** Switches between re-issue on request and for everything, what is held already included. */
export function setReissueAutomatic(party: Party, isAutomatic: boolean): void {
  party.transaction(() => {
    party.meta.set('reissue', isAutomatic ? 'automatic' : 'on-request');
    if (isAutomatic) party.meta.set('reissue-seen', '-1');
  });
}

/** The record that ties a re-issue to its source. */
function linkRecord(party: Party, leaf: string): string {
  const rows = party.db.all<{ id: string; bytes: Uint8Array }>("SELECT id, bytes FROM note WHERE kind = 'reissue'");
  const found = rows.find(({ bytes }) => fromUtf8(bytes).includes(leaf));
  if (found === undefined) throw new Fault('note-unknown', 'This server does not hold the note.');
  return found.id;
}

/**
 * What proves whose statement a re-issue is made of: the proofs of both items and the logged record
 * that names both. Secret: it names the source. A JSON text. Faults: `reissue-none`, `item-unknown`. Spec: RIS-6.
 */
export function reissueEvidence(party: Party, seq: number): string {
  const item = sourceOf(party, seq) === undefined ? (reissueOf(party, seq) ?? -1) : seq;
  const source = sourceOf(party, item);
  if (source === undefined) throw new Fault('reissue-none', 'The record is no re-issue, and none was made of it.');
  const id = linkRecord(party, hex(originLeaf(party, item)));
  const { proof, salt } = party.log.proofOf(id);
  const release = originOf(party, source)?.batch.id;
  return JSON.stringify({
    reissue: JSON.parse(itemProof(party, item)) as unknown,
    source: JSON.parse(itemProof(party, source)) as unknown,
    ...(release === undefined ? {} : { release }),
    record: fromUtf8(formatNote(noteById(party, id))),
    ...(salt === undefined ? {} : { logSalt: hex(salt) }),
    logProof: fromUtf8(formatTlogProof(proof)),
  });
}
