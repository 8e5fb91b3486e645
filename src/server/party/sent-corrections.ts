import { type CorrectionKind, correctionJson } from '#protocol/agreement/correction.ts';
import { readRelease, shareAt } from '#protocol/agreement/release-record.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { placesOf } from './batch-book.ts';
import { noteById } from './notes.ts';
import { queue } from './outbox.ts';
import type { Party } from './party.ts';
import { peer } from './peer-book.ts';

/** Until when an answer is expected when nothing else sets the time: three days. */
const answerWithin = 3 * 86_400;

/** The correction that obliges us to tell others. Spec: COR-7. */
export interface CorrectionCause {
  readonly id: string;
  /** Unix seconds. */
  readonly due: number;
}

/** One item in a release that somebody holds the receipt of. */
interface HeldThere {
  readonly batch: number;
  readonly id: string;
  readonly party: string;
  readonly position: number;
  readonly item: number;
}

// Releases that were read over TAXII by a party without a server have no receipt; their reader may have them all the same.
const holders = `SELECT batch.n AS batch, batch.id AS id, batch.party AS party,
    place.value ->> 'position' AS position, place.value ->> 'item' AS item
  FROM json_each(?) AS place JOIN batch ON batch.n = place.value ->> 'batch' JOIN delivery ON delivery.batch = batch.n
  LEFT JOIN party ON party.id = batch.party
  WHERE direction = 'left' AND (countersigned IS NOT NULL OR (via = 'taxii' AND party.url IS NULL))
    AND NOT EXISTS (SELECT 1 FROM correction_item JOIN correction ON correction.n = correction_item.correction
      WHERE correction_item.item = place.value ->> 'item' AND correction.batch = batch.n AND direction = 'sent' AND what = ?)
  ORDER BY batch.n, position`;

/** The clause of each place, so that one correction speaks of one clause. Spec: COR-1. */
function byClause(party: Party, rows: readonly HeldThere[]): HeldThere[][] {
  const shares = new Map(
    [...new Set(rows.map(({ id }) => id))].map((id) => [
      id,
      readRelease(parseRecordHead(noteById(party, id).text).data).shares,
    ]),
  );
  const nameOf = ({ id, position }: HeldThere): string => {
    const share = shareAt(shares.get(id) ?? [], position);
    return `${id} ${share?.agreement} ${share?.clause}`;
  };
  return [...Map.groupBy(rows, nameOf).values()];
}

function send(
  party: Party,
  rows: readonly HeldThere[],
  what: CorrectionKind,
  cause: CorrectionCause | undefined,
): void {
  const [first] = rows;
  if (first === undefined) return;
  const { batch, id: release, party: to } = first;
  const due = cause?.due ?? party.now + answerWithin;
  const data = correctionJson({ release, positions: rows.map(({ position }) => position), what, due });
  const only = [party.id, to].toSorted();
  const record = party.record({ kind: 'correction', label: { tlp: 'amber+strict', only }, data });
  const { lastId } = party.db.run(
    "INSERT INTO correction (id, direction, party, batch, what, at, due, cause) VALUES (?, 'sent', ?, ?, ?, ?, ?, ?)",
    record.id,
    to,
    batch,
    what,
    party.now,
    due,
    cause?.id ?? null,
  );
  for (const { position, item } of rows)
    party.db.run('INSERT INTO correction_item (correction, position, item) VALUES (?, ?, ?)', lastId, position, item);
  if (peer(party, to)?.url === undefined) return;
  const body = formatNote(record.note);
  queue(party, { party: to, path: '/link/correction', body, topic: `correction ${record.id}` });
}

/**
 * Tells everybody who holds a receipt of these items what became of them; whoever was told is not
 * told again. Call in the transaction of what happened. Spec: COR-1, COR-2.
 */
export function tellHolders(
  party: Party,
  seqs: readonly number[],
  what: CorrectionKind,
  cause?: CorrectionCause,
): void {
  const places = seqs.flatMap((item) => placesOf(party, item).map((place) => ({ ...place, item })));
  const rows = party.db.all<HeldThere>(holders, JSON.stringify(places), what);
  for (const group of byClause(party, rows)) send(party, group, what, cause);
}

/** What is already said about items of a release, for a receipt that arrives late. */
const said = `SELECT item, 'erased' AS what, erasure.cause AS cause FROM batch_item JOIN erasure USING (item)
    JOIN item ON item.seq = batch_item.item JOIN class ON class.id = item.class
    WHERE batch_item.batch = :batch AND (reason = 'source-notice' OR (reason = 'own-decision' AND class.author = :self))
  UNION ALL SELECT item, what, cause FROM batch_item JOIN recall USING (item) WHERE batch_item.batch = :batch`;

/** Sends the corrections that a receipt lacks, since they were made before it arrived. Spec: COR-2. */
export function correctLateReceipt(party: Party, batch: number): void {
  const rows = party.db.allNamed<{ item: number; what: CorrectionKind; cause: string | null }>(said, {
    batch,
    self: party.id,
  });
  for (const { item, what, cause } of rows) {
    const due = party.db.count('SELECT coalesce(max(due), 0) FROM correction WHERE id = ?', cause ?? '');
    tellHolders(party, [item], what, cause === null ? undefined : { id: cause, due });
  }
}
