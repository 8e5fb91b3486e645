import {
  answerJson,
  type CorrectionKind,
  type CorrectionTerms,
  type Ground,
  type Outcome,
  readCorrection,
} from '#protocol/agreement/correction.ts';
import { readRelease, shareAt } from '#protocol/agreement/release-record.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { mostErased } from '#protocol/record/erasure-record.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { agreementById } from './agreement-book.ts';
import { type BatchRow, batchById, itemsOf, placesOf } from './batch-book.ts';
import { eraseItems } from './erase-item.ts';
import { openFreshRecord } from './fresh-record.ts';
import { noteById } from './notes.ts';
import { queue } from './outbox.ts';
import type { Party } from './party.ts';
import { knownPeer } from './peer-book.ts';
import { recallItems } from './recall.ts';
import { withReissues } from './reissue-book.ts';
import { tellHolders } from './sent-corrections.ts';

interface Received {
  readonly n: number;
  readonly id: string;
  readonly party: string;
  readonly batch: number;
  readonly what: CorrectionKind;
  readonly due: number;
}

/** What is to be done about one item: nothing more, something now, or why not. */
type Fate = 'done' | 'now' | Ground;

/** Whether the item also came from somebody who has not corrected it; only its author overrules that. Spec: COR-5. */
function isFromOthers(party: Party, { party: from, what }: Received, seq: number): boolean {
  const item = party.items.bySeq(seq);
  if (item === undefined || party.items.factsOf(item.class).author === from) return false;
  const others = party.db.all<{ party: string }>(
    `SELECT DISTINCT party FROM batch WHERE n IN (SELECT value FROM json_each(?)) AND direction <> 'left' AND party <> ?`,
    JSON.stringify(placesOf(party, seq).map(({ batch }) => batch)),
    from,
  );
  return others.some(
    ({ party: other }) =>
      party.db.get(
        `SELECT 1 FROM correction JOIN correction_item ON correction_item.correction = correction.n
         WHERE item = ? AND direction = 'received' AND what = ? AND party = ?`,
        seq,
        what,
        other,
      ) === undefined,
  );
}

/** Whether the clause under which a release brought an item obliges us to erase. Spec: COR-4. */
function isBound(party: Party, { batch }: Received, position: number): boolean {
  const row = party.db.get<BatchRow>('SELECT * FROM batch WHERE n = ?', batch);
  const { shares } = readRelease(parseRecordHead(noteById(party, row?.id ?? '').text).data);
  const share = shareAt(shares, position);
  if (share === undefined) return false;
  const { terms } = agreementById(party, share.agreement).agreement;
  return terms.clauses.find(({ n }) => n === share.clause)?.duties.erase === true;
}

function fateOf(party: Party, correction: Received, { item, position }: { item: number; position: number }): Fate {
  if (item < 0 || party.items.bySeq(item)?.text == null) return 'done';
  if (correction.what === 'erased') {
    const hold = party.db.get<{ ground: Ground }>('SELECT ground FROM hold WHERE item = ?', item);
    if (hold !== undefined) return hold.ground;
    if (!isBound(party, correction, position)) return 'not-bound';
  } else if (party.db.get('SELECT 1 FROM recall WHERE item = ? AND what = ?', item, correction.what) !== undefined)
    return 'done';
  return isFromOthers(party, correction, item) ? 'other-source' : 'now';
}

/** Erases or marks, and tells those to whom we passed it on, in one step. Spec: COR-4, COR-7. */
function act(party: Party, { id, what, due }: Received, seqs: readonly number[]): void {
  // Each may have one re-issue. Spec: RIS-7.
  const atOnce = mostErased / 2;
  for (let start = 0; start < seqs.length; start += atOnce) {
    const some = withReissues(party, seqs.slice(start, start + atOnce));
    if (what === 'erased') eraseItems(party, some, { reason: 'source-notice', notice: id });
    else recallItems(party, some, what, id);
    tellHolders(party, some, what, { id, due });
  }
}

/** Whether everybody whom we told because of a correction has done the same. Spec: COR-7. */
const isComplete = (party: Party, id: string): boolean =>
  party.db.get(
    `SELECT 1 FROM correction LEFT JOIN correction_answer AS answer ON answer.correction = correction.n
     WHERE cause = ? AND direction = 'sent' AND coalesce(outcome = 'done' AND complete = 1, 0) = 0`,
    id,
  ) === undefined;

interface KeptAnswer {
  readonly record: string;
  readonly number: number;
  readonly outcome: Outcome;
  readonly ground: Ground | null;
  readonly complete: number;
}

function send(party: Party, correction: Received, record: SignedNote): void {
  queue(party, {
    party: correction.party,
    path: '/link/correction-answer',
    body: formatNote(record),
    topic: `answer ${correction.id}`,
  });
}

/** Answers with how it stands; what was answered already is sent again as it was. Spec: COR-6, COR-3. */
function answer(party: Party, correction: Received, fates: readonly Fate[]): void {
  const ground = fates.find((fate): fate is Ground => fate !== 'done' && fate !== 'now');
  const outcome: Outcome = ground === undefined ? 'done' : ground === 'not-bound' ? 'refused' : 'kept';
  const complete = outcome === 'done' && isComplete(party, correction.id);
  const kept = party.db.get<KeptAnswer>('SELECT * FROM correction_answer AS answer WHERE correction = ?', correction.n);
  const isSame =
    kept?.outcome === outcome && (kept.ground ?? undefined) === ground && kept.complete === Number(complete);
  if (kept !== undefined && isSame) return send(party, correction, noteById(party, kept.record));
  // Rises also when the store was put back and has forgotten its earlier answers.
  const number = Math.max((kept?.number ?? 0) + 1, party.now);
  const only = [party.id, correction.party].toSorted();
  const data = answerJson({
    correction: correction.id,
    number,
    outcome,
    ...(ground === undefined ? {} : { ground }),
    complete,
  });
  const record = party.record({ kind: 'correction-answer', label: { tlp: 'amber+strict', only }, data });
  party.db.run(
    `INSERT INTO correction_answer (correction, record, number, outcome, ground, complete, at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET record = excluded.record, number = excluded.number, outcome = excluded.outcome,
       ground = excluded.ground, complete = excluded.complete, at = excluded.at`,
    correction.n,
    record.id,
    number,
    outcome,
    ground ?? null,
    Number(complete),
    party.now,
  );
  send(party, correction, record.note);
}

const receivedOf = (party: Party, id: string): Received | undefined =>
  party.db.get<Received>("SELECT * FROM correction WHERE id = ? AND direction = 'received'", id);

/** Does what a received correction still asks for, and answers when how it stands has changed. Call inside a transaction. */
export function settleCorrection(party: Party, id: string): void {
  const correction = receivedOf(party, id);
  if (correction === undefined) return;
  const places = party.db.all<{ item: number; position: number }>(
    'SELECT item, position FROM correction_item WHERE correction = ? ORDER BY position',
    correction.n,
  );
  const fates = places.map((place) => fateOf(party, correction, place));
  const now = places.filter((_, index) => fates[index] === 'now').map(({ item }) => item);
  act(party, correction, now);
  answer(party, correction, fates);
  // Corrections that waited for this sender to speak can be followed now. Spec: COR-5.
  for (const other of waitingWith(party, correction, places)) settleCorrection(party, other);
}

function waitingWith(party: Party, { n, what }: Received, places: readonly { item: number }[]): string[] {
  return party.db
    .all<{ id: string }>(
      `SELECT DISTINCT correction.id AS id FROM correction JOIN correction_item ON correction_item.correction = correction.n
       JOIN correction_answer AS answer ON answer.correction = correction.n
       WHERE item IN (SELECT value FROM json_each(?)) AND direction = 'received' AND what = ? AND correction.n <> ?
         AND ground = 'other-source'`,
      JSON.stringify(places.map(({ item }) => item)),
      what,
      n,
    )
    .map(({ id }) => id)
    .filter((id) => isUnblocked(party, id));
}

/** Whether no other sender stands against a correction any more. */
function isUnblocked(party: Party, id: string): boolean {
  const correction = receivedOf(party, id);
  if (correction === undefined) return false;
  const places = party.db.all<{ item: number; position: number }>(
    'SELECT item, position FROM correction_item WHERE correction = ?',
    correction.n,
  );
  return places.every((place) => fateOf(party, correction, place) !== 'other-source');
}

/** Settles again what asks for something about these items, after a person has decided. Call inside a transaction. */
export function settleItems(party: Party, seqs: readonly number[]): void {
  const ids = party.db.all<{ id: string }>(
    `SELECT DISTINCT id FROM correction JOIN correction_item ON correction_item.correction = correction.n
     WHERE item IN (SELECT value FROM json_each(?)) AND direction = 'received'`,
    JSON.stringify(seqs),
  );
  for (const { id } of ids) settleCorrection(party, id);
}

/** The release that a correction is about, when it may speak of it. Spec: COR-3. */
function releaseOf(party: Party, from: string, terms: CorrectionTerms): BatchRow {
  const batch = batchById(party, terms.release);
  if (batch === undefined || batch.direction !== 'reached' || batch.party !== from)
    throw new Fault('correction-release', 'The correction is about a release that did not reach us from its author.');
  if ((terms.positions.at(-1) ?? 0) >= batch.count)
    throw new Fault('correction-position', 'The correction names a place beyond the end of the release.');
  return batch;
}

/** Takes in a correction of what reached us: keeps it, follows it, answers it, all in one step. Spec: COR-3, COR-4. */
export function takeCorrection(party: Party, from: string, note: SignedNote): void {
  const { id, head } = openFreshRecord(note, knownPeer(party, from).history);
  if (head.kind !== 'correction') throw new Fault('correction-kind', 'A correction was expected.');
  const terms = readCorrection(head.data);
  const batch = releaseOf(party, from, terms);
  party.transaction(() => {
    if (receivedOf(party, id) === undefined) {
      party.keep(note, { kind: 'correction', author: from, open: false });
      keepReceived(party, { id, from, batch, terms });
    }
    settleCorrection(party, id);
  });
  party.powers.step('correction-taken');
}

function keepReceived(
  party: Party,
  { id, from, batch, terms }: { id: string; from: string; batch: BatchRow; terms: CorrectionTerms },
): void {
  const { lastId } = party.db.run(
    "INSERT INTO correction (id, direction, party, batch, what, at, due) VALUES (?, 'received', ?, ?, ?, ?, ?)",
    id,
    from,
    batch.n,
    terms.what,
    party.now,
    terms.due,
  );
  const seqs = itemsOf(party, batch.n);
  for (const position of terms.positions)
    party.db.run(
      'INSERT INTO correction_item (correction, position, item) VALUES (?, ?, ?)',
      lastId,
      position,
      seqs[position] ?? -1,
    );
}
