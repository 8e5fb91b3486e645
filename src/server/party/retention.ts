import { type ExpiryTerms, expiryJson, readExpiry } from '#protocol/agreement/correction.ts';
import { readRelease, shareAt } from '#protocol/agreement/release-record.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { agreementById } from './agreement-book.ts';
import { batchById, placesOf } from './batch-book.ts';
import { eraseItems } from './erase-item.ts';
import { dueNow } from './erasure-queue.ts';
import { openFreshRecord } from './fresh-record.ts';
import { holdOf } from './legal-hold.ts';
import { noteById } from './notes.ts';
import { queue } from './outbox.ts';
import type { Party } from './party.ts';
import { knownPeer, peer } from './peer-book.ts';
import { timeForErasure } from './trusted-time.ts';

/** Items of one step: small enough for one record and a short transaction. */
const erasedAtOnce = 500;

interface Place {
  readonly batch: number;
  readonly release: string;
  readonly from: string;
  readonly position: number;
}

// A place that was proved once, erased or kept, is not proved again.
const places = `SELECT batch.n AS batch, batch.id AS release, batch.party AS "from", place.value ->> 'position' AS position
  FROM json_each(?) AS place JOIN batch ON batch.n = place.value ->> 'batch' WHERE direction = 'reached'
  AND NOT EXISTS (SELECT 1 FROM expiry WHERE expiry.batch = batch.n AND expiry.position = place.value ->> 'position'
    AND expiry.ground IS ?) ORDER BY batch.n, position`;

/** Whether the clause of a place limits how long its item is kept. */
function isLimited(party: Party, { release, position }: Place): boolean {
  const share = shareAt(readRelease(parseRecordHead(noteById(party, release).text).data).shares, position);
  if (share === undefined) return false;
  const { clauses } = agreementById(party, share.agreement).agreement.terms;
  return clauses.find(({ n }) => n === share.clause)?.duties.retentionDays !== undefined;
}

/** Signs and sends the proof to everybody who released the items for a limited time. Spec: DUT-2. */
function prove(party: Party, seqs: readonly number[], ground?: ExpiryTerms['ground']): void {
  const held = seqs.flatMap((seq) => placesOf(party, seq));
  const rows = party.db.all<Place>(places, JSON.stringify(held), ground ?? null);
  for (const [batch, group] of Map.groupBy(
    rows.filter((place) => isLimited(party, place)),
    (place) => place.batch,
  )) {
    const [first] = group;
    if (first === undefined) continue;
    const terms = { release: first.release, positions: group.map(({ position }) => position) };
    const data = expiryJson(ground === undefined ? terms : { ...terms, ground });
    const only = [party.id, first.from].toSorted();
    const { id, note } = party.record({ kind: 'expiry', label: { tlp: 'amber+strict', only }, data });
    keepExpiry(party, id, { batch, ...terms, ...(ground === undefined ? {} : { ground }) });
    if (peer(party, first.from)?.url === undefined) continue;
    queue(party, { party: first.from, path: '/link/expiry', body: formatNote(note), topic: `expiry ${id}` });
  }
}

function keepExpiry(party: Party, record: string, { batch, positions, ground }: ExpiryTerms & { batch: number }): void {
  for (const position of positions)
    party.db.run(
      `INSERT INTO expiry (record, batch, position, ground, at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET record = excluded.record, ground = excluded.ground, at = excluded.at`,
      record,
      batch,
      position,
      ground ?? null,
      party.now,
    );
}

/**
 * Erases a bounded part of what was agreed to be kept until now and no longer, and proves it. What
 * the law requires to be kept stays, and the ground is stated. Gives how many bodies went. Spec: DUT-1, DUT-2.
 */
export function expireDue(party: Party): number {
  const now = timeForErasure(party);
  if (now === undefined) return 0;
  const due = dueNow(party, now, erasedAtOnce);
  if (due.length === 0) return 0;
  return party.transaction(() => {
    const kept = Map.groupBy(due, (seq) => holdOf(party, seq));
    const going = kept.get(undefined) ?? [];
    for (const [ground, seqs] of kept)
      if (ground !== undefined) {
        prove(party, seqs, ground);
        for (const seq of seqs) party.db.run('UPDATE hold SET stated = 1 WHERE item = ?', seq);
      }
    if (going.length === 0) return 0;
    eraseItems(party, going, { reason: 'retention' });
    prove(party, going);
    return going.length;
  });
}

/** Takes in a recipient's proof that an agreed time has ended. Spec: DUT-2. */
export function takeExpiry(party: Party, from: string, note: SignedNote): void {
  const { id, head } = openFreshRecord(note, knownPeer(party, from).history);
  if (head.kind !== 'expiry') throw new Fault('expiry-kind', 'A proof of expiry was expected.');
  const terms = readExpiry(head.data);
  const batch = batchById(party, terms.release);
  if (batch === undefined || batch.direction !== 'left' || batch.party !== from)
    throw new Fault('expiry-release', 'The proof is about a release that did not go to its author.');
  if ((terms.positions.at(-1) ?? 0) >= batch.count)
    throw new Fault('expiry-position', 'The proof names a place beyond the end of the release.');
  if (party.db.get('SELECT 1 FROM note WHERE id = ?', id) !== undefined) return;
  party.transaction(() => {
    party.keep(note, { kind: 'expiry', author: from, open: false });
    keepExpiry(party, id, { ...terms, batch: batch.n });
  });
}
