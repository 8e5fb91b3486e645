import { textId } from '#protocol/identity/key-history.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { batchesOf } from '../party/batch-book.ts';
import type { Party } from '../party/party.ts';
import { steadyNow } from './steady-time.ts';

/** Remembers when a receipt came, so that a matrix can say since when a notice is there; once only. */
export function noteReceipt(party: Party, from: string, note: SignedNote): void {
  party.db.run(
    `INSERT INTO notice_receipt (batch, at) SELECT batch.n, ? FROM batch JOIN delivery ON delivery.batch = batch.n
     WHERE batch.id = ? AND batch.party = ? AND batch.direction = 'left' AND delivery.state = 'acknowledged'
       AND EXISTS (SELECT 1 FROM batch_item JOIN item ON item.seq = batch_item.item JOIN class ON class.id = item.class
         WHERE batch_item.batch = batch.n AND class.kind = 'notice')
     ON CONFLICT DO NOTHING`,
    steadyNow(party),
    textId(note.text),
    from,
  );
}

/** How a notice's releases to its audience are doing. */
export interface Delivery {
  readonly party: string;
  readonly state: 'open' | 'acknowledged';
  /** The release, whose countersigned record is the receipt. */
  readonly release: string;
  /** When the release was made, Unix seconds. */
  readonly made: number;
  /** When the receipt came, Unix seconds, as far as it is remembered. */
  readonly at: number | null;
}

/** For each party, the release that took an item there: a countersigned one before one that is on its way. */
export function deliveriesOf(party: Party, seq: number): Map<string, Delivery> {
  const rows = party.db.all<Delivery>(
    `SELECT batch.party AS party, delivery.state AS state, batch.id AS release, batch.at / 1000000 AS made,
       notice_receipt.at AS at
     FROM batch JOIN delivery ON delivery.batch = batch.n
     LEFT JOIN notice_receipt ON notice_receipt.batch = batch.n
     WHERE batch.n IN (SELECT value FROM json_each(?)) AND batch.direction = 'left' AND delivery.state <> 'withheld'
     ORDER BY delivery.state = 'acknowledged', batch.n`,
    batchesOf(party, seq),
  );
  return new Map(rows.map((row) => [row.party, row]));
}
